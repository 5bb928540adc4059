import type { Address, UpdateKernels } from "../../../src/kernels/kernels.js";
import type { Arena } from "../../support/buffers.js";
import { Data } from "../../support/data.js";
import { type Case, type Cases, lengths } from "./case.js";

type Name = keyof UpdateKernels;

/** One step of an optimizer on w, g and two states, of which it uses what it has. */
type Step = (
  kernels: UpdateKernels,
  at: { w: Address; g: Address; s1: Address; s2: Address },
  n: number,
  step: number,
) => void;

const variants: Record<Name, Record<string, Step>> = {
  sgd: { plain: (k, { w, g }, n) => k.sgd(w, g, n, 0.1) },
  momentum: {
    plain: (k, { w, g, s1 }, n) => k.momentum(w, g, s1, n, 0.1, 0.9, 0),
    nesterov: (k, { w, g, s1 }, n) => k.momentum(w, g, s1, n, 0.1, 0.9, 1),
  },
  adagrad: { plain: (k, { w, g, s1 }, n) => k.adagrad(w, g, s1, n, 0.1, 1e-8) },
  rmsprop: { plain: (k, { w, g, s1 }, n) => k.rmsprop(w, g, s1, n, 0.1, 0.9, 1e-8) },
  lion: { plain: (k, { w, g, s1 }, n) => k.lion(w, g, s1, n, 0.1, 0.9, 0.99) },
  adam: {
    plain: (k, at, n, step) => adam(k, at, n, step, 0),
    "with decay": (k, at, n, step) => adam(k, at, n, step, 0.001),
  },
};

const adam = (...[k, { w, g, s1, s2 }, n, step, decay]: [...Parameters<Step>, number]) =>
  k.adam(w, g, s1, s2, n, 0.1, 0.9, 0.999, 1e-8, 1 - 0.9 ** step, 1 - 0.999 ** step, decay);

export const updateCases: Cases = (dtype) =>
  Object.entries(variants).flatMap(([kernel, steps]) =>
    Object.entries(steps).flatMap(([variant, step]) =>
      lengths(dtype).flatMap((n) => [
        updateCase(kernel as Name, variant, "numbers", step, n, (data) => data.rough(n)),
        updateCase(kernel as Name, variant, "specials", step, n, (data) =>
          data.withSpecials(n, dtype),
        ),
      ]),
    ),
  );

function updateCase(
  kernel: Name,
  variant: string,
  what: string,
  step: Step,
  n: number,
  gradient: (data: Data) => number[],
): Case {
  return {
    kernel,
    label: `${kernel} ${variant} of ${n}, ${what}`,
    run(arena: Arena, kernels) {
      const data = new Data(n);
      const w = arena.paddedOutput(data.rough(n));
      const g = arena.input(gradient(data));
      const s1 = arena.paddedOutput(new Array(n).fill(0));
      const s2 = arena.paddedOutput(new Array(n).fill(0));
      for (let i = 1; i <= 5; i++) step(kernels, { w, g, s1, s2 }, n, i);
    },
  };
}
