import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A data set of data/: rows of features, and the target of each (the last column). */
export function readData(name: string): { X: number[][]; y: number[] } {
  const text = readFileSync(join(import.meta.dirname, "../../data", `${name}.csv`), "utf8");
  const rows = text.trim().split("\n").slice(1);
  const numbers = rows.map((row) => row.split(",").map(Number));
  return {
    X: numbers.map((row) => row.slice(0, -1)),
    y: numbers.map((row) => row.at(-1) as number),
  };
}
