import { describe, expect, test } from "vitest";
import {
  type ActivationFunction,
  DenseLayer,
  leakyRelu,
  MLArray,
  relu,
  Value,
} from "../../src/index.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

/** The gradient of f at x, given what flows into f(x). */
function gradientOf(
  f: (x: MLArray) => MLArray,
  x: number[],
  upstream: number | number[] = 1,
): number[] {
  const array = new MLArray(x);
  const y = f(array);
  const given = Array.isArray(upstream) ? upstream : new Array(y.size()).fill(upstream);
  y.backward(new MLArray(given, { shape: y.shape }));
  return array.grad().toList() as number[];
}

onEachCoreAndDtype((dtype) => {
  describe("powers, as IEEE 754 and NumPy have them", () => {
    const cases = [
      [1, NaN, 1],
      [1, Infinity, 1],
      [1, -Infinity, 1],
      [-1, Infinity, 1],
      [-1, -Infinity, 1],
      [NaN, 0, 1],
      [-1, NaN, NaN],
      [2, NaN, NaN],
      [0.5, Infinity, 0],
      [-2, Infinity, Infinity],
    ] as const;
    test.each(cases)("%d to the power %d is %d", (x, exponent, power) => {
      expect(new MLArray([x]).pow([exponent]).toList()).toEqual([power]);
      expect(new MLArray([x]).pow(exponent).toList()).toEqual([power]);
      expect(new Value(x).pow(exponent).data).toBe(power);
      expect(new Value(x).pow(new Value(exponent)).data).toBe(power);
    });
  });

  describe("gradients at the ends of the range", () => {
    test("std of equal elements has slope 0, alone and beside others", () => {
      expect(gradientOf((x) => x.std(), [2, 2, 2])).toEqual([0, 0, 0]);
      expect(gradientOf((x) => x.reshape(2, 2).std(1), [3, 3, 1, 3])).toEqual([0, 0, -0.5, 0.5]);
      expectGradients((x) => x.reshape(2, 3).std(0), [{ shape: [6], values: [1, 4, 2, 5, -3, 0] }]);
    });

    test("log and division by subnormal numbers, where the product is finite", () => {
      const tiny = dtype === "float32" ? 2 ** -140 : 2 ** -1070;
      expect(gradientOf((x) => x.log(), [tiny, tiny], [tiny, 0])).toEqual([1, 0]);
      expect(gradientOf((x) => new MLArray([1, 1]).div(x), [1, 1], [tiny, 0])).toEqual([-tiny, 0]);
      const [a, b] = [new MLArray([tiny, 0]), new MLArray([tiny, tiny])];
      a.div(b).backward([tiny, tiny]);
      expect(a.grad().toList()).toEqual([1, 1]);
      expect(b.grad().toList()).toEqual([-1, 0]);
      const x = new Value(5e-324);
      x.log().mul(0).backward();
      expect(x.grad).toBe(0);
    });

    test("elu's slope is e^x, far below 0 too", () => {
      const slopes = gradientOf((x) => x.elu(), [-20, -40, -1e3]);
      const expected = [2.061153622438558e-9, 4.248354255291589e-18];
      for (const [i, slope] of expected.entries()) {
        expect(Math.abs(slopes[i] / slope - 1)).toBeLessThan(1e-5);
      }
      expect(slopes[2]).toBe(0);
    });
  });

  // Each line is what PyTorch's backward formulas give: masks and not products.
  describe("where a function is flat, nothing comes through; NaN among its operands lets all through", () => {
    test("relu and clip", () => {
      expect(gradientOf((x) => x.relu(), [-1, 0, 2, NaN], NaN)).toEqual([0, 0, NaN, NaN]);
      expect(gradientOf((x) => x.relu(), [-1, NaN], Infinity)).toEqual([0, Infinity]);
      expect(gradientOf((x) => x.relu(), [NaN], 3)).toEqual([3]);
      expect(gradientOf((x) => x.clip(-1, 1), [-2, 0, NaN], NaN)).toEqual([0, NaN, 0]);
    });

    test("maximum and minimum", () => {
      const pair = (other: number[]) => (x: MLArray) => x.maximum(other);
      expect(gradientOf(pair([1, 1, NaN, 0]), [0, 1, 0, NaN], 4)).toEqual([0, 2, 4, 4]);
      expect(gradientOf(pair([1, 1]), [0, 2], NaN)).toEqual([0, NaN]);
      const least = (other: number[]) => (x: MLArray) => x.minimum(other);
      expect(gradientOf(least([1, 1, NaN, 0]), [2, 1, 0, NaN], 4)).toEqual([0, 2, 4, 4]);
      expect(gradientOf(least([1, 1]), [0, 2], NaN)).toEqual([NaN, 0]);
    });

    test("relu and leakyRelu within the kernel of a dense layer", () => {
      const gradients = (activationFunction: ActivationFunction): unknown => {
        const layer = new DenseLayer({ inputSize: 2, outputSize: 3, activationFunction });
        layer.weights.updateValues([
          [1, -1, 2],
          [1, 0.5, -1],
        ]);
        const x = new MLArray([
          [1, 2],
          [NaN, 1],
          [-3, 0],
        ]);
        const upstream = [
          [1, 1, 1],
          [2, 2, 2],
          [NaN, 1, 1],
        ];
        layer.forward(x).backward(upstream);
        return [x.grad().toList(), layer.biases.grad().toList()];
      };
      // The second row is NaN before and after relu, the third negative where NaN flows in.
      expect(gradients(relu)).toEqual([
        [
          [1, 1],
          [4, 1],
          [-1, 0.5],
        ],
        [[3, 3, 2]],
      ]);
      const [ofInput, ofBiases] = gradients(leakyRelu) as number[][][];
      expect(ofInput[2]).toEqual([NaN, NaN]);
      expect(ofBiases[0][0]).toBeNaN();
      expect(ofBiases[0][1]).toBeCloseTo(1.03, 6);
    });

    test("the extremum of an axis: NaNs share it", () => {
      expect(gradientOf((x) => x.max(), [1, NaN, 5, NaN], 6)).toEqual([0, 3, 0, 3]);
      expect(gradientOf((x) => x.min(), [1, NaN, 5], 6)).toEqual([0, 6, 0]);
      expect(gradientOf((x) => x.reshape(2, 2).max(0), [1, NaN, 5, 2], 6)).toEqual([0, 6, 6, 0]);
    });
  });

  test("the extremum of zeros is 0, wherever -0 stands", () => {
    for (const zeros of [
      [-0, 0],
      [0, -0],
      [-0, -0],
    ]) {
      for (const repeats of [1, 5]) {
        const all = Array.from({ length: repeats }, () => zeros).flat();
        for (const x of [new MLArray(all), new MLArray(all).reshape(-1, 1).mul([[1, 1]])]) {
          const axis = x.shape.length === 1 ? null : 0;
          for (const y of [x.max(axis), x.min(axis)]) {
            for (const value of y.toTypedArray()) expect(value).toBe(0);
          }
        }
      }
    }
  });
});

onEachCore(() => {
  test("argmax beyond 2^24 elements is exact", () => {
    const n = 2 ** 24 + 4;
    const values = new Float32Array(n);
    values[n - 1] = 2;
    values[n - 3] = -1;
    const x = new MLArray(values, { requiresGrad: false });
    expect([x.argmax().dtype, x.argmax().item(), x.argmin().item()]).toEqual([
      "float64",
      n - 1,
      n - 3,
    ]);
    const columns = x.reshape(n / 2, 2);
    expect(columns.argmax(0).toList()).toEqual([0, n / 2 - 1]);
    x.set(n - 2, NaN);
    expect(x.argmax().item()).toBe(n - 2);
    x.dispose();
  });
});
