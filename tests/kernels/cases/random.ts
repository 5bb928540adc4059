import { type Case, type Cases, lengths } from "./case.js";

const states = [
  [1, 2, 3, 4],
  [-0x61c88647, 0x7f4a7c15, 0, -1],
];

export const randomCases: Cases = (dtype) =>
  lengths(dtype).flatMap((n) => states.flatMap((state) => randomCasesOf(n, state)));

function randomCasesOf(n: number, state: number[]): Case[] {
  const label = `${n} from ${state}`;
  const ranges = [
    [0, 1],
    [-0.3, 0.7],
    [2, 1e6],
  ];
  return [
    ...ranges.map(
      ([low, high]): Case => ({
        kernel: "uniform",
        label: `uniform ${label} in [${low}, ${high})`,
        run(arena, kernels) {
          kernels.uniform(arena.int32Output(state), arena.output(n), n, low, high);
        },
      }),
    ),
    ...ranges.map(
      ([mean, deviation]): Case => ({
        kernel: "normal",
        label: `normal ${label}, mean ${mean}, deviation ${deviation}`,
        run(arena, kernels) {
          kernels.normal(arena.int32Output(state), arena.output(n), n, mean, deviation);
        },
      }),
    ),
    ...[0, 0.1, 0.7].map(
      (rate): Case => ({
        kernel: "dropoutMask",
        label: `dropoutMask ${label}, rate ${rate}`,
        run(arena, kernels) {
          kernels.dropoutMask(arena.int32Output(state), arena.output(n), n, rate);
        },
      }),
    ),
    {
      kernel: "permutation",
      label: `permutation ${label}`,
      run(arena, kernels) {
        kernels.permutation(arena.int32Output(state), arena.int32Output(n), n);
      },
    },
  ];
}
