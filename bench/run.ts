import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import type { Group } from "./group.js";
import type { Cores } from "./library.js";
import { measureGroup } from "./measure.js";
import { markdown, type Table, tableOf } from "./table.js";

const rounds = 5;

/** What one engine measured: the content of a file in bench/results/. */
export interface Results {
  readonly engine: string;
  readonly machine: string;
  readonly date: string;
  /** By the group's name. */
  tables: Record<string, Table>;
}

/** Measures the groups of these names (all without any), prints their tables and keeps them. */
export async function runGroups(
  kind: string,
  all: readonly Group[],
  cores: Cores,
  names: readonly string[],
): Promise<void> {
  const unknown = names.find((name) => !all.some((group) => group.name === name));
  if (unknown !== undefined) {
    throw new Error(`no group "${unknown}": there are ${all.map(({ name }) => name).join(", ")}`);
  }
  console.log(`${engine}, ${machine()}\n`);
  for (const group of all) {
    if (names.length > 0 && !names.includes(group.name)) continue;
    const table = tableOf(group, await measureGroup(group, cores, rounds));
    console.log(markdown(table));
    keep(kind, group.name, table);
  }
}

const engine = `Node ${process.versions.node}`;

function machine(): string {
  const all = cpus();
  return `${all[0].model}, ${all.length} cores`;
}

/** Puts a table beside those of earlier runs. */
function keep(kind: string, group: string, table: Table): void {
  const folder = new URL("./results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const path = new URL(`${kind}-node-${process.versions.node.split(".")[0]}.json`, folder);
  const date = new Date().toISOString().slice(0, 10);
  const results: Results = { engine, machine: machine(), date, tables: {} };
  try {
    results.tables = (JSON.parse(readFileSync(path, "utf8")) as Results).tables;
  } catch {
    // The first run has nothing to add to.
  }
  results.tables[group] = table;
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
}
