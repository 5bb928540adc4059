import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MLArray } from "../../src/index.js";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore } from "../support/settings.js";
import { distinct, seeds, shapes } from "../support/shapes.js";

const reductions = ["sum", "mean", "max", "min", "var", "std"] as const;
const alongAxis = ["softmax", "logSoftmax"] as const;

/** A shape, and one of its axes counted from either end (or null for all of them). */
function shapeAndAxis(nullable: boolean): fc.Arbitrary<[number[], number | null]> {
  return shapes(nullable ? 0 : 1).chain((shape) => {
    const rank = shape.length;
    const axis = fc.integer({ min: -rank, max: Math.max(rank - 1, -rank) });
    return fc.tuple(
      fc.constant(shape),
      rank === 0 ? fc.constant(null) : nullable ? fc.option(axis) : axis,
    );
  });
}

onEachCore(() => {
  describe("gradients of reductions equal differences", () => {
    for (const name of reductions) {
      test(name, () => {
        const property = fc.property(shapeAndAxis(true), fc.boolean(), seeds, (at, keep, seed) => {
          const [shape, axis] = at;
          // The slope of std is infinite over a single element.
          fc.pre(name !== "std" || lengthAlong(shape, axis) > 1);
          const values = distinct(new Data(seed), shape);
          expectGradients((x) => x[name](axis, keep), [{ shape, values }]);
        });
        fc.assert(property, { numRuns: 60 });
      });
    }

    for (const name of alongAxis) {
      test(name, () => {
        const property = fc.property(shapeAndAxis(false), seeds, ([shape, axis], seed) => {
          const values = new Data(seed).rough(sizeOf(shape));
          expectGradients((x) => x[name](axis as number), [{ shape, values }]);
        });
        fc.assert(property, { numRuns: 60 });
      });
    }

    test("long axes: more than the lanes of a sum", () => {
      for (const shape of [[37], [3, 37], [37, 3], [2, 19, 5]]) {
        const values = distinct(new Data(7), shape);
        for (const name of reductions) expectGradients((x) => x[name](0), [{ shape, values }]);
        for (const name of reductions) expectGradients((x) => x[name](-1), [{ shape, values }]);
        for (const name of alongAxis) expectGradients((x) => x[name](-1), [{ shape, values }]);
      }
    });
  });

  test("tied extrema share the gradient evenly", () => {
    const x = new MLArray([
      [3, 1, 3],
      [2, 2, 2],
    ]);
    x.max(1).backward([1, 3]);
    expect(x.grad().toList()).toEqual([
      [0.5, 0, 0.5],
      [1, 1, 1],
    ]);
    const y = new MLArray([1, 1, 5]);
    y.min().backward();
    expect(y.grad().toList()).toEqual([0.5, 0.5, 0]);
  });

  test("comparisons and positions have no gradient", () => {
    const x = new MLArray([1, 2]);
    for (const y of [x.argmax(), x.argmin(0), x.equal(1), x.greater(1), x.less(1)]) {
      expect(y.requiresGrad).toBe(false);
    }
  });
});

function lengthAlong(shape: Shape, axis: number | null): number {
  return axis === null ? sizeOf(shape) : (shape.at(axis) as number);
}
