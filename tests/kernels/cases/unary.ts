import {
  type DifferentiableUnaryName,
  type Unary,
  type UnaryName,
  unary,
  usualDomain,
} from "../../../src/kernels/elementwise.js";
import type { DType } from "../../../src/shape/dtype.js";
import { Data } from "../../support/data.js";
import { type Case, type Cases, lengths } from "./case.js";

/** The parameters alpha and beta to try, where a function has any. */
const parameters: Partial<Record<UnaryName, [number, number][]>> = {
  leakyRelu: [
    [0.01, 0],
    [0.25, 0],
    [0, 0],
  ],
  elu: [
    [1, 0],
    [0.3, 0],
  ],
  clip: [
    [-1, 1.5],
    [-Infinity, 0.1],
    [0.1, Infinity],
  ],
  power: [-3, -2.5, -1, -0.5, 0, 0.5, 1, 1.7, 2, 3, 4, 17].map((exponent) => [exponent, 0]),
};

/** Their slopes are differences near 0: what is left of those, times a huge number, is no measure. */
const cancels: ReadonlySet<UnaryName> = new Set<UnaryName>(["gelu", "geluTanh", "silu", "mish"]);

function withinReach(x: number): number {
  return Math.abs(x) > 4 && Number.isFinite(x) ? 4 * Math.sign(x) : x;
}

export const unaryCases: Cases = (dtype) =>
  // Object.keys forgets the names that the table's type knows.
  (Object.keys(unary) as UnaryName[]).flatMap((name) =>
    (parameters[name] ?? [[0, 0]]).flatMap(([alpha, beta]) =>
      lengths(dtype).flatMap((n) => [
        ...valueCases(name, n, alpha, beta, dtype),
        ...("gradient" in unary[name]
          ? gradientCases(name as DifferentiableUnaryName, n, alpha, beta, dtype)
          : []),
      ]),
    ),
  );

function valueCases(name: UnaryName, n: number, alpha: number, beta: number, dtype: DType): Case[] {
  const data = new Data(n);
  const values = data.rough(n, -20, 20);
  const specials = data.withSpecials(n, dtype);
  const label = `${name}(${alpha}, ${beta}) of ${n}`;
  const apart = (what: string, x: number[]): Case => ({
    kernel: name,
    label: `${label} ${what}`,
    run(arena, kernels) {
      kernels[name](arena.input(x), arena.paddedOutput(n), n, alpha, beta);
    },
  });
  const inPlace: Case = {
    kernel: name,
    label: `${label} in place`,
    run(arena, kernels) {
      const x = arena.paddedOutput(values);
      kernels[name](x, x, n, alpha, beta);
    },
  };
  return [apart("numbers", values), apart("specials", specials), inPlace];
}

function gradientCases(
  name: DifferentiableUnaryName,
  n: number,
  alpha: number,
  beta: number,
  dtype: DType,
): Case[] {
  const kernel = `${name}Grad` as const;
  const { value, gradientFrom, domain = usualDomain }: Unary = unary[name];
  const data = new Data(n + 1);
  const [low, high] = domain;
  const x = data.rough(n, low, high);
  const s = gradientFrom === "input" ? x : x.map((xi) => value(xi, alpha, beta));
  const specials = data.withSpecials(n, dtype);
  const label = `${kernel}(${alpha}, ${beta}) of ${n}`;
  const apart = (what: string, values: number[], gradient = new Data(2).rough(n)): Case => ({
    kernel,
    label: `${label} ${what}`,
    run(arena, kernels) {
      const dy = arena.input(gradient);
      const dx = arena.paddedOutput(new Data(3).rough(n));
      kernels[kernel](arena.input(values), dy, dx, 0, n, alpha, beta);
    },
  });
  const fresh: Case = {
    kernel,
    label: `${label} into a fresh gradient`,
    run(arena, kernels) {
      const dy = arena.input(new Data(2).rough(n));
      kernels[kernel](arena.input(s), dy, arena.paddedOutput(n), 1, n, alpha, beta);
    },
  };
  const ontoDy: Case = {
    kernel,
    label: `${label} onto dy`,
    run(arena, kernels) {
      const dy = arena.paddedOutput(new Data(2).rough(n));
      kernels[kernel](arena.input(s), dy, dy, 0, n, alpha, beta);
    },
  };
  const special = new Data(n + 2).withSpecials(n, dtype);
  const gradients = cancels.has(name) ? special.map(withinReach) : special;
  return [
    apart("numbers", s),
    apart("specials", specials),
    apart("numbers, of special gradients", s, gradients),
    fresh,
    ontoDy,
  ];
}
