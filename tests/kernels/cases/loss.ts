import { type LossName, lossNames } from "../../../src/kernels/kernels.js";
import type { DType } from "../../../src/shape/dtype.js";
import { Data } from "../../support/data.js";
import { type Case, type Cases, lengths } from "./case.js";

type Shape = readonly [rows: number, columns: number];

interface Inputs {
  p: number[];
  t: number[];
  parameter: number;
}

type Draw = (data: Data, rows: number, columns: number, dtype: DType) => Inputs;

const regression =
  (parameter: number): Draw =>
  (data, rows, columns) => ({
    p: data.eighths(rows * columns).map((x, i) => (i % 3 ? x : 3 * x + 0.1)),
    t: data.eighths(rows * columns),
    parameter,
  });

/** Probabilities that reach their bounds, and targets that are mostly 0 or 1. */
const binary: Draw = (data, rows, columns) => ({
  p: data.rough(rows * columns, -0.1, 1.1).map((x) => Math.min(Math.max(x, 0), 1)),
  t: data.rough(rows * columns, -1, 2).map((x) => Math.min(Math.max(x, 0), 1)),
  parameter: 1e-15,
});

const binaryLogits: Draw = (data, rows, columns, dtype) => ({
  ...binary(data, rows, columns, dtype),
  p: data.rough(rows * columns, -8, 8).map((x, i) => (i % 5 ? x : 20 * x)),
});

/** Rows of probabilities, a few of them 0, against targets that are one class or spread out. */
const classes: Draw = (data, rows, columns) => ({
  p: data.rough(rows * columns, -0.1, 1).map((x) => Math.max(x, 0)),
  t: Array.from({ length: rows }, (_, r) =>
    r % 3 ? oneHot(data.integer(columns), columns) : data.rough(columns, 0, 1),
  ).flat(),
  parameter: 1e-7,
});

const logits: Draw = (data, rows, columns, dtype) => ({
  ...classes(data, rows, columns, dtype),
  p: data.rough(rows * columns, -8, 8).map((x, i) => (i % 11 ? x : 10 * x)),
});

function oneHot(label: number, columns: number): number[] {
  return Array.from({ length: columns }, (_, c) => (c === label ? 1 : 0));
}

const sparse =
  (dense: Draw): Draw =>
  (data, rows, columns, dtype) => ({
    ...dense(data, rows, columns, dtype),
    t: Array.from({ length: rows }, () => data.integer(columns)),
  });

const draws: Record<LossName, Draw[]> = {
  mse: [regression(0)],
  mae: [regression(0)],
  huber: [regression(1), regression(0.3)],
  logCosh: [regression(0)],
  binaryCrossEntropy: [binary],
  categoricalCrossEntropy: [classes],
  sparseCategoricalCrossEntropy: [sparse(classes)],
  binaryCrossEntropyOfSigmoid: [binary],
  categoricalCrossEntropyOfSoftmax: [classes],
  sparseCategoricalCrossEntropyOfSoftmax: [sparse(classes)],
  sigmoidBinaryCrossEntropy: [binaryLogits],
  softmaxCrossEntropy: [logits],
  sparseSoftmaxCrossEntropy: [sparse(logits)],
};

function shapes(dtype: DType): Shape[] {
  return [
    ...lengths(dtype).flatMap((columns): Shape[] => [
      [1, columns],
      [3, columns],
    ]),
    ...[1, 2, 3, 4, 10].flatMap((columns) =>
      [4, 5, 7, 8, 9, 150].map((rows): Shape => [rows, columns]),
    ),
    [0, 3],
    [501, 1],
  ];
}

export const lossCases: Cases = (dtype) =>
  lossNames.flatMap((kernel) =>
    draws[kernel].flatMap((draw) =>
      shapes(dtype).flatMap((shape) => lossCasesOf(kernel, draw, shape, dtype)),
    ),
  );

function lossCasesOf(kernel: LossName, draw: Draw, [rows, columns]: Shape, dtype: DType): Case[] {
  const label = `${kernel} ${rows}x${columns}`;
  const inputs = () => draw(new Data(rows + columns), rows, columns, dtype);
  return [
    {
      kernel,
      label: `${label}, value alone`,
      run(arena, kernels) {
        const { p, t, parameter } = inputs();
        const y = arena.output([-1]);
        kernels[kernel](arena.input(p), arena.input(t), y, 0, rows, columns, parameter);
      },
    },
    {
      kernel,
      label,
      run(arena, kernels) {
        const { p, t, parameter } = inputs();
        const y = arena.output([-1]);
        const dp = arena.output(rows * columns);
        kernels[kernel](arena.input(p), arena.input(t), y, dp, rows, columns, parameter);
      },
    },
    {
      kernel,
      label: `${label}, gradient over the predictions`,
      run(arena, kernels) {
        const { p, t, parameter } = inputs();
        const y = arena.output([-1]);
        const dp = arena.output(p);
        kernels[kernel](dp, arena.input(t), y, dp, rows, columns, parameter);
      },
    },
    {
      kernel,
      label: `${label}, gradient over the targets`,
      run(arena, kernels) {
        const { p, t, parameter } = inputs();
        const y = arena.output([-1]);
        // Labels are fewer than predictions.
        const inPlace = t.length === p.length && !kernel.startsWith("sparse");
        const target = inPlace ? arena.output(t) : arena.input(t);
        const dp = inPlace ? target : 0;
        kernels[kernel](arena.input(p), target, y, dp, rows, columns, parameter);
      },
    },
  ];
}
