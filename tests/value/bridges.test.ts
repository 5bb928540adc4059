import { describe, expect, test } from "vitest";
import { MLArray, mseLoss, type Nested, noGrad, stack, Value } from "../../src/index.js";
import { onEachCoreAndDtype } from "../support/settings.js";

function list(data: Nested<Value>): Value[] {
  return data instanceof Value ? [data] : (data as readonly Nested<Value>[]).flatMap(list);
}

onEachCoreAndDtype((dtype) => {
  describe("the elements of an array as Values", () => {
    test("are nested as the array is", () => {
      expect((new MLArray(3).data as Value).data).toBe(3);
      const nested = new MLArray([[1, 2]]).data as Value[][];
      expect(nested[0].map((value) => value.data)).toEqual([1, 2]);
    });

    test("give their gradients to the array, and show those it has", () => {
      const x = new MLArray([1, 2, 3]);
      const [a, b] = list(x.data);
      a.mul(b).add(a).backward();
      expect(x.grad().toList()).toEqual([3, 1, 0]);
      expect(list(x.data).map((value) => value.grad)).toEqual([3, 1, 0]);
      expect([a.grad, b.grad]).toEqual([3, 1]);
    });

    test("of a result lead further back, beside ways through arrays", () => {
      const x = new MLArray([
        [1, 2],
        [3, 4],
      ]);
      const y = x.mul(x);
      const [, , c] = list(y.data);
      // 9 * (1 + 4 + 9 + 16): by way of the element and of the sum.
      const loss = new MLArray([c.mul(1)]).mul(y.sum());
      loss.backward();
      expect(loss.item()).toBe(270);
      expect(x.grad().toList()).toEqual([
        [18, 36],
        [27 * 2 + 180, 72],
      ]);
    });

    test("of an array outside of graphs take part in none", () => {
      const fixed = new MLArray([1, 2], { requiresGrad: false });
      const [a] = list(fixed.data);
      a.mul(new Value(2)).backward();
      expect([a.grad, a.requiresGrad]).toEqual([0, false]);
      const x = new MLArray([1]);
      expect(noGrad(() => list(x.data))[0].requiresGrad).toBe(false);
    });
  });

  describe("an array of Values", () => {
    test("gives its gradients to them, also to one that stands in it twice", () => {
      const [a, b] = [new Value(2), new Value(3)];
      const x = new MLArray([
        [a, 5],
        [b, a],
      ]);
      expect(x.shape).toEqual([2, 2]);
      x.mul([
        [1, 10],
        [100, 1000],
      ]).backward();
      expect([a.grad, b.grad]).toEqual([1001, 100]);
      expect(x.dtype).toBe(dtype);
    });

    test("there and back: scalars in the middle of a graph of arrays", () => {
      const x = new MLArray([0.5, -0.25, 2]);
      const squares = list(x.mul(2).data).map((value) => value.mul(value));
      const y = new MLArray([squares[0], squares[2], 1]).mul([1, 2, 3]).sum();
      y.backward();
      expect(y.item()).toBe(1 + 32 + 3);
      // d(4 x^2) = 8 x, weighted by 1 and 2.
      expect(x.grad().toList()).toEqual([4, 0, 32]);
    });

    test("without gradients where it is asked for", () => {
      const a = new Value(2);
      const x = new MLArray([a], { requiresGrad: false });
      expect(x.requiresGrad).toBe(false);
      expect(x.mul(3).requiresGrad).toBe(false);
      expect(noGrad(() => new MLArray([a])).requiresGrad).toBe(false);
    });

    test("met as an operand or a target gets its gradients too", () => {
      const [a, b] = [new Value(2), new Value(3)];
      const x = new MLArray([10, 20]);
      x.mul([a, 1])
        .add(stack([x, [1, b]]).sum())
        .backward();
      expect([a.grad, b.grad]).toEqual([10, 2]);
      mseLoss(new MLArray([1, 1]), [b, 1]).backward();
      expect(b.grad).toBe(2 + 2);
    });

    test("can be read and set without touching them", () => {
      const a = new Value(2);
      const x = new MLArray([1, 2]);
      x.updateValues([a, 7]);
      expect(x.toList()).toEqual([2, 7]);
      expect(x.requiresGrad).toBe(true);
    });
  });
});
