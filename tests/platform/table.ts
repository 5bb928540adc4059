/** The committed hashes: the weights that every platform arrives at. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Report } from "./programs/report.js";

type Hashes = Readonly<Record<string, string>>;

interface Table {
  /** The WASM core, on every engine. */
  readonly wasm: Hashes;
  /** The TypeScript core with the Math of Node. */
  readonly typescript: Hashes;
}

/**
 * Whose Math the TypeScript core runs on. That of V8 in Node and that of V8 elsewhere differ in the last
 * bit of a float64 (Chromium, Deno and workerd build V8 with another libm), which float32 rounds away.
 */
export type MathOf = "node" | "v8" | "other";

/** How far the weights of the two cores lie apart at most, relative to weights above 1. */
const farthest: Readonly<Record<string, number>> = { float32: 2e-6, float64: 1e-14 };

const path = new URL("hashes.json", import.meta.url);

export function writeTable({ wasm, typescript }: Report): void {
  writeFileSync(path, `${JSON.stringify({ wasm, typescript }, null, 2)}\n`);
}

/** What differs from the table, one line each. */
export function differences(report: Report, math: MathOf): string[] {
  const table: Table = JSON.parse(readFileSync(path, "utf8"));
  const found = differing("wasm", table.wasm, report.wasm);
  const compared = differing("typescript", table.typescript, report.typescript);
  if (math === "node") found.push(...compared);
  if (math === "v8") found.push(...compared.filter((line) => line.includes("float32")));
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
