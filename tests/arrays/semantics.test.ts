import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, MLArray, stack, where } from "../../src/index.js";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import {
  flat,
  indices,
  matmul,
  type Reference,
  reduce,
  reference,
  zip,
} from "../support/reference.js";
import { onEachCoreAndDtype } from "../support/settings.js";
import { broadcasting, seeds, shapes } from "../support/shapes.js";

/** An array of exact small fractions, with many ties, and the same as a reference. */
function both(shape: Shape, data: Data): [MLArray, Reference] {
  const values = data.eighths(sizeOf(shape));
  return [new MLArray(values, { shape }), reference(shape, values)];
}

function expectEqual(x: MLArray, expected: Reference, digits?: number): void {
  expect(x.shape).toEqual(expected.shape);
  const values = Array.from(x.toTypedArray());
  const wanted = flat(expected);
  if (digits === undefined) expect(values).toEqual(wanted);
  else for (const [i, value] of values.entries()) expect(value).toBeCloseTo(wanted[i], digits);
}

const mean = (xs: number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const variance = (xs: number[]): number => mean(xs.map((x) => (x - mean(xs)) ** 2));

const reductions: Record<"sum" | "mean" | "max" | "min" | "var" | "std", (xs: number[]) => number> =
  {
    sum: (xs) => xs.reduce((sum, x) => sum + x, 0),
    mean,
    max: (xs) => Math.max(...xs),
    min: (xs) => Math.min(...xs),
    var: variance,
    std: (xs) => Math.sqrt(variance(xs)),
  };

const pairs = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  maximum: Math.max,
  minimum: Math.min,
  equal: (a: number, b: number) => Number(a === b),
  greater: (a: number, b: number) => Number(a > b),
  less: (a: number, b: number) => Number(a < b),
  notEqual: (a: number, b: number) => Number(a !== b),
  greaterEqual: (a: number, b: number) => Number(a >= b),
  lessEqual: (a: number, b: number) => Number(a <= b),
  logicalAnd: (a: number, b: number) => Number(Boolean(a) && Boolean(b)),
  logicalOr: (a: number, b: number) => Number(Boolean(a) || Boolean(b)),
  logicalXor: (a: number, b: number) => Number(Boolean(a) !== Boolean(b)),
};

const steps = {
  floor: Math.floor,
  ceil: Math.ceil,
  sign: Math.sign,
  logicalNot: (x: number) => Number(x === 0),
};

function withAxis(minRank: number): fc.Arbitrary<[number[], number]> {
  return shapes(minRank).chain((shape) =>
    fc.tuple(fc.constant(shape), fc.integer({ min: -shape.length, max: shape.length - 1 })),
  );
}

onEachCoreAndDtype((dtype) => {
  describe("broadcasting", () => {
    for (const [name, f] of Object.entries(pairs)) {
      test(name, () => {
        const property = fc.property(broadcasting(2), seeds, ([a, b], seed) => {
          const data = new Data(seed);
          const [x, p] = both(a, data);
          const [y, q] = both(b, data);
          const method = x[name as keyof typeof pairs].bind(x);
          expectEqual(method(y), zip(f, p, q));
        });
        fc.assert(property, { numRuns: 40 });
      });
    }

    test("comparisons with NaN are false, but for notEqual", () => {
      const x = new MLArray([NaN, 1]);
      expect(x.greaterEqual(NaN).toList()).toEqual([0, 0]);
      expect(x.lessEqual(x).toList()).toEqual([0, 1]);
      expect(x.notEqual(x).toList()).toEqual([1, 0]);
      expect(x.logicalAnd(1).toList()).toEqual([1, 1]);
      expect(x.logicalNot().toList()).toEqual([0, 0]);
    });

    test("steps, which take no part in gradients", () => {
      for (const [name, f] of Object.entries(steps)) {
        const property = fc.property(shapes(), seeds, (shape, seed) => {
          const [x, p] = both(shape, new Data(seed));
          const y = x[name as keyof typeof steps]();
          expectEqual(y, zip(f, p));
          expect(y.requiresGrad).toBe(false);
        });
        fc.assert(property, { numRuns: 20 });
      }
      expect(new MLArray([0.5, 1.5, -2.5, 2.6]).round().toList()).toEqual([0, 2, -2, 3]);
      expect(new MLArray([-7, 7]).mod(3).toList()).toEqual([2, 1]);
    });

    test("where", () => {
      const property = fc.property(broadcasting(3), seeds, ([c, a, b], seed) => {
        const data = new Data(seed);
        const [[condition, r], [x, p], [y, q]] = [both(c, data), both(a, data), both(b, data)];
        const expected = zip((k, u, v) => (k !== 0 ? u : v), r, p, q);
        expectEqual(where(condition, x, y), expected);
      });
      fc.assert(property, { numRuns: 40 });
    });

    test("numbers and nested data take the dtype of the array they meet", () => {
      const x = new MLArray([1, 2], { dtype: "float64" });
      expect(x.add(0.1).toList()).toEqual([1.1, 2.1]);
      expect(x.mul([[1], [2]]).dtype).toBe("float64");
      expect(x.mul([[1], [2]]).toList()).toEqual([
        [1, 2],
        [2, 4],
      ]);
    });
  });

  describe("reductions", () => {
    for (const [name, f] of Object.entries(reductions)) {
      test(`${name}: every axis, from either end, and all of them`, () => {
        const property = fc.property(
          withAxis(1),
          fc.boolean(),
          seeds,
          ([shape, axis], keep, seed) => {
            const [x, p] = both(shape, new Data(seed));
            const method = x[name as keyof typeof reductions].bind(x);
            const exact = name === "sum" || name === "max" || name === "min";
            const digits = exact ? undefined : 5;
            expectEqual(method(axis, keep), reduce(f, p, axis, keep), digits);
            expectEqual(method(null, keep), reduce(f, p, null, keep), digits);
            expectEqual(method(), reduce(f, p, null, false), digits);
          },
        );
        fc.assert(property, { numRuns: 40 });
      });
    }

    test("over several axes: as over their positions together", () => {
      const subsets = shapes().chain((shape) =>
        fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, i) => i))),
      );
      for (const [name, f] of Object.entries(reductions)) {
        const property = fc.property(subsets, fc.boolean(), seeds, ([shape, axes], keep, seed) => {
          const [x, p] = both(shape, new Data(seed));
          const y = x[name as keyof typeof reductions]([...axes].reverse(), keep);
          expectEqual(y, reduce(f, p, axes, keep), 5);
        });
        fc.assert(property, { numRuns: 30 });
      }
    });

    test("prod, norm, logSumExp, all and any", () => {
      const others = {
        prod: (xs: number[]) => xs.reduce((product, x) => product * x, 1),
        norm: (xs: number[]) => Math.hypot(...xs),
        logSumExp: (xs: number[]) => Math.log(xs.reduce((sum, x) => sum + Math.exp(x), 0)),
        all: (xs: number[]) => Number(xs.every((x) => x !== 0)),
        any: (xs: number[]) => Number(xs.some((x) => x !== 0)),
      };
      for (const [name, f] of Object.entries(others)) {
        const property = fc.property(
          withAxis(1),
          fc.boolean(),
          seeds,
          ([shape, axis], keep, seed) => {
            const [x, p] = both(shape, new Data(seed));
            const method = x[name as keyof typeof others].bind(x);
            expectEqual(method(axis, keep), reduce(f, p, axis, keep), 3);
            expectEqual(method(null, keep), reduce(f, p, null, keep), 3);
          },
        );
        fc.assert(property, { numRuns: 30 });
      }
      const extremes = new MLArray([
        [1000, 1000],
        [-Infinity, -Infinity],
        [Infinity, 1],
      ]);
      expect(extremes.logSumExp(1).toTypedArray()[0]).toBeCloseTo(1000 + Math.LN2, 3);
      expect(extremes.logSumExp(1).get([1]).toList()).toEqual([-Infinity, Infinity]);
    });

    test("cumsum", () => {
      const x = new MLArray([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      expect(x.cumsum(1).toList()).toEqual([
        [1, 3, 6],
        [4, 9, 15],
      ]);
      expect(x.cumsum(-2).toList()).toEqual([
        [1, 2, 3],
        [5, 7, 9],
      ]);
      expect(x.cumsum().toList()).toEqual([1, 3, 6, 10, 15, 21]);
    });

    test("argmax and argmin: the first of ties", () => {
      const property = fc.property(withAxis(1), seeds, ([shape, axis], seed) => {
        const [x, p] = both(shape, new Data(seed));
        const most = (xs: number[]): number => xs.indexOf(Math.max(...xs));
        expectEqual(x.argmax(axis), reduce(most, p, axis, false));
        expectEqual(x.argmax(), reduce(most, p, null, false));
        const least = (xs: number[]): number => xs.indexOf(Math.min(...xs));
        expectEqual(x.argmin(axis), reduce(least, p, axis, false));
        expectEqual(x.argmin(), reduce(least, p, null, false));
      });
      fc.assert(property, { numRuns: 60 });
    });

    test("of a scalar", () => {
      const x = new MLArray(3);
      for (const name of ["sum", "mean", "max", "min"] as const) {
        expect(x[name]().toList()).toBe(3);
        expect(x[name](null, true).shape).toEqual([]);
      }
      expect([x.var().item(), x.std().item(), x.argmax().item()]).toEqual([0, 0, 0]);
    });

    test("softmax and logSoftmax along any axis", () => {
      const property = fc.property(withAxis(1), seeds, ([shape, axis], seed) => {
        const [x, p] = both(shape, new Data(seed));
        const total = reduce((xs) => xs.reduce((sum, v) => sum + Math.exp(v), 0), p, axis, true);
        const expected = zip((v, sum) => Math.exp(v) / sum, p, total);
        expectEqual(x.softmax(axis), expected, 5);
        expectEqual(x.logSoftmax(axis), zip(Math.log, expected), 5);
      });
      fc.assert(property, { numRuns: 40 });
    });
  });

  describe("NaN", () => {
    const x = (): MLArray =>
      new MLArray([
        [1, Number.NaN, 3],
        [4, 5, 6],
      ]);

    test("max and min hand it on, where it is", () => {
      expect(x().max(1).toList()).toEqual([Number.NaN, 6]);
      expect(x().min(0).toList()).toEqual([1, Number.NaN, 3]);
      expect(x().max().item()).toBeNaN();
    });

    test("argmax and argmin point at the first", () => {
      expect(x().argmax(1).toList()).toEqual([1, 2]);
      expect(x().argmin(1).toList()).toEqual([1, 0]);
      expect(x().argmin().item()).toBe(1);
    });

    test("maximum and minimum hand it on from either side", () => {
      const [a, b] = [new MLArray([1, Number.NaN, 2]), new MLArray([Number.NaN, 1, 3])];
      expect(a.maximum(b).toList()).toEqual([Number.NaN, Number.NaN, 3]);
      expect(a.minimum(b).toList()).toEqual([Number.NaN, Number.NaN, 2]);
    });

    test("is equal to nothing, and relu and clip keep it", () => {
      expect(x().equal(x()).toList()).toEqual([
        [1, 0, 1],
        [1, 1, 1],
      ]);
      const nan = new MLArray(Number.NaN);
      expect([nan.relu().item(), nan.clip(0, 1).item()]).toEqual([Number.NaN, Number.NaN]);
    });
  });

  test("IEEE 754: division by zero and logarithms of it", () => {
    expect(new MLArray([1, -1, 0]).div(0).toList()).toEqual([Infinity, -Infinity, Number.NaN]);
    expect(new MLArray([0, -1]).log().toList()).toEqual([-Infinity, Number.NaN]);
    expect(new MLArray([-1]).sqrt().item()).toBeNaN();
  });

  describe("movement", () => {
    test("transpose", () => {
      const arbitrary = shapes(0, 5).chain((s) => {
        const axes = s.map((_, i) => i);
        const order = fc.shuffledSubarray(axes, { minLength: axes.length });
        return fc.tuple(fc.constant(s), order);
      });
      const property = fc.property(arbitrary, seeds, ([shape, order], seed) => {
        const [x, p] = both(shape, new Data(seed));
        const permuted = {
          shape: order.map((axis) => shape[axis]),
          at: (index: readonly number[]) =>
            p.at(shape.map((_, axis) => index[order.indexOf(axis)])),
        };
        expectEqual(x.transpose(order), permuted);
        expect(x.T.shape).toEqual([...shape].reverse());
        expectEqual(x.T.T, p);
      });
      fc.assert(property, { numRuns: 60 });
    });

    test("reshape keeps the order of elements and shares them", () => {
      const x = new MLArray([1, 2, 3, 4, 5, 6]);
      const y = x.reshape(2, -1);
      expect(y.shape).toEqual([2, 3]);
      expect(x.reshape([3, 2]).toList()).toEqual([
        [1, 2],
        [3, 4],
        [5, 6],
      ]);
      x.set(0, 9);
      expect(y.get(0, 0).item()).toBe(9);
      expect(y.flatten().toList()).toEqual([9, 2, 3, 4, 5, 6]);
      expect(new MLArray([[7]]).reshape().shape).toEqual([]);
    });

    test("concat and stack", () => {
      const property = fc.property(withAxis(1), seeds, ([shape, axis], seed) => {
        const data = new Data(seed);
        const [[a, p], [b, q]] = [both(shape, data), both(shape, data)];
        const along = (axis + shape.length) % shape.length;
        const side = (index: readonly number[], n: number) => (index[along] < n ? p : q);
        const n = shape[along];
        expectEqual(concat([a, b], axis), {
          shape: shape.map((length, i) => (i === along ? 2 * length : length)),
          at: (index) => side(index, n).at(index.map((i, k) => (k === along ? i % n : i))),
        });
        expectEqual(stack([a, b], along), {
          shape: [...shape.slice(0, along), 2, ...shape.slice(along)],
          at: (index) => side(index, 1).at(index.filter((_, k) => k !== along)),
        });
        expect(stack([a, b], -1).shape).toEqual([...shape, 2]);
      });
      fc.assert(property, { numRuns: 40 });
    });
  });

  test("matmul", () => {
    const length = fc.integer({ min: 1, max: 4 });
    const stacks = broadcasting(2);
    const property = fc.property(stacks, length, length, length, seeds, ([s, t], m, k, n, seed) => {
      const data = new Data(seed);
      const cases = [
        [
          [...s, m, k],
          [...t, k, n],
        ],
        [[k], [...t, k, n]],
        [[...s, m, k], [k]],
        [[k], [k]],
      ];
      for (const [a, b] of cases) {
        const [[x, p], [y, q]] = [both(a, data), both(b, data)];
        expectEqual(x.matmul(y), matmul(p, q));
      }
    });
    fc.assert(property, { numRuns: 40 });
  });

  test("everything has the dtype of its operands", () => {
    const x = new MLArray([[1, 2]]);
    const results = [x.T, x.exp(), x.add(1), x.sum(), x.argmax(), x.get(0), x.greater(0), x.grad()];
    for (const y of results) expect(y.dtype).toBe(dtype);
    expect(x.toTypedArray()).toBeInstanceOf(dtype === "float32" ? Float32Array : Float64Array);
  });

  test("toList and copies are apart from the array", () => {
    const x = new MLArray([[1, 2]]);
    const copy = x.toTypedArray();
    copy[0] = 9;
    expect(x.copyTo(new Float64Array(2))).toEqual(new Float64Array([1, 2]));
    expect(indices(x.shape).map((index) => x.get(...index).item())).toEqual([1, 2]);
  });

  test("JSON has the elements, nested", () => {
    const data = {
      x: new MLArray([
        [1, 2],
        [3, Number.NaN],
      ]),
      scalar: new MLArray(0.5),
    };
    expect(JSON.stringify(data)).toBe('{"x":[[1,2],[3,null]],"scalar":0.5}');
  });
});
