import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ActivationFunction,
  ActivationLayer,
  activation,
  DenseLayer,
  HeNormal,
  MLArray,
  manualSeed,
} from "../../src/index.js";
import { sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds, shapes } from "../support/shapes.js";

const { elu, gelu, leakyRelu, linear, relu, sigmoid, softmax, tanh } = activation;
const own: ActivationFunction = (x) => x.mul(x).add(x.sigmoid());
const steep: ActivationFunction = (x) => leakyRelu(x, 0.3);
const activations = { elu, gelu, leakyRelu, linear, relu, sigmoid, softmax, tanh, own, steep };

/** dtype float64, so that two ways to the same gradients differ by roundings of 1e-16 alone. */
function arrayOf(data: Data, shape: number[]): MLArray {
  return new MLArray(data.rough(sizeOf(shape), -1, 1), { shape, dtype: "float64" });
}

function layerOf(data: Data, inputs: number, outputs: number, act: ActivationFunction): DenseLayer {
  const layer = new DenseLayer({ outputSize: outputs, activationFunction: act });
  layer.forward(arrayOf(data, [1, inputs]));
  layer.biases.updateValues(data.rough(outputs, -1, 1));
  return layer;
}

function expectClose(x: MLArray, expected: MLArray): void {
  expect(x.shape).toEqual(expected.shape);
  const wanted = expected.toTypedArray();
  for (const [i, value] of x.toTypedArray().entries()) expect(value).toBeCloseTo(wanted[i], 12);
}

onEachCore(() => {
  describe("DenseLayer", () => {
    for (const [name, act] of Object.entries(activations)) {
      test(`${name}: output and gradients are those of matmul, add and the activation`, () => {
        const sizes = fc.integer({ min: 1, max: 6 });
        const property = fc.property(shapes(0, 3), sizes, sizes, seeds, (lead, k, n, seed) => {
          const data = new Data(seed);
          const layer = layerOf(data, k, n, act);
          const x = arrayOf(data, [...lead, k]);
          const [x2, w2, b2] = [x, layer.weights, layer.biases].map(
            (array) => new MLArray(array.toTypedArray(), { shape: array.shape, dtype: "float64" }),
          );
          const y = layer.forward(x);
          const flat = act(x2.reshape(-1, k).matmul(w2).add(b2));
          const y2 = flat.reshape([...lead, n]);
          expectClose(y, y2);
          const dy = arrayOf(data, [...lead, n]);
          y.backward(dy);
          y2.backward(dy);
          expectClose(x.grad(), x2.grad());
          expectClose(layer.weights.grad(), w2.grad());
          expectClose(layer.biases.grad(), b2.grad());
        });
        fc.assert(property, { numRuns: 25 });
      });

      test(`${name}: the gradient of its input equals differences`, () => {
        const data = new Data(11);
        const layer = layerOf(data, 4, 3, act);
        const values = data.rough(8, -1, 1);
        expectGradients((x) => layer.forward(x), [{ shape: [2, 4], values }]);
      });
    }

    test("without biases", () => {
      const layer = new DenseLayer({ inputSize: 2, outputSize: 1, useBias: false });
      layer.weights.updateValues([[2], [3]]);
      expect(layer.forward(new MLArray([[1, 1]])).toList()).toEqual([[5]]);
      expect(layer.parameters()).toHaveLength(1);
    });
  });
});

onEachCoreAndDtype((dtype) => {
  describe("a layer", () => {
    test("has weights of its initializer and biases of zeros", () => {
      manualSeed(3);
      const layer = new DenseLayer({ inputSize: 3, outputSize: 4, weightInitializer: HeNormal });
      manualSeed(3);
      expect(layer.weights.toList()).toEqual(HeNormal.initialize(3, 4).toList());
      expect(layer.biases.toList()).toEqual([[0, 0, 0, 0]]);
      expect([layer.weights.dtype, layer.inputSize]).toEqual([dtype, 3]);
    });

    test("takes its input size and dtype from the first input", () => {
      const layer = new DenseLayer({ outputSize: 2 });
      expect(layer.inputSize).toBeUndefined();
      expect(() => layer.weights).toThrow("DenseLayer: there are no weights yet");
      layer.forward(new MLArray([[1, 2, 3]], { dtype: "float64" }));
      expect([layer.inputSize, layer.weights.dtype]).toEqual([3, "float64"]);
    });

    test("backward by hand gives to the bit what autograd gives", () => {
      manualSeed(5);
      const layers = [
        new DenseLayer({ inputSize: 3, outputSize: 5, activationFunction: tanh }),
        new DenseLayer({ inputSize: 5, outputSize: 2 }),
        new ActivationLayer(softmax),
      ];
      const x = new MLArray([
        [0.5, -1, 2],
        [1, 0.25, -0.75],
      ]);
      const dy = new MLArray([
        [1, -2],
        [0.5, 3],
      ]);
      const forward = (): MLArray => layers.reduce((y, layer) => layer.forward(y), x);
      const arrays = layers.flatMap((layer) => layer.parameters());
      const gradients = (): unknown => arrays.map((array) => array.grad().toList());
      forward().backward(dy);
      const [byGraph, dx] = [gradients(), x.grad().toList()];
      for (const array of [x, ...arrays]) array.restart();
      forward();
      const byHand = layers.reduceRight((gradient, layer) => layer.backward(gradient), dy);
      expect(byHand.toList()).toEqual(dx);
      expect(gradients()).toEqual(byGraph);
    });
  });
});
