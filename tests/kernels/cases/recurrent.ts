import type { Address } from "../../../src/kernels/kernels.js";
import type { RecurrentKernels } from "../../../src/kernels/recurrent-kernels.js";
import type { Arena } from "../../support/buffers.js";
import { Data } from "../../support/data.js";
import { type Case, type Cases, lengths } from "./case.js";

interface Sizes {
  readonly rows: number;
  readonly steps: number;
  readonly units: number;
  readonly masked: boolean;
}

const rowsAndSteps = [
  [0, 2],
  [1, 1],
  [3, 2],
] as const;

export const recurrentCases: Cases = (dtype) =>
  rowsAndSteps.flatMap(([rows, steps]) =>
    lengths(dtype)
      .filter((units) => units > 0 && units < 100)
      .flatMap((units) =>
        [false, true].flatMap((masked) => casesOf({ rows, steps, units, masked })),
      ),
  );

/** The second of two steps, so that all strides count; or the only one. */
class Layout {
  readonly #data: Data;

  constructor(
    readonly arena: Arena,
    readonly sizes: Sizes,
  ) {
    this.#data = new Data(sizes.units);
  }

  /** The step's address in a buffer of all steps, `width` numbers a row: what a kernel reads, or changes as well. */
  step(kind: "input" | "output", width: number, low = -4, high = 4): Address {
    const { rows, steps } = this.sizes;
    const values = this.#data.rough(rows * steps * width, low, high);
    return this.arena[kind](values) + (steps - 1) * width * this.arena.elementBytes;
  }

  rows(kind: "input" | "output", width: number): Address {
    return this.arena[kind](this.#data.rough(this.sizes.rows * width));
  }

  mask(): Address {
    const { rows, steps, masked } = this.sizes;
    if (!masked) return 0;
    const values = Array.from({ length: rows * steps }, (_, i) => (i % 3 === 1 ? 0 : 1));
    return this.arena.input(values) + (steps - 1) * this.arena.elementBytes;
  }
}

function casesOf(sizes: Sizes): Case[] {
  const { rows, steps, units, masked } = sizes;
  const runs = { rnnStep, rnnStepGrad, lstmStep, lstmStepGrad, gruStep, gruStepGrad };
  return Object.entries(runs).map(([kernel, run]) => ({
    kernel: kernel as keyof typeof runs,
    label: `${kernel}, ${rows} rows, ${steps} steps, ${units} units${masked ? ", masked" : ""}`,
    run: (arena, kernels) => run(new Layout(arena, sizes), kernels, sizes),
  }));
}

type Run = (l: Layout, kernels: RecurrentKernels, sizes: Sizes) => void;

// States that gates gave lie in [-1, 1], gates in [0, 1].

const rnnStep: Run = (l, kernels, { rows, steps, units }) => {
  const [previous, states] = [l.rows("input", units), l.step("output", units)];
  kernels.rnnStep(previous, states, l.mask(), rows, steps, units, units);
};

const rnnStepGrad: Run = (l, kernels, { rows, steps, units }) => {
  const [states, dy] = [l.step("input", units, -1, 1), l.step("input", units)];
  const [dh, dgates] = [l.rows("output", units), l.step("output", units)];
  kernels.rnnStepGrad(states, dy, dh, dgates, l.mask(), rows, steps, units);
};

const lstmStep: Run = (l, kernels, { rows, steps, units }) => {
  const [gates, c, h] = [
    l.step("output", 4 * units),
    l.rows("input", units),
    l.rows("input", units),
  ];
  const [cells, states] = [l.step("output", units), l.step("output", units)];
  kernels.lstmStep(gates, c, h, cells, states, l.mask(), rows, steps, units, units);
};

const lstmStepGrad: Run = (l, kernels, { rows, steps, units, masked }) => {
  const [gates, c] = [l.step("input", 4 * units, 0, 1), l.rows("input", units)];
  const [cells, dy] = [l.step("input", units), l.step("input", units)];
  const dcells = masked ? l.step("input", units) : 0;
  const [dh, dc] = [l.rows("output", units), l.rows("output", units)];
  const out = [dcells, dh, dc, l.step("output", 4 * units), l.mask()] as const;
  kernels.lstmStepGrad(gates, c, cells, dy, ...out, rows, steps, units, units);
};

const gruStep: Run = (l, kernels, { rows, steps, units }) => {
  const [gates, recurrent] = [l.step("output", 3 * units), l.rows("input", 3 * units)];
  const [h, states, hidden] = [
    l.rows("input", units),
    l.step("output", units),
    l.step("output", units),
  ];
  kernels.gruStep(gates, recurrent, h, states, hidden, l.mask(), rows, steps, units, units);
};

const gruStepGrad: Run = (l, kernels, { rows, steps, units }) => {
  const [gates, hidden] = [l.step("input", 3 * units, 0, 1), l.step("input", units)];
  const [h, dy, dh] = [l.rows("input", units), l.step("input", units), l.rows("output", units)];
  const [dgates, drecurrent] = [l.step("output", 3 * units), l.step("output", 3 * units)];
  const out = [dh, dgates, drecurrent, l.mask()] as const;
  kernels.gruStepGrad(gates, hidden, h, dy, ...out, rows, steps, units, units);
};
