import fc from "fast-check";
import { expect, test } from "vitest";
import { arange, type Index, MLArray } from "../../src/index.js";
import { sizeOf } from "../../src/shape/shape.js";
import { flat, type Reference, reference, sliceOf } from "../support/reference.js";
import { onEachCoreAndDtype } from "../support/settings.js";
import { shapes } from "../support/shapes.js";

const bound = fc.option(fc.integer({ min: -6, max: 6 }));
const slice = fc.oneof(
  fc.constant([]),
  fc.tuple(bound),
  fc.tuple(bound, bound),
  fc.tuple(bound, bound, fc.constantFrom(null, 2, 3, -1, -2, -3)),
);

function indexFor(n: number): fc.Arbitrary<Index> {
  return fc.oneof(fc.integer({ min: -n, max: n - 1 }), slice);
}

/** A shape with an index for some of its leading axes. */
const indexed = shapes(0, 5, 5)
  .filter((shape) => sizeOf(shape) <= 400)
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc
        .integer({ min: 0, max: shape.length })
        .chain((count) => fc.tuple(...shape.slice(0, count).map(indexFor))),
    ),
  );

/** The selected positions of each axis; axes left out are taken whole. */
function positions(shape: readonly number[], index: readonly Index[]): number[][] {
  return shape.map((n, axis) => {
    const item = index[axis] ?? [];
    return typeof item === "number" ? [item < 0 ? item + n : item] : sliceOf(n, item);
  });
}

function selected(x: Reference, index: readonly Index[]): Reference {
  const chosen = positions(x.shape, index);
  const kept = chosen.map((_, axis) => typeof (index[axis] ?? []) !== "number");
  const at = (short: readonly number[]): number => {
    const rest = [...short];
    return x.at(chosen.map((list, axis) => list[kept[axis] ? (rest.shift() as number) : 0]));
  };
  return { shape: chosen.filter((_, axis) => kept[axis]).map((list) => list.length), at };
}

onEachCoreAndDtype(() => {
  test("get selects as Python does, or says that nothing is left", () => {
    const property = fc.property(indexed, ([shape, index]) => {
      const n = sizeOf(shape);
      const x = arange(n).reshape(shape);
      const expected = selected(reference(shape, [...Array(n).keys()]), index);
      if (sizeOf(expected.shape) === 0) {
        expect(() => x.get(...index)).toThrow(/^get: .* selects nothing from axis/);
        return;
      }
      const y = x.get(...index);
      expect(y.shape).toEqual(expected.shape);
      expect(Array.from(y.toTypedArray())).toEqual(flat(expected));
    });
    fc.assert(property, { numRuns: 300 });
  });

  test("set writes exactly what get selects", () => {
    const property = fc.property(indexed, ([shape, index]) => {
      const n = sizeOf(shape);
      const x = arange(n).reshape(shape);
      const chosen = selected(reference(shape, [...Array(n).keys()]), index);
      fc.pre(sizeOf(chosen.shape) > 0);
      const before = Array.from(x.toTypedArray());
      const touched = new Set(flat(chosen));
      expect(x.set(index, -1)).toBe(x);
      const after = before.map((value) => (touched.has(value) ? -1 : value));
      expect(Array.from(x.toTypedArray())).toEqual(after);
      const values = flat(chosen).map((value) => value + 0.5);
      x.set(index, new MLArray(values, { shape: chosen.shape }));
      const written = before.map((value) => (touched.has(value) ? value + 0.5 : value));
      expect(Array.from(x.toTypedArray())).toEqual(written);
    });
    fc.assert(property, { numRuns: 200 });
  });

  test("set broadcasts its value, also with leading axes of length 1", () => {
    const x = arange(6).reshape(2, 3);
    x.set([[], [0, 2]], [[10], [20]]);
    expect(x.toList()).toEqual([
      [10, 10, 2],
      [20, 20, 5],
    ]);
    x.set(-1, [[[7, 8, 9]]]);
    expect(x.toList()).toEqual([
      [10, 10, 2],
      [7, 8, 9],
    ]);
    x.set([], 0);
    expect(x.sum().item()).toBe(0);
  });

  test("set from an array that shares the elements reads them as they were", () => {
    const x = arange(5);
    x.set([[null, null, -1]], x);
    expect(x.toList()).toEqual([4, 3, 2, 1, 0]);
    const square = arange(4).reshape(2, 2);
    square.set([[null, null, -1]], square.detach());
    expect(square.toList()).toEqual([
      [2, 3],
      [0, 1],
    ]);
  });

  test("set takes no other dtype than the array's", () => {
    const x = new MLArray([1, 2], { dtype: "float32" });
    expect(() => x.set(0, new MLArray(5, { dtype: "float64" }))).toThrow(
      "set: the operands are float32 and float64; convert one of them with astype",
    );
    expect(x.toList()).toEqual([1, 2]);
  });

  test("updateValues overwrites in place, for every array that shares the elements", () => {
    const x = arange(4);
    const y = x.reshape(2, 2);
    expect(x.updateValues([5, 6, 7, 8])).toBe(x);
    expect(y.toList()).toEqual([
      [5, 6],
      [7, 8],
    ]);
    x.updateValues(new Float32Array([1, 2, 3, 4]));
    expect(y.sum().item()).toBe(10);
    x.updateValues(y.T.flatten());
    expect(x.toList()).toEqual([1, 3, 2, 4]);
  });
});
