import {
  type Binary,
  type BinaryName,
  binary,
  type DifferentiableBinaryName,
  usualDomain,
} from "../../../src/kernels/elementwise.js";
import type { DType } from "../../../src/shape/dtype.js";
import type { Arena } from "../../support/buffers.js";
import { Data } from "../../support/data.js";
import { type Case, type Cases, lengths } from "./case.js";

/** How an operand is laid out: strides for a given number of columns. */
type Layout = (rows: number, columns: number) => readonly [row: number, column: number];

const layouts: Record<string, Layout> = {
  whole: (_, columns) => [columns, 1],
  row: () => [0, 1],
  column: () => [1, 0],
  number: () => [0, 0],
  spaced: (_, columns) => [columns + 3, 1],
  "spaced column": () => [3, 0],
  upwards: (_, columns) => [-columns, 1],
};

const pairs: [string, string][] = [
  ["whole", "whole"],
  ["whole", "row"],
  ["whole", "column"],
  ["whole", "number"],
  ["row", "whole"],
  ["column", "whole"],
  ["number", "whole"],
  ["column", "row"],
  ["spaced", "whole"],
  ["whole", "spaced column"],
  ["upwards", "spaced"],
  ["number", "number"],
];

type Shape = readonly [rows: number, columns: number];

/** All layouts for the small shapes; for the larger ones the loop is the same. */
function shapes(dtype: DType): Shape[] {
  const columns = lengths(dtype);
  return columns.flatMap((n): Shape[] => [[1, n], ...(n > 40 ? [] : [[3, n] as const])]);
}

export const binaryCases: Cases = (dtype) =>
  // Object.keys forgets the names that the table's type knows.
  (Object.keys(binary) as BinaryName[]).flatMap((name) => [
    ...[...shapes(dtype), [0, 5] as const, [33, 1] as const].flatMap((shape) =>
      pairs.flatMap((pair) => [
        valueCase(name, shape, pair, "numbers", dtype),
        valueCase(name, shape, pair, "specials", dtype),
        ...("gradientA" in binary[name]
          ? gradientCases(name as Differentiable, shape, pair, dtype)
          : []),
      ]),
    ),
    ...lengths(dtype).flatMap((n) => [...inPlaceCases(name, n)]),
  ]);

type Differentiable = DifferentiableBinaryName;

/** Lays an operand out so that it covers its strides, and gives the address of element (0, 0). */
function operand(
  arena: Arena,
  [rows, columns]: Shape,
  [row, column]: readonly [number, number],
  values: (n: number) => number[],
): number {
  const spread = Math.abs(row) * Math.max(rows - 1, 0);
  const address = arena.input(values(spread + column * Math.max(columns - 1, 0) + 1));
  return row < 0 ? address + spread * arena.elementBytes : address;
}

function valueCase(
  name: BinaryName,
  shape: Shape,
  [layoutA, layoutB]: [string, string],
  what: "numbers" | "specials",
  dtype: DType,
): Case {
  const [rows, columns] = shape;
  return {
    kernel: name,
    label: `${name} ${rows}x${columns}, ${layoutA} and ${layoutB}, ${what}`,
    run(arena, kernels) {
      const data = new Data(rows + columns);
      const values = (n: number) =>
        what === "numbers" ? data.eighths(n) : data.withSpecials(n, dtype);
      const stridesA = layouts[layoutA](rows, columns);
      const stridesB = layouts[layoutB](rows, columns);
      const a = operand(arena, shape, stridesA, values);
      const b = operand(arena, shape, stridesB, values);
      kernels[name](a, b, arena.output(rows * columns), rows, columns, ...stridesA, ...stridesB);
    },
  };
}

function gradientCases(
  name: Differentiable,
  shape: Shape,
  [layoutA, layoutB]: [string, string],
  dtype: DType,
): Case[] {
  const [rows, columns] = shape;
  const n = rows * columns;
  const { domain: domains = [usualDomain, usualDomain] }: Binary = binary[name];
  const [domainA, domainB] = domains;
  const kernelsOfName = [`${name}GradA`, `${name}GradB`] as const;
  const cases = (what: "numbers" | "ties and zeros" | "fresh" | "special gradients") =>
    kernelsOfName.map(
      (kernel): Case => ({
        kernel,
        label: `${kernel} ${rows}x${columns}, ${layoutA} and ${layoutB}, ${what}`,
        run(arena, kernels) {
          const data = new Data(n);
          const values = (count: number, domain: readonly [number, number]) =>
            what === "ties and zeros" ? data.eighths(count) : data.rough(count, ...domain);
          const stridesA = layouts[layoutA](rows, columns);
          const stridesB = layouts[layoutB](rows, columns);
          const a = operand(arena, shape, stridesA, (count) => values(count, domainA));
          const b = operand(arena, shape, stridesB, (count) => values(count, domainB));
          const special = what === "special gradients";
          const dy = arena.input(special ? data.withSpecials(n, dtype) : data.rough(n));
          const fresh = Number(what === "fresh");
          const dx = arena.output(fresh ? n : data.rough(n));
          kernels[kernel](a, b, dy, dx, fresh, rows, columns, ...stridesA, ...stridesB);
        },
      }),
    );
  return [
    ...cases("numbers"),
    ...cases("ties and zeros"),
    ...cases("fresh"),
    ...cases("special gradients"),
  ];
}

/** The output over a, over b, over both, and one array as both operands. */
function inPlaceCases(name: BinaryName, n: number): Case[] {
  const values = (seed: number) => new Data(seed).rough(n);
  const runs: Record<string, Case["run"]> = {
    "over a": (arena, kernels) => {
      const a = arena.output(values(1));
      kernels[name](a, arena.input(values(2)), a, 1, n, n, 1, n, 1);
    },
    "over b": (arena, kernels) => {
      const b = arena.output(values(2));
      kernels[name](arena.input(values(1)), b, b, 1, n, n, 1, n, 1);
    },
    "over both": (arena, kernels) => {
      const a = arena.output(values(1));
      kernels[name](a, a, a, 1, n, n, 1, n, 1);
    },
    "of one array": (arena, kernels) => {
      const a = arena.input(values(1));
      kernels[name](a, a, arena.output(n), 1, n, n, 1, n, 1);
    },
  };
  return Object.entries(runs).map(([where, run]) => ({
    kernel: name,
    label: `${name} of ${n} ${where}`,
    run,
  }));
}
