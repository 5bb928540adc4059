import fc from "fast-check";
import { expect, test } from "vitest";
import { MLArray } from "../../src/index.js";
import { headScores, headSums } from "../../src/ops/heads.js";
import { sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds } from "../support/shapes.js";

const scores = (heads: number) => (q: MLArray, k: MLArray) =>
  new MLArray(headScores(q.node, k.node, heads));
const sums = (p: MLArray, v: MLArray) => new MLArray(headSums(p.node, v.node));

const length = fc.integer({ min: 1, max: 4 });
const sizes = fc.record({
  rows: length,
  heads: length,
  queries: length,
  keys: length,
  size: length,
});

onEachCore(() => {
  test("gradients of all sizes", () => {
    const property = fc.property(sizes, seeds, ({ rows, heads, queries, keys, size }, seed) => {
      const data = new Data(seed);
      const of = (...shape: number[]) => ({ shape, values: data.rough(sizeOf(shape), -1, 1) });
      const [q, k] = [of(rows, queries, heads * size), of(rows, keys, heads * size)];
      expectGradients(scores(heads), [q, k]);
      expectGradients(sums, [of(rows, heads, queries, keys), k]);
    });
    fc.assert(property, { numRuns: 40 });
  });

  test("one array on both sides", () => {
    const x = { shape: [1, 3, 4], values: new Data(1).rough(12, -1, 1) };
    expectGradients((a) => scores(2)(a, a), [x]);
    expectGradients((a) => sums(scores(2)(a, a), a), [x]);
  });
});

onEachCoreAndDtype((dtype) => {
  /** (rows, steps, heads size) as (rows, heads, steps, size), copied. */
  function apart(x: MLArray, heads: number): MLArray {
    const [rows, steps, width] = x.shape;
    return x.reshape(rows, steps, heads, width / heads).transpose([0, 2, 1, 3]);
  }

  test("the same bits as with the heads copied apart", () => {
    const data = new Data(2);
    const array = (...shape: number[]) => new MLArray(data.rough(sizeOf(shape)), { shape, dtype });
    for (const [rows, heads, queries, keys, size] of [
      [2, 3, 5, 7, 4],
      [3, 1, 1, 9, 17],
      [1, 4, 16, 16, 8],
    ]) {
      const [q, k] = [array(rows, queries, heads * size), array(rows, keys, heads * size)];
      const expected = apart(q, heads).matmul(apart(k, heads).transpose([0, 1, 3, 2]));
      expect(scores(heads)(q, k).toList()).toEqual(expected.toList());
      const p = array(rows, heads, queries, keys);
      const mixed = p.matmul(apart(k, heads)).transpose([0, 2, 1, 3]);
      expect(sums(p, k).toList()).toEqual(mixed.reshape(rows, queries, heads * size).toList());
    }
  });

  test("what does not fit is named", () => {
    const [q, k] = [new MLArray([[[1, 2, 3, 4]]], { dtype }), new MLArray([[[1, 2]]], { dtype })];
    expect(() => scores(2)(q, k)).toThrow("headScores: (1, 1, 4) and (1, 1, 2) do not fit");
    expect(() => scores(3)(q, q)).toThrow("headScores: expected (rows, steps, features)");
    expect(() =>
      sums(
        scores(2)(q, q),
        new MLArray(
          [
            [
              [1, 2, 3, 4],
              [1, 2, 3, 4],
            ],
          ],
          { dtype },
        ),
      ),
    ).toThrow("headSums: (1, 2, 1, 1) and (1, 2, 4) do not fit");
  });
});
