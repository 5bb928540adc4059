import type { Cores } from "./library.js";

/** By row name: what sets the row up and gives the call to measure, one call being the row's work. */
export type Cases = Readonly<Record<string, () => () => unknown>>;

/** What the WASM core is held to in a row. */
export type Goal =
  /** At least so many times as fast as another column; "probe" is the practical peak. */
  | { readonly against: string; readonly times: number }
  /** At most so much, in the group's unit; over another column where one is named. */
  | { readonly atMost: number; readonly over?: string };

export interface Row {
  readonly name: string;
  /** What one call does: operations, elements, nodes, in the sense of the group's unit. */
  readonly work: number;
  /** The part of the probe that is the most to be had; 0.5 for float64, whose vectors hold half as many. */
  readonly peak?: number;
  readonly goals?: readonly Goal[];
}

/** How a time reads in a table. */
export interface Unit {
  readonly name: string;
  of(seconds: number, work: number): number;
}

export const units = {
  gigaflops: { name: "GFLOP/s", of: (seconds, work) => work / seconds / 1e9 },
  nanosecondsEach: { name: "ns each", of: (seconds, work) => (seconds / work) * 1e9 },
  microseconds: { name: "µs", of: (seconds) => seconds * 1e6 },
  milliseconds: { name: "ms", of: (seconds) => seconds * 1e3 },
} as const satisfies Record<string, Unit>;

/** One column of a table. `measure` gives seconds per call, or null where it has no such row. */
export interface Contestant {
  readonly name: string;
  measure(row: string): Promise<number | null>;
}

/** Things measured together, and shown as one table. */
export interface Group {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  readonly rows: readonly Row[];
  /** The column "probe" stands beside these rows. */
  readonly probe?: boolean;
  /** What a reader of the table should know. */
  readonly note?: string;
  /** The other columns, the WASM core first. */
  contestants(cores: Cores): Contestant[] | Promise<Contestant[]>;
}

/** The groups of these names; all of them where none is named. */
export function chosen(all: readonly Group[], names: readonly string[]): readonly Group[] {
  const known = all.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`no group "${unknown}": there are ${known.join(", ")}`);
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}
