import { describe, expect, test } from "vitest";
import { MLArray, noGrad } from "../../src/index.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCoreAndDtype } from "../support/settings.js";

onEachCoreAndDtype((dtype) => {
  describe("backward", () => {
    test("adds up over all uses of a value, through paths of different length", () => {
      const shape = [2, 2];
      const values = [0.3, -0.7, 1.1, 0.9];
      expectGradients(
        (x) => {
          const y = x.mul(x).tanh();
          const z = y.add(x).mul(y);
          return z.matmul(y).add(z.T).sub(x.sum()).div(y.mul(y).add(1));
        },
        [{ shape, values }],
      );
    });

    test("takes ones without a gradient, so several elements count as their sum", () => {
      const x = new MLArray([1, 2, 3]);
      x.mul(x).backward();
      expect(x.grad().toList()).toEqual([2, 4, 6]);
    });

    test("adds to the gradients of leaves until restart", () => {
      const x = new MLArray([1, 2]);
      x.mul(3).backward();
      x.mul(4).backward();
      expect(x.grad().toList()).toEqual([7, 7]);
      expect(x.restart()).toBe(x);
      expect(x.grad().toList()).toEqual([0, 0]);
      x.mul(5).backward();
      expect(x.grad().toList()).toEqual([5, 5]);
    });

    test("a leaf's own backward adds what flows in", () => {
      const x = new MLArray([1, 2]);
      x.backward([3, 4]);
      x.backward();
      expect(x.grad().toList()).toEqual([4, 5]);
    });

    test("again through a kept graph gives the same again", () => {
      const x = new MLArray([1, 2]);
      const y = x.mul(x);
      const z = y.mul(y).sum();
      z.backward(null, { retainGraph: true });
      expect(x.grad().toList()).toEqual([4, 32]);
      expect(y.grad().toList()).toEqual([2, 8]);
      z.backward(2);
      expect(x.grad().toList()).toEqual([12, 96]);
      expect(y.grad().toList()).toEqual([2 + 4, 8 + 16]);
      expect(z.grad().item()).toBe(1 + 2);
    });

    test("adds to the gradients of results, too, and hands on what is new alone", () => {
      const x = new MLArray([1, 2]);
      const y = x.mul(3);
      y.sum().backward(null, { retainGraph: true });
      y.mul(10).sum().backward(null, { retainGraph: true });
      expect(y.grad().toList()).toEqual([11, 11]);
      expect(x.grad().toList()).toEqual([33, 33]);
      y.restart();
      y.backward();
      expect(y.grad().toList()).toEqual([1, 1]);
      expect(x.grad().toList()).toEqual([36, 36]);
    });

    test("of a second result that shares a part of the graph with the first", () => {
      const x = new MLArray([3]);
      const shared = x.mul(x);
      shared.mul(2).backward(null, { retainGraph: true });
      shared.mul(10).backward();
      expect(x.grad().toList()).toEqual([12 + 60]);
    });

    test("is not limited by depth", () => {
      const x = new MLArray([1]);
      let y = x.add(0);
      for (let i = 0; i < 100_000; i++) y = y.add(i % 2 === 0 ? 1 : -1);
      y.mul(2).backward();
      expect(x.grad().toList()).toEqual([2]);
      expect(y.item()).toBe(1);
    });

    test("leaves alone what does not require gradients", () => {
      const x = new MLArray([1, 2]);
      const fixed = new MLArray([5, 6], { requiresGrad: false });
      x.mul(fixed).backward();
      expect(x.grad().toList()).toEqual([5, 6]);
      expect(fixed.grad().toList()).toEqual([0, 0]);
      expect(fixed.add(fixed).requiresGrad).toBe(false);
    });
  });

  describe("outside of the graph", () => {
    test("noGrad: also where it is nested, and after an exception", () => {
      const x = new MLArray([2]);
      const inside = noGrad(() => {
        noGrad(() => x.mul(2));
        return x.mul(x);
      });
      expect(inside.requiresGrad).toBe(false);
      expect(inside.toList()).toEqual([4]);
      const fail = (): never => {
        throw new Error("inside");
      };
      expect(() => noGrad(fail)).toThrow("inside");
      expect(x.mul(x).requiresGrad).toBe(true);
    });

    test("a leaf made inside noGrad still tracks later operations", () => {
      const x = noGrad(() => new MLArray([2]));
      x.mul(x).backward();
      expect(x.grad().toList()).toEqual([4]);
    });

    test("detach shares the elements, clone does not", () => {
      const x = new MLArray([1, 2]);
      const [apart, copy] = [x.detach(), x.clone()];
      x.set(0, 9);
      expect(apart.toList()).toEqual([9, 2]);
      expect(copy.toList()).toEqual([1, 2]);
      expect([apart.requiresGrad, copy.requiresGrad]).toEqual([false, true]);
      x.mul(x.detach()).backward();
      expect(x.grad().toList()).toEqual([9, 2]);
    });

    test("grad is zeros of the same shape and dtype before any backward, and a copy after", () => {
      const x = new MLArray([[1, 2]]);
      expect(x.grad().toList()).toEqual([[0, 0]]);
      expect(x.grad().dtype).toBe(dtype);
      x.grad().set([], 5);
      expect(x.grad().toList()).toEqual([[0, 0]]);
    });
  });
});
