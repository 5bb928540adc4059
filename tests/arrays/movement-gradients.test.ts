import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, type Index, MLArray, stack, where } from "../../src/index.js";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients, type Input } from "../support/gradients.js";
import { onEachCore } from "../support/settings.js";
import { broadcasting, seeds, shapes } from "../support/shapes.js";

function inputOf(shape: Shape, seed: number): Input {
  return { shape, values: new Data(seed).rough(sizeOf(shape)) };
}

/** A permutation of the axes of a shape, some of them counted from the end. */
function orderOf(shape: Shape): fc.Arbitrary<number[]> {
  const axes = shape.map((_, i) => i);
  return fc
    .tuple(
      fc.shuffledSubarray(axes, { minLength: axes.length }),
      fc.array(fc.boolean(), { minLength: axes.length, maxLength: axes.length }),
    )
    .map(([order, fromEnd]) => order.map((axis, i) => (fromEnd[i] ? axis - axes.length : axis)));
}

/** An integer or a slice that selects something from an axis of length n. */
function indexOf(n: number): fc.Arbitrary<Index> {
  const slice = fc
    .tuple(
      fc.option(fc.integer({ min: -n - 1, max: n + 1 })),
      fc.option(fc.integer({ min: -n - 1, max: n + 1 })),
      fc.constantFrom(null, 2, -1, -2),
    )
    .filter(([start, stop, step]) => selects(n, start, stop, step ?? 1));
  return fc.oneof(fc.integer({ min: -n, max: n - 1 }), slice);
}

function selects(n: number, start: number | null, stop: number | null, step: number): boolean {
  const clip = (bound: number | null, open: number): number => {
    if (bound === null) return open;
    const positive = bound < 0 ? bound + n : bound;
    return step > 0 ? Math.max(0, Math.min(n, positive)) : Math.max(-1, Math.min(n - 1, positive));
  };
  const [from, to] =
    step > 0 ? [clip(start, 0), clip(stop, n)] : [clip(start, n - 1), clip(stop, -1)];
  return step > 0 ? from < to : from > to;
}

onEachCore(() => {
  describe("gradients of movements equal differences", () => {
    test("reshape and flatten", () => {
      const property = fc.property(shapes(), seeds, (shape, seed) => {
        const input = inputOf(shape, seed);
        const other = [...shape].reverse();
        expectGradients((x) => x.reshape(other).mul(x.reshape(other)), [input]);
        expectGradients((x) => x.flatten().mul(x.flatten()), [input]);
      });
      fc.assert(property, { numRuns: 40 });
    });

    test("transpose, up to five axes", () => {
      const arbitrary = shapes(0, 5).chain((s) => fc.tuple(fc.constant(s), orderOf(s)));
      const property = fc.property(arbitrary, seeds, ([shape, order], seed) => {
        expectGradients((x) => x.transpose(order), [inputOf(shape, seed)]);
        expectGradients((x) => x.T, [inputOf(shape, seed)]);
      });
      fc.assert(property, { numRuns: 60 });
    });

    test("get, up to five axes and with negative steps", () => {
      const arbitrary = shapes(0, 5, 4)
        .filter((shape) => sizeOf(shape) <= 300)
        .chain((shape) =>
          fc.tuple(
            fc.constant(shape),
            fc.integer({ min: 0, max: shape.length }).chain((count) => {
              return fc.tuple(...shape.slice(0, count).map(indexOf));
            }),
          ),
        );
      const property = fc.property(arbitrary, seeds, ([shape, index], seed) => {
        expectGradients((x) => x.get(...index), [inputOf(shape, seed)]);
      });
      fc.assert(property, { numRuns: 80 });
    });

    test("concat and stack, an array used twice among them", () => {
      const arbitrary = shapes(1, 4).chain((shape) =>
        fc.tuple(fc.constant(shape), fc.integer({ min: -shape.length, max: shape.length - 1 })),
      );
      const property = fc.property(arbitrary, seeds, ([shape, axis], seed) => {
        const longer = shape.map((n, i) =>
          i === (axis + shape.length) % shape.length ? n + 1 : n,
        );
        const inputs = [inputOf(shape, seed), inputOf(longer, seed + 1)];
        expectGradients((a, b) => concat([a, b, a], axis), inputs);
        const alike = [inputOf(shape, seed), inputOf(shape, seed + 1)];
        expectGradients((a, b) => stack([a, b, a], axis), alike);
      });
      fc.assert(property, { numRuns: 40 });
    });

    test("where, all three broadcasting", () => {
      const property = fc.property(broadcasting(3), seeds, ([c, a, b], seed) => {
        const data = new Data(seed);
        const chosen = Array.from({ length: sizeOf(c) }, () => data.integer(2));
        const condition = new MLArray(chosen, { shape: c, dtype: "float64" });
        const inputs = [inputOf(a, seed + 1), inputOf(b, seed + 2)];
        expectGradients((p, q) => where(condition, p, q), inputs);
        expectGradients((p) => where(condition, p, p.mul(p)), [inputs[0]]);
      });
      fc.assert(property, { numRuns: 60 });
    });

    test("clone, astype and back", () => {
      const input = inputOf([2, 3], 5);
      expectGradients((x) => x.clone().mul(x), [input]);
      const x = new MLArray([0.5, 0.25], { dtype: "float64" });
      x.astype("float32").mul([2, 3]).astype("float64").backward();
      expect(x.grad().dtype).toBe("float64");
      expect(x.grad().toList()).toEqual([2, 3]);
    });
  });
});
