import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { chosen, type Group } from "./group.js";
import type { Cores } from "./library.js";
import { measureGroup } from "./measure.js";
import { markdown, type Table, tableOf } from "./table.js";

/** What one engine measured: the content of a file in bench/results/. */
export interface Results {
  /** As "Node 20.1.0". */
  readonly engine: string;
  readonly machine: string;
  readonly date: string;
  /** By the group's name. */
  tables: Record<string, Table>;
}

export const node = `Node ${process.versions.node}`;

/** Measures the groups of these names (all without any) in this process. */
export async function runGroups(
  kind: string,
  all: readonly Group[],
  cores: Cores,
  names: readonly string[],
): Promise<void> {
  const keep = report(kind, node);
  for (const group of chosen(all, names)) {
    keep(group.name, tableOf(group, await measureGroup(group, cores)));
  }
}

/** Prints each table that it is given, and puts it beside those of earlier runs on this engine. */
export function report(kind: string, engine: string): (group: string, table: Table) => void {
  const all = cpus();
  const machine = `${all[0].model}, ${all.length} cores`;
  console.log(`${engine}, ${machine}\n`);
  const folder = new URL("./results/", import.meta.url);
  const major = engine.toLowerCase().replace(" ", "-").split(".")[0];
  const path = new URL(`${kind}-${major}.json`, folder);
  mkdirSync(folder, { recursive: true });
  return (group, table) => {
    console.log(markdown(table));
    const date = new Date().toISOString().slice(0, 10);
    const tables = { ...earlier(path), [group]: table };
    const results: Results = { engine, machine, date, tables };
    writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
  };
}

function earlier(path: URL): Results["tables"] {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as Results).tables;
  } catch {
    // The first run on this engine has nothing to add to.
    return {};
  }
}
