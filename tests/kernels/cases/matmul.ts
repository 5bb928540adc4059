import { type Address, fusedActivation, type Kernels } from "../../../src/kernels/kernels.js";
import type { Arena } from "../../support/buffers.js";
import { Data } from "../../support/data.js";
import type { Case, Cases } from "./case.js";

type Shape = readonly [m: number, n: number, k: number];

/** Around the tile of 5 rows and 8 columns. */
function small(ks: number[]): Shape[] {
  return [0, 1, 4, 5, 6, 11].flatMap((m) =>
    [0, 1, 3, 7, 8, 9, 17].flatMap((n) => ks.map((k): Shape => [m, n, k])),
  );
}

/** Past the sizes where b is packed and k is split. */
const large: Shape[] = [
  [1, 67, 130],
  [67, 1, 130],
  [13, 10, 1030],
  [65, 130, 67],
  [64, 10, 128],
];

export const matmulCases: Cases = () => [
  ...[...small([0, 1, 2, 5, 16]), ...large].flatMap(products),
  ...[...small([0, 5]), ...large].flatMap(layers),
  ...stacks(),
];

/** What the chains begin with: its address and strides. */
const starts = {
  nothing: () => [0, 0, 0],
  row: (arena, [, n]) => [arena.input(new Data(3).rough(n)), 0, 1],
  column: (arena, [m]) => [arena.input(new Data(3).rough(m)), 1, 0],
  number: (arena) => [arena.input([0.3]), 0, 0],
  itself: (_, [, n], y) => [y, n, 1],
} satisfies Record<string, (arena: Arena, shape: Shape, y: Address) => [Address, number, number]>;

type Start = keyof typeof starts;

const stridesOfA = ([m, , k]: Shape): Record<string, Strides> => ({
  a: [k, 1],
  aᵀ: [1, m],
  "spaced a": [2 * k + 1, 2],
});

const stridesOfB = ([, n, k]: Shape): Record<string, Strides> => ({
  b: [n, 1],
  bᵀ: [1, k],
  "spaced b": [2 * n + 1, 2],
});

function products(shape: Shape): Case[] {
  const layouts = Object.entries(stridesOfA(shape)).flatMap(([nameOfA, a]) =>
    Object.entries(stridesOfB(shape)).map(([nameOfB, b]) => ({
      name: `${nameOfA} ${nameOfB}`,
      a,
      b,
    })),
  );
  return [
    ...layouts.map(({ name, a, b }) => product(shape, name, a, b, "itself")),
    ...(Object.keys(starts) as Start[]).map((start) =>
      product(shape, "a b", [shape[2], 1], [shape[1], 1], start),
    ),
  ];
}

function product(shape: Shape, layout: string, a: Strides, b: Strides, from: Start): Case {
  const [m, n, k] = shape;
  return {
    kernel: "matmul",
    label: `matmul ${shape}, ${layout}, from ${from}`,
    run(arena, kernels) {
      const operands = factors(arena, shape, a, b);
      const y = arena.output(new Data(3).rough(m * n));
      const [start, row, column] = starts[from](arena, shape, y);
      const scratch = arena.scratch(kernels.matmulScratch(m, n, k, a[0], b[1]));
      kernels.matmul(...operands, y, m, n, k, ...a, ...b, start, row, column, scratch);
    },
  };
}

type Strides = readonly [row: number, column: number];

function factors(arena: Arena, [m, n, k]: Shape, a: Strides, b: Strides): [number, number] {
  const data = new Data(m + n + k);
  const span = (rows: number, columns: number, [row, column]: Strides) =>
    rows * columns && (rows - 1) * row + (columns - 1) * column + 1;
  return [arena.input(data.rough(span(m, k, a))), arena.input(data.rough(span(k, n, b)))];
}

/** How the matrices of a stack lie: their distances along both axes, and the rows within one. */
interface Layout {
  readonly outer: number;
  readonly inner: number;
  readonly row: number;
  readonly column: number;
}

type Place = (stack: readonly [number, number], rows: number, columns: number) => Layout;

const places = {
  /** One matrix behind the other. */
  whole: ([, inner], rows, columns) => {
    return { outer: inner * rows * columns, inner: rows * columns, row: columns, column: 1 };
  },
  transposed: ([, inner], rows, columns) => {
    return { outer: inner * rows * columns, inner: rows * columns, row: 1, column: rows };
  },
  /** The rows of the inner matrices in turn, as heads of attention lie. */
  interleaved: ([, inner], rows, columns) => {
    return { outer: inner * rows * columns, inner: columns, row: inner * columns, column: 1 };
  },
  "repeated along outer": (_, rows, columns) => {
    return { outer: 0, inner: rows * columns, row: columns, column: 1 };
  },
  "repeated along inner": (_, rows, columns) => {
    return { outer: rows * columns, inner: 0, row: columns, column: 1 };
  },
} satisfies Record<string, Place>;

type PlaceName = keyof typeof places;

const stackSizes: Shape[] = [
  [1, 1, 1],
  [5, 8, 3],
  [6, 9, 5],
  [1, 7, 4],
  [4, 1, 6],
  [11, 3, 0],
  [64, 64, 32],
];

const stackLayouts: [PlaceName, PlaceName, PlaceName][] = [
  ["whole", "whole", "whole"],
  ["whole", "transposed", "whole"],
  ["transposed", "whole", "whole"],
  ["interleaved", "transposed", "whole"],
  ["whole", "interleaved", "interleaved"],
  ["repeated along outer", "whole", "whole"],
  ["whole", "repeated along inner", "whole"],
  ["whole", "whole", "repeated along inner"],
  ["whole", "whole", "repeated along outer"],
];

function stacks(): Case[] {
  return [
    [0, 2],
    [1, 1],
    [2, 3],
  ].flatMap(([outer, inner]) =>
    stackSizes.flatMap((shape) =>
      stackLayouts.flatMap((layout) =>
        [0, 1]
          .filter((adds) => adds === 1 || !layout[2].startsWith("repeated"))
          .map((adds) => stackCase([outer, inner], shape, layout, adds)),
      ),
    ),
  );
}

function stackCase(
  stack: readonly [number, number],
  [m, n, k]: Shape,
  layout: [PlaceName, PlaceName, PlaceName],
  adds: number,
): Case {
  const [outer, inner] = stack;
  const label = `matmulStack ${stack} of ${m},${n},${k}: ${layout.join(", ")}${adds ? ", added" : ""}`;
  return {
    kernel: "matmulStack",
    label,
    run(arena, kernels) {
      const data = new Data(m + n + k);
      const [a, b, y] = [
        places[layout[0]](stack, m, k),
        places[layout[1]](stack, k, n),
        places[layout[2]](stack, m, n),
      ];
      const values = (count: number) => data.rough(outer * inner * count);
      const [pa, pb] = [arena.input(values(m * k)), arena.input(values(k * n))];
      const py = arena.output(values(m * n));
      const scratch = arena.scratch(kernels.matmulScratch(m, n, k, a.row, b.column));
      const along = [a.outer, a.inner, b.outer, b.inner, y.outer, y.inner] as const;
      const within = [a.row, a.column, b.row, b.column, y.row] as const;
      kernels.matmulStack(pa, pb, py, ...stack, ...along, m, n, k, ...within, adds, scratch);
    },
  };
}

function layers(shape: Shape): Case[] {
  return Object.entries(fusedActivation).flatMap(([activation, code]) => [
    ...[true, false].map((bias) => layer(shape, activation, code, bias)),
    layerGradient(shape, activation, code, "all"),
    layerGradient(shape, activation, code, "fresh"),
    layerGradient(shape, activation, code, "dz in place"),
  ]);
}

const slope = 0.3;

function layer([m, n, k]: Shape, activation: string, code: number, bias: boolean): Case {
  return {
    kernel: "dense",
    label: `dense ${m},${n},${k} ${activation}${bias ? " with bias" : ""}`,
    run(arena, kernels) {
      const data = new Data(m + n + k);
      const x = arena.input(data.rough(m * k, -1, 1));
      const w = arena.input(data.rough(k * n, -1, 1));
      const b = bias ? arena.input(data.rough(n)) : 0;
      const scratch = arena.scratch(kernels.matmulScratch(m, n, k, k, 1));
      kernels.dense(x, w, b, arena.paddedOutput(m * n), m, n, k, code, slope, scratch);
    },
  };
}

function layerGradient(
  [m, n, k]: Shape,
  activation: string,
  code: number,
  wanted: "all" | "fresh" | "dz in place",
): Case {
  return {
    kernel: "denseGrad",
    label: `denseGrad ${m},${n},${k} ${activation}, ${wanted}`,
    run(arena, kernels) {
      const data = new Data(m + n + k);
      const x = arena.input(data.rough(m * k));
      const w = arena.input(data.rough(k * n));
      // An output of any of the activations; relu's has zeros.
      const y = arena.input(data.rough(m * n, -0.2, 1).map((yi) => (yi < -0.1 ? 0 : yi)));
      const values = data.rough(m * n);
      const dz = arena.paddedOutput(values);
      const inPlace = wanted === "dz in place" || code === fusedActivation.linear;
      const dy = inPlace ? dz : arena.input(values);
      const begin = (n: number) => (wanted === "fresh" ? n : data.rough(n));
      const gradient = (n: number) => (wanted === "dz in place" ? 0 : arena.output(begin(n)));
      const [dw, dbias, dx] = [gradient(k * n), gradient(n), gradient(m * k)];
      const scratch = arena.scratch(scratchOfGradients(kernels, m, n, k));
      const out = [dy, dz, dw, dbias, dx] as const;
      const fresh = wanted === "fresh" ? 7 : 0;
      kernels.denseGrad(x, w, y, ...out, m, n, k, code, slope, scratch, fresh);
    },
  };
}

function scratchOfGradients(kernels: Kernels, m: number, n: number, k: number): number {
  return Math.max(kernels.matmulScratch(k, n, m, 1, 1), kernels.matmulScratch(m, k, n, n, n));
}
