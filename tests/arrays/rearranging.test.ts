import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MLArray } from "../../src/index.js";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { flat, type Reference, reference } from "../support/reference.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds, shapes } from "../support/shapes.js";

function counted(shape: Shape): [MLArray, Reference] {
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => i + 1);
  return [new MLArray(values, { shape }), reference(shape, values)];
}

function expectEqual(x: MLArray, expected: Reference): void {
  expect(x.shape).toEqual(expected.shape);
  expect(Array.from(x.toTypedArray())).toEqual(flat(expected));
}

/** A shape, one of its axes, and a number that tests take as they like. */
const withAxis = shapes(1).chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    fc.integer({ min: 0, max: shape.length - 1 }),
    fc.integer({ min: 1, max: 3 }),
  ),
);

function replaced(shape: Shape, axis: number, ...items: number[]): number[] {
  return [...shape.slice(0, axis), ...items, ...shape.slice(axis + 1)];
}

onEachCoreAndDtype(() => {
  describe("element by element as NumPy has it:", () => {
    test("pad", () => {
      const property = fc.property(shapes(), fc.array(fc.nat(2), { minLength: 8 }), (shape, n) => {
        const [x, p] = counted(shape);
        const widths = shape.map((_, i) => [n[2 * i], n[2 * i + 1]] as const);
        expectEqual(x.pad(widths, -7), {
          shape: shape.map((length, i) => length + widths[i][0] + widths[i][1]),
          at: (index) => {
            const inner = index.map((each, i) => each - widths[i][0]);
            return inner.every((each, i) => each >= 0 && each < shape[i]) ? p.at(inner) : -7;
          },
        });
      });
      fc.assert(property, { numRuns: 40 });
      expect(new MLArray([[1]]).pad(1).toList()).toEqual([
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ]);
      expect(new MLArray([1]).pad([0, 2], 5).toList()).toEqual([1, 5, 5]);
    });

    test("tile", () => {
      const times = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 });
      const property = fc.property(shapes(), times, (shape, counts) => {
        const [x, p] = counted(shape);
        const rank = Math.max(shape.length, counts.length);
        const padded = [...new Array<number>(rank - shape.length).fill(1), ...shape];
        const whole = [...new Array<number>(rank - counts.length).fill(1), ...counts];
        expectEqual(x.tile(...counts), {
          shape: padded.map((length, i) => length * whole[i]),
          at: (index) => p.at(index.map((i, axis) => i % padded[axis]).slice(rank - shape.length)),
        });
      });
      fc.assert(property, { numRuns: 40 });
    });

    test("repeat", () => {
      const property = fc.property(withAxis, ([shape, axis, n]) => {
        const [x, p] = counted(shape);
        expectEqual(x.repeat(n, axis), {
          shape: replaced(shape, axis, n * shape[axis]),
          at: (index) => p.at(replaced(index, axis, Math.floor(index[axis] / n))),
        });
        expect(x.repeat(n).toList()).toEqual(x.flatten().repeat(n, 0).toList());
      });
      fc.assert(property, { numRuns: 40 });
    });

    test("split", () => {
      const property = fc.property(withAxis, ([shape, axis, n]) => {
        const [x] = counted(replaced(shape, axis, 2 * n));
        const index = (start: number, stop: number) => [
          ...new Array<[]>(axis).fill([]),
          [start, stop] as const,
        ];
        expect(x.split(n, axis).map((part) => part.toList())).toEqual(
          Array.from({ length: n }, (_, i) => x.get(...index(2 * i, 2 * i + 2)).toList()),
        );
        const [first, rest] = x.split([1], axis - shape.length);
        expect(first.toList()).toEqual(x.get(...index(0, 1)).toList());
        expect(rest.toList()).toEqual(x.get(...index(1, 2 * n)).toList());
      });
      fc.assert(property, { numRuns: 30 });
    });

    test("flip", () => {
      const property = fc.property(withAxis, ([shape, axis]) => {
        const [x, p] = counted(shape);
        const back = (index: readonly number[], i: number) => shape[i] - 1 - index[i];
        expectEqual(x.flip(axis), {
          shape,
          at: (index) => p.at(replaced(index, axis, back(index, axis))),
        });
        expectEqual(x.flip(), { shape, at: (index) => p.at(index.map((_, i) => back(index, i))) });
      });
      fc.assert(property, { numRuns: 30 });
    });

    test("squeeze and expandDims", () => {
      const x = new MLArray([[[1], [2]]]);
      expect(x.squeeze().shape).toEqual([2]);
      expect(x.squeeze(0).shape).toEqual([2, 1]);
      expect(x.squeeze([0, -1]).shape).toEqual([2]);
      expect(new MLArray([1, 2]).expandDims(0).shape).toEqual([1, 2]);
      expect(new MLArray([1, 2]).expandDims(-1).shape).toEqual([2, 1]);
      expect(new MLArray([1, 2]).expandDims([0, 2]).shape).toEqual([1, 2, 1]);
      expect(new MLArray(5).expandDims([0, 1]).toList()).toEqual([[5]]);
    });

    test("tril and triu, which keep NaN out of what they clear", () => {
      const property = fc.property(shapes(2), fc.integer({ min: -3, max: 3 }), (shape, k) => {
        const [x, p] = counted(shape);
        const above = (index: readonly number[]) =>
          (index.at(-1) as number) - (index.at(-2) as number);
        const lower = {
          shape,
          at: (index: readonly number[]) => (above(index) <= k ? p.at(index) : 0),
        };
        const upper = {
          shape,
          at: (index: readonly number[]) => (above(index) >= k ? p.at(index) : 0),
        };
        expectEqual(x.tril(k), lower);
        expectEqual(x.triu(k), upper);
      });
      fc.assert(property, { numRuns: 40 });
      expect(
        new MLArray([
          [1, NaN],
          [2, 3],
        ])
          .tril()
          .toList(),
      ).toEqual([
        [1, 0],
        [2, 3],
      ]);
    });

    test("take", () => {
      const property = fc.property(withAxis, shapes(0, 2), seeds, ([shape, axis], at, seed) => {
        const [x, p] = counted(shape);
        const data = new Data(seed);
        const length = shape[axis];
        const picks = Float64Array.from(
          { length: sizeOf(at) },
          () => data.integer(2 * length) - length,
        );
        const chosen = reference(at, picks);
        expectEqual(x.take(new MLArray(picks, { shape: at }), axis), {
          shape: replaced(shape, axis, ...at),
          at: (index) => {
            const pick = chosen.at(index.slice(axis, axis + at.length));
            const from = pick < 0 ? pick + length : pick;
            return p.at([...index.slice(0, axis), from, ...index.slice(axis + at.length)]);
          },
        });
      });
      fc.assert(property, { numRuns: 40 });
      expect(
        new MLArray([
          [1, 2],
          [3, 4],
        ])
          .take([3, 0, -2])
          .toList(),
      ).toEqual([4, 1, 3]);
    });

    test("gather", () => {
      const property = fc.property(withAxis, seeds, ([shape, axis, n], seed) => {
        const [x, p] = counted(shape);
        const data = new Data(seed);
        const at = replaced(shape, axis, n);
        const picks = Float64Array.from({ length: sizeOf(at) }, () => data.integer(shape[axis]));
        const chosen = reference(at, picks);
        expectEqual(x.gather(new MLArray(picks, { shape: at }), axis), {
          shape: at,
          at: (index) => p.at(replaced(index, axis, chosen.at(index))),
        });
      });
      fc.assert(property, { numRuns: 40 });
    });
  });
});

const moves: Record<string, (x: MLArray) => MLArray> = {
  pad: (x) =>
    x.pad(
      [
        [1, 0],
        [0, 2],
        [1, 1],
      ],
      3,
    ),
  tile: (x) => x.tile(2, 1, 2, 3),
  repeat: (x) => x.repeat(2, 1),
  "repeat all": (x) => x.repeat(3),
  split: (x) => x.split(2, 1)[1],
  flip: (x) => x.flip([0, 2]),
  squeeze: (x) => x.expandDims(1).squeeze(),
  tril: (x) => x.tril(-1),
  triu: (x) => x.triu(1),
  take: (x) =>
    x.take(
      [
        [1, 0, 1],
        [-1, 2, 1],
      ],
      1,
    ),
  "take of all": (x) => x.take([5, 5, 0]),
  gather: (x) =>
    x.gather(
      [
        [
          [2, 0, 2],
          [0, 0, 1],
        ],
        [
          [1, 1, 1],
          [0, 2, 1],
        ],
      ],
      2,
    ),
  cumsum: (x) => x.cumsum(1),
  "cumsum of all": (x) => x.cumsum(),
  prod: (x) => x.prod(1),
  "prod of all": (x) => x.prod(),
  norm: (x) => x.norm([0, 2]),
  logSumExp: (x) => x.logSumExp([0, 1], true),
  "sum over two axes": (x) => x.sum([0, 2]),
  "mean over neighbours": (x) => x.mean([1, 2], true),
  "max over two axes": (x) => x.max([2, 0]),
  "std over all": (x) => x.std([0, 1, 2]),
};

onEachCore(() => {
  describe("gradients equal differences:", () => {
    test.each(Object.entries(moves))("%s", (name, f) => {
      const shape =
        name === "gather" ? [2, 2, 3] : name === "split" || name === "take" ? [2, 4, 2] : [2, 3, 2];
      expectGradients(f, [{ shape, values: new Data(3).rough(sizeOf(shape), 0.3, 2) }]);
    });

    test("prod, where one or two elements are 0", () => {
      expectGradients((x) => x.prod(1), [{ shape: [3, 3], values: [1, 0, 2, 0, 0, 3, 2, 3, 4] }]);
    });

    test("norm of zeros has slope 0", () => {
      const x = new MLArray([
        [0, 0],
        [3, 4],
      ]);
      x.norm(1).sum().backward();
      expect(x.grad().toTypedArray()).toEqual(Float32Array.from([0, 0, 0.6, 0.8]));
    });
  });

  describe("what does not fit says so, and changes nothing:", () => {
    const x = new MLArray([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    test.each<[string, () => unknown, RegExp]>([
      ["widths", () => x.pad([[1, 1]]), /pad: got \[\[1,1\]\] for the 2 axes of \(2, 3\)/],
      ["a negative width", () => x.pad(-1), /pad: a width must be an integer >= 0, got -1/],
      ["times", () => x.tile(1.5), /tile: a number of times must be an integer >= 1/],
      ["parts", () => x.split(2, 1), /split: axis 1 of \(2, 3\) has length 3, which 2 equal parts/],
      ["squeeze", () => x.squeeze(0), /squeeze: axis 0 of \(2, 3\) has length 2, expected 1/],
      ["expandDims", () => x.expandDims([0, 0]), /expandDims: axes \(0, 0\) name a place twice/],
      ["an index", () => x.take([0, 3], 1), /take: index 3 is out of range for axis 1 of length 3/],
      ["half an index", () => x.take([0.5], 0), /take: index 0.5 is out of range/],
      [
        "gather",
        () => x.gather([[0]], 1),
        /gather: indices of shape \(1, 1\) for an array of shape \(2, 3\)/,
      ],
      ["axes", () => x.sum([0, -2]), /sum: axes \(0, -2\) name axis 0 twice/],
      ["an axis", () => x.mean([0, 2]), /mean: axis 2 is out of range: expected -2 to 1/],
      [
        "a vector",
        () => new MLArray([1]).tril(),
        /tril: expected matrices, got an array of shape \(1,\)/,
      ],
    ])("%s", (_, call, message) => {
      expect(call).toThrow(message);
    });
  });
});
