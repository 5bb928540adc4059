/** The committed hashes: the weights that every platform arrives at, on either core. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Report } from "./programs/report.js";

type Hashes = Readonly<Record<string, string>>;

/** Both cores, each on every engine. */
type Table = Pick<Report, "wasm" | "typescript">;

/** How far the weights of the two cores lie apart at most, relative to weights above 1. */
const farthest: Readonly<Record<string, number>> = { float32: 2e-6, float64: 0 };

const path = new URL("hashes.json", import.meta.url);

export function writeTable({ wasm, typescript }: Report): void {
  writeFileSync(path, `${JSON.stringify({ wasm, typescript }, null, 2)}\n`);
}

/** What differs from the table, one line each. */
export function differences(report: Report): string[] {
  const table: Table = JSON.parse(readFileSync(path, "utf8"));
  const found = [
    ...differing("wasm", table.wasm, report.wasm),
    ...differing("typescript", table.typescript, report.typescript),
  ];
  for (const [dtype, most] of Object.entries(farthest)) {
    const distance = report.distance[dtype];
    if (!(distance <= most))
      found.push(`${dtype}: the cores lie ${distance} apart, at most ${most}`);
  }
  return found;
}

function differing(core: string, expected: Hashes, actual: Hashes): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names]
    .filter((name) => expected[name] !== actual[name])
    .map((name) => `${core}, ${name}: ${actual[name]} instead of ${expected[name]}`);
}
