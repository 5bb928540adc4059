import { describe, expect, test } from "vitest";
import {
  arange,
  DenseLayer,
  LayerNorm,
  MLArray,
  mseLoss,
  NeuralNetwork,
  oneHot,
  randn,
  SGD,
  zeros,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

/** Arrays share shapes with one another: what hands one out must not let it be changed. */

function requireFixed(array: MLArray): void {
  const before = [...array.shape];
  const shape = array.shape as number[];
  expect(() => shape.push(60)).toThrow(TypeError);
  expect(() => {
    shape[0] = 60;
  }).toThrow(TypeError);
  expect(() => {
    shape.length = 0;
  }).toThrow(TypeError);
  expect(array.shape).toEqual(before);
  expect(array.size()).toBe(before.reduce((n, length) => n * length, 1));
}

onEachCore(() => {
  describe("a shape cannot be changed", () => {
    const x = randn([2, 3]);
    test.each<[string, () => MLArray]>([
      ["of data", () => new MLArray([[1, 2]])],
      ["of a typed array", () => new MLArray(Float32Array.of(1, 2))],
      ["given as an option", () => new MLArray([1, 2, 3, 4], { shape: [2, 2] })],
      ["of zeros", () => zeros(2, 3)],
      ["of a range", () => arange(5)],
      ["of an element-wise result, which shares it", () => x.exp()],
      ["of a broadcast sum", () => x.add([[1], [2]])],
      ["of a product", () => x.matmul(x.T)],
      ["of a sum along an axis", () => x.sum(0)],
      ["of a scalar", () => x.sum()],
      ["of a reshape", () => x.reshape(3, 2)],
      ["of a slice", () => x.get([0, 1])],
      ["of a gradient", () => x.grad()],
      ["of what detach shares", () => x.detach()],
      ["of one-hot rows", () => oneHot([0, 1, 1])],
    ])("%s", (_, make) => requireFixed(make()));

    test("of arrays that share it: the gradient is written where it belongs", () => {
      const a = randn([2, 2]);
      const neighbour = new MLArray([7, 7, 7, 7], { requiresGrad: false });
      const y = a.mul(3);
      expect(() => (y.shape as number[]).push(60)).toThrow(TypeError);
      y.sum().backward();
      expect(a.grad().toList()).toEqual([
        [3, 3],
        [3, 3],
      ]);
      expect(neighbour.toList()).toEqual([7, 7, 7, 7]);
    });

    test("that an optimizer's rule is handed", () => {
      const weights = zeros(2, 2);
      class Own extends SGD {
        protected override apply({ weights, gradient }: Parameters<SGD["apply"]>[0]): void {
          requireFixed(weights);
          requireFixed(gradient);
        }
      }
      weights.sum().backward();
      new Own().step([weights]);
    });
  });

  test("a list that a shape was made of may change afterwards", () => {
    const lengths = [2, 3];
    const arrays = [zeros(lengths), new MLArray([1, 2, 3, 4, 5, 6], { shape: lengths })];
    lengths.push(60);
    for (const array of arrays) expect(array.shape).toEqual([2, 3]);
  });

  test("the shapes that a model keeps cannot be changed through its description", () => {
    const layers = [new DenseLayer({ outputSize: 2 }), new LayerNorm()];
    const network = new NeuralNetwork({ layers, lossFunction: mseLoss });
    network.predict([[1, 2, 3]]);
    const { input, tensors } = network.toJSON();
    const { shape } = input as unknown as { shape: number[] };
    expect(() => shape.push(60)).toThrow(TypeError);
    expect(() => (tensors["layers.0.weights"].shape as number[]).push(60)).toThrow(TypeError);
    expect(NeuralNetwork.load(network.save()).predict([[1, 2, 3]]).shape).toEqual([1, 2]);
  });

  test("a module's build is handed a shape of its own", () => {
    class Greedy extends DenseLayer {
      override build(shape: readonly number[]): void {
        expect(() => (shape as number[]).push(60)).toThrow(TypeError);
        super.build(shape);
      }
    }
    expect(new Greedy({ outputSize: 2 }).forward(zeros(3, 4)).shape).toEqual([3, 2]);
  });
});
