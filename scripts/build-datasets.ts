/**
 * Writes data/*.csv as modules for `smolml/datasets`: build/datasets/<name>.ts, each with the JSON of a data set
 * as one text. V8 reads that in a quarter of the time that it takes for the same arrays written as code.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { datasetJson } from "./dataset-json.js";

mkdirSync("build/datasets", { recursive: true });
for (const name of ["iris", "wine", "breast_cancer", "digits"]) {
  const json = datasetJson(readFileSync(`data/${name}.csv`, "utf8"));
  const module = `export const json: string = ${JSON.stringify(json)};\n`;
  writeFileSync(`build/datasets/${name.replace("_", "-")}.ts`, module);
}
