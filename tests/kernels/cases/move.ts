import { Data } from "../../support/data.js";
import { type Case, type Cases, lengths } from "./case.js";

type Four = readonly [number, number, number, number];

interface Copy {
  readonly what: string;
  readonly counts: Four;
  readonly x: Four;
  readonly y: Four;
}

export const moveCases: Cases = (dtype) => [
  ...copies(lengths(dtype)).flatMap(copyCases),
  ...lengths(dtype).flatMap((n) => [...fillCases(n), ...whereCases(n), ...gatherCases(n)]),
];

function copies(ns: number[]): Copy[] {
  return [
    ...ns.map((n) => ({ what: "flat", counts: four(1, 1, 1, n), x: strides(n), y: strides(n) })),
    ...ns.flatMap((n) => [2, 4, 5, 9].flatMap((m) => matrixCopies(m, Math.min(n, 40)))),
    ...permutations,
    { what: "nothing", counts: four(2, 0, 3, 2), x: four(6, 6, 2, 1), y: four(6, 6, 2, 1) },
    { what: "slice", counts: four(2, 3, 2, 5), x: four(90, 30, 10, 2), y: four(30, 10, 5, 1) },
    { what: "into slice", counts: four(2, 3, 2, 5), x: four(30, 10, 5, 1), y: four(90, 30, 10, 2) },
    {
      what: "all reversed",
      counts: four(2, 3, 4, 5),
      x: four(-60, -20, -5, -1),
      y: four(60, 20, 5, 1),
    },
    {
      what: "into reversed",
      counts: four(2, 3, 4, 5),
      x: four(60, 20, 5, 1),
      y: four(60, -20, 5, -1),
    },
    { what: "blocks apart", counts: four(1, 3, 4, 8), x: four(0, 40, 8, 1), y: four(0, 32, 8, 1) },
  ];
}

function four(...values: [number, number, number, number]): Four {
  return values;
}

/** The strides of a contiguous array of that many columns, a row at a time. */
function strides(columns: number, step = 1): Four {
  return [0, 0, columns, step];
}

function matrixCopies(m: number, n: number): Copy[] {
  const counts = four(1, 1, m, n);
  const y = strides(n);
  return [
    { what: "transposed", counts, x: strides(1, m), y },
    { what: "rows reversed", counts, x: strides(-n), y },
    { what: "columns reversed", counts, x: strides(n, -1), y },
    { what: "repeated row", counts, x: strides(0), y },
    { what: "repeated column", counts, x: strides(1, 0), y },
    { what: "repeated number", counts, x: strides(0, 0), y },
    { what: "every second", counts, x: strides(2 * n, 2), y },
    { what: "into every second", counts, x: y, y: strides(2 * n, 2) },
    { what: "into a transpose", counts, x: y, y: strides(1, m) },
  ];
}

/** Every order of the axes of a [3, 4, 5] array, as transpose makes them. */
const permutations: Copy[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].map((order) => {
  const [n1, n2, n3] = order.map((axis) => [3, 4, 5][axis]);
  const [x1, x2, x3] = order.map((axis) => [20, 5, 1][axis]);
  const counts = four(1, n1, n2, n3);
  return { what: `axes ${order}`, counts, x: four(0, x1, x2, x3), y: four(0, n2 * n3, n3, 1) };
});

function copyCases({ what, counts, x, y }: Copy): Case[] {
  const label = `${what} ${counts}`;
  const plain = (["copy", "accumulate"] as const).map(
    (kernel): Case => ({
      kernel,
      label: `${kernel} ${label}`,
      run(arena, kernels) {
        const data = new Data(counts[2]);
        const from =
          arena.input(data.rough(span(counts, x))) + origin(counts, x) * arena.elementBytes;
        const to =
          arena.output(data.rough(span(counts, y))) + origin(counts, y) * arena.elementBytes;
        kernels[kernel](from, to, ...counts, ...x, ...y);
      },
    }),
  );
  // Along each axis in turn, and along all, y stays: what lands there is summed.
  const summed = [0, 1, 2, 3, -1].map(
    (axis): Case => ({
      kernel: "accumulate",
      label: `accumulate ${label}, summed over ${axis < 0 ? "all axes" : `axis ${axis}`}`,
      run(arena, kernels) {
        const data = new Data(counts[3]);
        const from =
          arena.input(data.rough(span(counts, x))) + origin(counts, x) * arena.elementBytes;
        const [y0, y1, y2, y3] = y.map((stride, i) => (axis < 0 || i === axis ? 0 : stride));
        const to =
          arena.output(data.rough(span(counts, y))) + origin(counts, y) * arena.elementBytes;
        kernels.accumulate(from, to, ...counts, ...x, y0, y1, y2, y3);
      },
    }),
  );
  return [...plain, ...summed];
}

/** The number of elements that the strides reach over, and the place of element (0, 0, 0, 0) in them. */
function span(counts: Four, steps: Four): number {
  return 1 + steps.reduce((sum, step, i) => sum + Math.abs(step) * Math.max(counts[i] - 1, 0), 0);
}

function origin(counts: Four, steps: Four): number {
  return steps.reduce((sum, step, i) => sum + Math.max(-step, 0) * Math.max(counts[i] - 1, 0), 0);
}

function fillCases(n: number): Case[] {
  return [0, -0, 0.1, NaN, -Infinity].map((value) => ({
    kernel: "fill",
    label: `fill ${n} with ${value}`,
    run(arena, kernels) {
      kernels.fill(arena.paddedOutput(n), n, value);
    },
  }));
}

function whereCases(n: number): Case[] {
  const values = (seed: number) => new Data(seed).rough(n);
  const condition = new Data(n).eighths(n).map((x) => (x > 1 ? NaN : x > 0 ? x : x > -1 ? 0 : -0));
  const gradient = (side: number): Case => ({
    kernel: "whereGrad",
    label: `whereGrad of ${n}, side ${side}`,
    run(arena, kernels) {
      const dx = arena.paddedOutput(values(3));
      kernels.whereGrad(arena.input(condition), arena.input(values(1)), dx, n, side);
    },
  });
  return [
    {
      kernel: "where",
      label: `where of ${n}`,
      run(arena, kernels) {
        const a = arena.input(values(1));
        const b = arena.input(values(2));
        kernels.where(arena.input(condition), a, b, arena.paddedOutput(n), n);
      },
    },
    {
      kernel: "where",
      label: `where of ${n} over its condition`,
      run(arena, kernels) {
        const y = arena.paddedOutput(condition);
        kernels.where(y, arena.input(values(1)), arena.input(values(2)), y, n);
      },
    },
    gradient(0),
    gradient(1),
  ];
}

function gatherCases(columns: number): Case[] {
  return [0, 1, 7].flatMap((rows): Case[] => {
    // Rows are skipped and repeated.
    const indices = [3, 0, 3, 4, 3, 1, 0].slice(0, rows);
    return [
      {
        kernel: "gatherRows",
        label: `gatherRows ${rows}x${columns}`,
        run(arena, kernels) {
          const x = arena.input(new Data(columns).rough(5 * columns));
          const y = arena.output(rows * columns);
          kernels.gatherRows(x, arena.int32Input(indices), y, rows, columns);
        },
      },
      {
        kernel: "gatherRowsGrad",
        label: `gatherRowsGrad ${rows}x${columns}`,
        run(arena, kernels) {
          const dy = arena.input(new Data(columns).rough(rows * columns));
          const dx = arena.output(new Data(1).rough(5 * columns));
          kernels.gatherRowsGrad(dy, arena.int32Input(indices), dx, rows, columns);
        },
      },
    ];
  });
}
