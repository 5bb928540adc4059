import type { DType } from "../../../src/shape/dtype.js";
import { Data } from "../../support/data.js";
import { type Case, type Cases, lengths } from "./case.js";

type Shape = readonly [outer: number, axis: number, inner: number];

function shapes(dtype: DType): Shape[] {
  const neighbours = lengths(dtype).flatMap((axis): Shape[] => [
    [1, axis, 1],
    [5, axis, 1],
  ]);
  // Many short rows: a core may take several at a time.
  const rows = [1, 2, 3, 4, 6, 8, 10].flatMap((axis) =>
    [4, 7, 8, 9, 33].map((outer): Shape => [outer, axis, 1]),
  );
  const apart = [2, 3, 4, 5, 8, 9, 17].flatMap((inner) =>
    [0, 1, 2, 3, 5, 17].flatMap((axis): Shape[] => [
      [1, axis, inner],
      [3, axis, inner],
    ]),
  );
  return [...neighbours, ...rows, ...apart, [0, 3, 2], [2, 3, 0], [2, 1023, 7]];
}

const inputs = {
  numbers: (data: Data, n: number) => data.rough(n),
  ties: (data: Data, n: number) => data.eighths(n),
  specials: (data: Data, n: number, dtype: DType) => data.withSpecials(n, dtype),
};

type Input = keyof typeof inputs;

export const reduceCases: Cases = (dtype) =>
  shapes(dtype).flatMap((shape) =>
    (["numbers", "ties", "specials"] as const).flatMap((input) => [
      ...sumCases(shape, input, dtype),
      ...extremumCases(shape, input, dtype),
      ...softmaxCases(shape, input, dtype),
    ]),
  );

function sumCases([outer, axis, inner]: Shape, input: Input, dtype: DType): Case[] {
  const n = outer * axis * inner;
  const label = `[${outer}, ${axis}, ${inner}], ${input}`;
  return [1, axis].flatMap((divisor): Case[] => [
    {
      kernel: "sum",
      label: `sum of ${label} / ${divisor}`,
      run(arena, kernels) {
        const x = arena.input(inputs[input](new Data(n), n, dtype));
        kernels.sum(x, arena.output(outer * inner), outer, axis, inner, divisor);
      },
    },
    {
      kernel: "sumGrad",
      label: `sumGrad of ${label} / ${divisor}`,
      run(arena, kernels) {
        const data = new Data(n);
        const dy = arena.input(inputs[input](data, outer * inner, dtype));
        kernels.sumGrad(dy, arena.output(data.rough(n)), outer, axis, inner, divisor);
      },
    },
  ]);
}

function extremumCases([outer, axis, inner]: Shape, input: Input, dtype: DType): Case[] {
  const n = outer * axis * inner;
  const label = `[${outer}, ${axis}, ${inner}], ${input}`;
  const values = (["max", "min", "argmax", "argmin"] as const).map(
    (kernel): Case => ({
      kernel,
      label: `${kernel} of ${label}`,
      run(arena, kernels) {
        const x = arena.input(inputs[input](new Data(n), n, dtype));
        kernels[kernel](x, arena.output(outer * inner), outer, axis, inner);
      },
    }),
  );
  const gradients = (["max", "min"] as const).map(
    (extremum): Case => ({
      kernel: "extremumGrad",
      label: `extremumGrad of ${extremum} of ${label}`,
      run(arena, kernels) {
        const data = new Data(n);
        const x = arena.input(inputs[input](data, n, dtype));
        const y = arena.output(outer * inner);
        kernels[extremum](x, y, outer, axis, inner);
        const dy = arena.input(data.rough(outer * inner));
        kernels.extremumGrad(x, y, dy, arena.output(data.rough(n)), outer, axis, inner);
      },
    }),
  );
  return [...values, ...gradients];
}

function softmaxCases([outer, axis, inner]: Shape, input: Input, dtype: DType): Case[] {
  const n = outer * axis * inner;
  const label = `[${outer}, ${axis}, ${inner}], ${input}`;
  return (["softmax", "logSoftmax"] as const).flatMap((kernel): Case[] => [
    {
      kernel,
      label: `${kernel} of ${label}`,
      run(arena, kernels) {
        const x = arena.input(inputs[input](new Data(n), n, dtype));
        kernels[kernel](x, arena.output(n), outer, axis, inner);
      },
    },
    {
      kernel,
      label: `${kernel} of ${label}, in place`,
      run(arena, kernels) {
        const x = arena.output(inputs[input](new Data(n), n, dtype));
        kernels[kernel](x, x, outer, axis, inner);
      },
    },
    {
      kernel: `${kernel}Grad`,
      label: `${kernel}Grad of ${label}`,
      run(arena, kernels) {
        const data = new Data(n);
        // Probabilities or their logarithms; they need not add up to 1 for this.
        const y = arena.input(kernel === "softmax" ? data.rough(n, 0, 1) : data.rough(n, -6, 0));
        const dy = arena.input(inputs[input](data, n, dtype));
        kernels[`${kernel}Grad`](y, dy, arena.output(data.rough(n)), outer, axis, inner);
      },
    },
  ]);
}
