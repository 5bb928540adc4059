import type { Cores } from "./library.js";

/** Calls that do the work of a row once, by row name. */
export type Cases = Readonly<Record<string, () => unknown>>;

/** What a row is held to. */
export interface Goal {
  /** The column that it is compared with ("probe": the practical peak); none: a bound in the unit itself. */
  readonly against?: string;
  /** How many times as fast as `against` it is at least, or the highest cost in the unit. */
  readonly bound: number;
}

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
  /** The columns beside it, the WASM core first. */
  contestants(cores: Cores): Contestant[] | Promise<Contestant[]>;
}
