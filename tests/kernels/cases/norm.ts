import type { NormKernels } from "../../../src/kernels/layer-kernels.js";
import type { Arena } from "../../support/buffers.js";
import { Data } from "../../support/data.js";
import { type Case, type Cases, lengths } from "./case.js";

type Shape = readonly [rows: number, columns: number];

const epsilon = 1e-3;

/** Which gradients are wanted, and which of them are fresh: the bits are gain, offset, x. */
const wishes = [
  [7, 0],
  [7, 7],
  [4, 4],
  [3, 1],
  [5, 2],
] as const;

export const normCases: Cases = (dtype) =>
  [0, 1, 3].flatMap((rows) =>
    lengths(dtype)
      .filter((columns) => columns > 0)
      .flatMap((columns) => [
        ...forward([rows, columns]),
        ...wishes.flatMap(([wanted, fresh]) => backward([rows, columns], wanted, fresh)),
      ]),
  );

function forward([rows, columns]: Shape): Case[] {
  const label = `of ${rows} x ${columns}`;
  const run = (norm: "layerNorm" | "rmsNorm") => (arena: Arena, kernels: NormKernels) => {
    const data = new Data(rows + columns);
    const [x, gain, offset] = [rows * columns, columns, columns].map((n) =>
      arena.input(data.rough(n)),
    );
    const [y, mean, inverse] = [rows * columns, rows, rows].map((n) => arena.output(n));
    if (norm === "rmsNorm") kernels.rmsNorm(x, gain, y, inverse, rows, columns, epsilon);
    else kernels.layerNorm(x, gain, offset, y, mean, inverse, rows, columns, epsilon);
  };
  return (["layerNorm", "rmsNorm"] as const).map((norm) => {
    return { kernel: norm, label: `${norm} ${label}`, run: run(norm) };
  });
}

function backward([rows, columns]: Shape, wanted: number, fresh: number): Case[] {
  const label = `of ${rows} x ${columns}, gradients ${wanted}, fresh ${fresh & wanted}`;
  const run =
    (norm: "layerNorm" | "rmsNorm", wanted: number) => (arena: Arena, kernels: NormKernels) => {
      const data = new Data(rows + columns);
      const n = rows * columns;
      const [x, gain, mean, inverse, dy] = [n, columns, rows, rows, n].map((count) =>
        arena.input(data.rough(count)),
      );
      const [dgain, doffset, dx] = [columns, columns, n].map((count, i) =>
        wanted & (1 << i) ? arena.output(fresh & (1 << i) ? count : data.rough(count)) : 0,
      );
      const scratch = arena.scratch((2 * columns + 32) * arena.elementBytes);
      const rest = [rows, columns, scratch, fresh & wanted] as const;
      if (norm === "rmsNorm") kernels.rmsNormGrad(x, gain, inverse, dy, dx, dgain, ...rest);
      else kernels.layerNormGrad(x, gain, mean, inverse, dy, dx, dgain, doffset, ...rest);
    };
  return [
    { kernel: "layerNormGrad", label: `layerNormGrad ${label}`, run: run("layerNorm", wanted) },
    // It has no offset.
    { kernel: "rmsNormGrad", label: `rmsNormGrad ${label}`, run: run("rmsNorm", wanted & 5) },
  ];
}
