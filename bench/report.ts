/**
 * Puts the tables of bench/results/ into RESULTS.md, below the text that people write there:
 * `npm run bench:report`, after the runs.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Results } from "./run.js";
import { markdown } from "./table.js";

const marker = "<!-- Below: npm run bench:report -->";

const folder = new URL("./results/", import.meta.url);
const path = new URL("./RESULTS.md", import.meta.url);

function section({ engine, machine, date, tables }: Results): string {
  return [`## ${engine}, ${machine}, ${date}`, ...Object.values(tables).map(markdown)].join("\n\n");
}

const results = readdirSync(folder)
  .sort()
  .map((file): Results => JSON.parse(readFileSync(new URL(file, folder), "utf8")));
const all = results.flatMap(({ tables }) => Object.values(tables));
const goals = all.reduce((sum, table) => sum + table.goals, 0);
const [text] = readFileSync(path, "utf8").split(marker);
writeFileSync(path, `${text}${marker}\n\n${results.map(section).join("\n")}`);

console.log(`${goals} goals measured; these rows fall short of one:`);
for (const { engine, tables } of results) {
  for (const { title, short } of Object.values(tables)) {
    for (const row of short) console.log(`- ${engine}: ${title}: ${row}`);
  }
}
