import fc from "fast-check";
import { describe, test } from "vitest";
import type { MLArray } from "../../src/index.js";
import {
  type Binary,
  binary,
  type DifferentiableBinaryName,
  type DifferentiableUnaryName,
  type Unary,
  unary,
  usualDomain,
} from "../../src/kernels/elementwise.js";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore } from "../support/settings.js";
import { broadcasting, distinct, seeds, shapes } from "../support/shapes.js";

/** The method of each row of the table. */
const unaryMethods: Record<DifferentiableUnaryName, (x: MLArray) => MLArray> = {
  neg: (x) => x.neg(),
  abs: (x) => x.abs(),
  exp: (x) => x.exp(),
  log: (x) => x.log(),
  sqrt: (x) => x.sqrt(),
  relu: (x) => x.relu(),
  leakyRelu: (x) => x.leakyRelu(0.2),
  elu: (x) => x.elu(0.7),
  sigmoid: (x) => x.sigmoid(),
  tanh: (x) => x.tanh(),
  clip: (x) => x.clip(-1.5, 2.25),
  power: (x) => x.pow(2.5),
  gelu: (x) => x.gelu(),
  geluTanh: (x) => x.geluTanh(),
  silu: (x) => x.silu(),
  softplus: (x) => x.softplus(),
  mish: (x) => x.mish(),
  erf: (x) => x.erf(),
  sin: (x) => x.sin(),
  cos: (x) => x.cos(),
  expm1: (x) => x.expm1(),
  log1p: (x) => x.log1p(),
};

const binaryMethods: Record<DifferentiableBinaryName, (a: MLArray, b: MLArray) => MLArray> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  pow: (a, b) => a.pow(b),
  maximum: (a, b) => a.maximum(b),
  minimum: (a, b) => a.minimum(b),
  mod: (a, b) => a.mod(b),
  atan2: (a, b) => a.atan2(b),
};

/** Elements that are not within a difference's step of a kink of the functions above. */
function offKinks(data: Data, shape: Shape, [low, high]: readonly [number, number]): number[] {
  const kinks = [0, -1.5, 2.25];
  return data.rough(sizeOf(shape), low, high).map((x) => {
    const near = kinks.some((kink) => Math.abs(x - kink) < 1e-3);
    return near ? x + 4e-3 : x;
  });
}

onEachCore(() => {
  describe("gradients of element-wise functions equal differences", () => {
    for (const [name, method] of Object.entries(unaryMethods)) {
      test(name, () => {
        const { domain = usualDomain }: Unary = unary[name as DifferentiableUnaryName];
        const property = fc.property(shapes(), seeds, (shape, seed) => {
          const values = offKinks(new Data(seed), shape, domain);
          expectGradients(method, [{ shape, values }]);
        });
        fc.assert(property, { numRuns: 40 });
      });
    }

    for (const [name, method] of Object.entries(binaryMethods)) {
      test(name, () => {
        const { domain = [usualDomain, usualDomain] }: Binary =
          binary[name as DifferentiableBinaryName];
        const property = fc.property(broadcasting(2), seeds, ([a, b], seed) => {
          const data = new Data(seed);
          const inputs = [
            { shape: a, values: distinct(data, a, ...domain[0]) },
            { shape: b, values: distinct(data, b, ...domain[1]) },
          ];
          fc.pre(farApart(inputs[0].values, inputs[1].values));
          expectGradients(method, inputs);
        });
        fc.assert(property, { numRuns: 60 });
      });

      test(`${name} of an array with itself`, () => {
        const property = fc.property(shapes(0, 3), seeds, (shape, seed) => {
          const values = new Data(seed).rough(sizeOf(shape), 0.5, 3);
          expectGradients((x) => method(x, x), [{ shape, values }]);
        });
        fc.assert(property, { numRuns: 20 });
      });
    }
  });
});

function farApart(a: Float64Array, b: Float64Array): boolean {
  return a.every((x) => b.every((y) => Math.abs(x - y) > 1e-4));
}
