import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Adam,
  BatchNorm,
  Conv1D,
  Conv2D,
  Conv2DTranspose,
  DenseLayer,
  DepthwiseConv2D,
  Flatten,
  full,
  GlobalAveragePool2D,
  MaxPool2D,
  MLArray,
  manualSeed,
  memory,
  NeuralNetwork,
  randn,
  relu,
  setBackend,
  softmaxCrossEntropy,
  tanh,
  type WeightInitializer,
  zeros,
} from "../../src/index.js";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients, type Input } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds } from "../support/shapes.js";

type Convolving = Conv1D | Conv2D | DepthwiseConv2D | Conv2DTranspose;

const upTo = (max: number, min = 1) => fc.integer({ min, max });
const both = (max: number) =>
  fc.oneof(upTo(max), fc.tuple(upTo(max), upTo(max)) as fc.Arbitrary<[number, number]>);
const sides = fc.tuple(upTo(2, 0), upTo(2, 0)) as fc.Arbitrary<[number, number]>;
const padding2D = fc.oneof(
  fc.constantFrom("valid" as const, "same" as const),
  upTo(2, 0),
  sides,
  fc.tuple(sides, sides) as fc.Arbitrary<[[number, number], [number, number]]>,
);
const padding1D = fc.oneof(
  fc.constantFrom("valid" as const, "same" as const, "causal" as const),
  upTo(2, 0),
  sides,
);
const common = { activationFunction: fc.constantFrom(undefined, tanh), useBias: fc.boolean() };
const sliding = { kernelSize: both(3), strides: both(3), padding: padding2D, dilation: both(2) };
const along = { kernelSize: upTo(3), strides: upTo(3), padding: padding1D, dilation: upTo(2) };

const groups = upTo(2);
const layers: fc.Arbitrary<[layer: Convolving, axes: 1 | 2, groups: number]> = fc.oneof(
  fc
    .record({ ...common, ...along, filters: upTo(2), groups })
    .map((o) => [new Conv1D({ ...o, filters: o.filters * o.groups }), 1, o.groups] as const),
  fc
    .record({ ...common, ...sliding, filters: upTo(2), groups })
    .map((o) => [new Conv2D({ ...o, filters: o.filters * o.groups }), 2, o.groups] as const),
  fc
    .record({ ...common, ...sliding, multiplier: upTo(2) })
    .map((o) => [new DepthwiseConv2D(o), 2, 1] as const),
  fc
    .record({ ...common, ...sliding, filters: upTo(2) })
    .map((o) => [new Conv2DTranspose(o), 2, 1] as const),
) as fc.Arbitrary<[Convolving, 1 | 2, number]>;

/** Sizes that are odd as well as even, and large enough for any of these windows. */
const cases = fc.tuple(layers, upTo(2), fc.tuple(upTo(7, 5), upTo(7, 5)), upTo(2), seeds);

function input(shape: Shape, seed: number): Input {
  return { shape, values: new Data(seed).rough(sizeOf(shape), -1, 1) };
}

onEachCore(() => {
  test("gradients of inputs, weights and biases by differences, whatever the options", () => {
    const property = fc.property(cases, ([[layer, axes, groups], rows, size, each, seed]) => {
      const channels = each * groups;
      const shape = axes === 1 ? [rows, size[1], channels] : [rows, ...size, channels];
      layer.unbuild();
      try {
        layer.forward(zeros(shape, { dtype: "float64" }));
      } catch (error) {
        // A transposed one may be padded away.
        expect(String(error)).toContain("leaves nothing");
        return;
      }
      const inputs = [input(shape, seed), input(layer.weights.shape, seed + 1)];
      if (layer.useBias) inputs.push(input(layer.biases.shape, seed + 2));
      const f = (x: MLArray, weights: MLArray, biases?: MLArray): MLArray => {
        layer.weights = weights;
        if (biases !== undefined) layer.biases = biases;
        return layer.forward(x);
      };
      expectGradients(f, inputs);
    });
    fc.assert(property, { numRuns: 25 });
  });
});

onEachCoreAndDtype((dtype) => {
  const array = (...shape: number[]) => randn(shape, { dtype, requiresGrad: false });

  describe("sizes of the output", () => {
    const shapeOf = (layer: Convolving, ...shape: number[]) => layer.forward(array(...shape)).shape;

    test.each([
      ["valid", 3, 2, [2, 3, 4, 5]],
      ["same", 3, 2, [2, 4, 5, 5]],
      ["same", 4, 3, [2, 3, 3, 5]],
      [1, 3, 1, [2, 7, 9, 5]],
      [[0, 2], 3, 1, [2, 5, 11, 5]],
      [[[1, 0], [0, 3]], 3, 1, [2, 6, 10, 5]], // biome-ignore format: a table
    ] as const)("padding %o, a kernel of %d, strides of %d", (padding, kernelSize, strides, y) => {
      const layer = new Conv2D({ filters: 5, kernelSize, strides, padding });
      expect(shapeOf(layer, 2, 7, 9, 3)).toEqual(y);
    });

    test("height and width apart, and dilation", () => {
      const layer = new Conv2D({
        filters: 1,
        kernelSize: [1, 3],
        strides: [2, 1],
        dilation: [3, 2],
      });
      expect(shapeOf(layer, 1, 5, 9, 2)).toEqual([1, 3, 5, 1]);
      expect(layer.weights.shape).toEqual([1, 3, 2, 1]);
    });

    test("groups, and filters of each channel's own", () => {
      const grouped = new Conv2D({ filters: 6, kernelSize: 3, groups: 2 });
      expect(shapeOf(grouped, 1, 5, 5, 4)).toEqual([1, 3, 3, 6]);
      expect([grouped.weights.shape, grouped.biases.shape]).toEqual([[3, 3, 2, 6], [6]]);
      const depthwise = new DepthwiseConv2D({ kernelSize: 3, multiplier: 2 });
      expect(shapeOf(depthwise, 1, 5, 5, 4)).toEqual([1, 3, 3, 8]);
      expect([depthwise.weights.shape, depthwise.inputSize]).toEqual([[3, 3, 1, 8], 4]);
    });

    test.each([
      ["same", 3, 2, [1, 10, 14, 4]],
      ["valid", 3, 2, [1, 11, 15, 4]],
      ["valid", 1, 2, [1, 10, 14, 4]],
      [1, 3, 2, [1, 9, 13, 4]],
      [[1, 0], 3, 1, [1, 5, 9, 4]],
    ] as const)(
      "transposed: padding %o, a kernel of %d, strides of %d",
      (padding, kernelSize, strides, y) => {
        const layer = new Conv2DTranspose({ filters: 4, kernelSize, strides, padding });
        expect(shapeOf(layer, 1, 5, 7, 3)).toEqual(y);
        expect(layer.weights.shape).toEqual([kernelSize, kernelSize, 4, 3]);
      },
    );
  });

  test("a causal window sees no later step", () => {
    const layer = new Conv1D({ filters: 3, kernelSize: 3, dilation: 2, padding: "causal" });
    const x = array(2, 9, 4);
    const y = layer.forward(x);
    expect(y.shape).toEqual([2, 9, 3]);
    const changed = x.detach().clone();
    changed.set([0, 6, 1], 9);
    const z = layer.forward(changed);
    const firstSteps = (all: MLArray) => all.get([null, null], [0, 6]).toList();
    expect(firstSteps(z)).toEqual(firstSteps(y));
    expect(z.toList()).not.toEqual(y.toList());
  });

  test("an activation of one's own is applied to the sums", () => {
    const options = { filters: 2, kernelSize: 2, inputSize: 3 };
    const [plain, doubled] = [undefined, (y: MLArray) => y.mul(2)].map(
      (activationFunction) => new Conv2D({ ...options, activationFunction }),
    );
    doubled.weights = plain.weights;
    const x = array(1, 4, 4, 3).astype(plain.weights.dtype);
    expect(doubled.forward(x).toList()).toEqual(plain.forward(x).mul(2).toList());
  });

  test("initializers see the receptive field, sequences as images of height 1", () => {
    const shapes: number[][] = [];
    const weightInitializer: WeightInitializer = {
      name: "Spy",
      initialize: (...given) => {
        const shape = given.slice(0, -1) as number[];
        shapes.push(shape);
        return full(shape, 0.5, { dtype });
      },
    };
    const options = { kernelSize: 5, inputSize: 4, weightInitializer };
    const conv = new Conv1D({ ...options, filters: 6, groups: 2 });
    new Conv2D({ ...options, filters: 6 });
    expect(shapes).toEqual([
      [1, 5, 2, 6],
      [5, 5, 4, 6],
    ]);
    expect(conv.weights.shape).toEqual([5, 2, 6]);
    expect(new Set(conv.weights.toTypedArray())).toEqual(new Set([0.5]));
    expect([conv.weights.dtype, conv.weights.requiresGrad]).toEqual([dtype, true]);
    // Glorot's limit of a kernel of 5 with 4 channels in and 6 out.
    const { weights } = new Conv1D({ kernelSize: 5, inputSize: 4, filters: 6 });
    const largest = weights.abs().max().item();
    const limit = Math.sqrt(6 / (5 * (4 + 6)));
    expect([largest <= limit, largest > limit * 0.8]).toEqual([true, true]);
  });

  test("backward by hand equals autograd", () => {
    manualSeed(2);
    const layer = new Conv2D({
      filters: 3,
      kernelSize: 3,
      padding: "same",
      activationFunction: tanh,
    });
    const x = randn([2, 5, 4, 2], { dtype });
    const upstream = array(2, 5, 4, 3);
    layer.forward(x).backward(upstream);
    const expected = [x, layer.weights, layer.biases].map((each) => each.grad().toList());
    for (const each of [x, layer.weights, layer.biases]) each.restart();
    const dx = layer.backward(upstream);
    const byHand = [dx, layer.weights.grad(), layer.biases.grad()].map((each) => each.toList());
    expect(byHand).toEqual(expected);
  });
});

const X = new Data(3).rough(4 * 6 * 6 * 2, -1, 1);
const images = (rows = 4, dtype: "float32" | "float64" = "float32") =>
  randn([rows, 6, 6, 2], { dtype, requiresGrad: false }).updateValues(
    X.slice(0, rows * 72).map((value, i) => value + i / 1000),
  );
const labels = (dtype: "float32" | "float64" = "float32") =>
  new MLArray([0, 1, 2, 1], { dtype, requiresGrad: false });

function network(): NeuralNetwork {
  return new NeuralNetwork({
    layers: [
      new Conv2D({ filters: 4, kernelSize: 3, padding: "same", activationFunction: relu }),
      new MaxPool2D(),
      new BatchNorm(),
      new DepthwiseConv2D({ kernelSize: 3, padding: 1, regularization: { l2: 0.01 } }),
      new Conv2DTranspose({ filters: 3, kernelSize: 2, strides: 2, activationFunction: tanh }),
      new Conv2D({ filters: 4, kernelSize: 3, groups: 1 }),
      new GlobalAveragePool2D(),
      new DenseLayer({ outputSize: 3 }),
    ],
    lossFunction: softmaxCrossEntropy,
    optimizer: new Adam({ learningRate: 0.01 }),
  });
}

const numbersOf = (model: NeuralNetwork) =>
  [...model.parameters(), ...model.buffers()].map((array) => [...array.toTypedArray()]);

onEachCore(() => {
  describe("in a network", () => {
    const quiet = { verbose: false };

    test("a refused training leaves all unbuilt", () => {
      const model = network();
      expect(() => model.train(images(), [0, 1, 7, 1], { epochs: 1, ...quiet })).toThrow("7");
      expect(model.parameters()).toEqual([]);
      expect(model.layers.map((layer) => layer.config?.().inputSize)).toEqual(
        model.layers.map(() => undefined),
      );
    });

    test("learns, and goes on from a file to the same bits", () => {
      manualSeed(4);
      const model = network();
      const losses = model.train(images(), labels(), { epochs: 30, ...quiet });
      expect(losses[29]).toBeLessThan(losses[0] / 2);
      const copy = NeuralNetwork.load(model.save());
      expect(numbersOf(copy)).toEqual(numbersOf(model));
      expect(copy.layers.map((layer) => layer.config?.())).toEqual(
        model.layers.map((layer) => layer.config?.()),
      );
      for (const each of [model, copy]) each.train(images(), labels(), { epochs: 2, ...quiet });
      expect(numbersOf(copy)).toEqual(numbersOf(model));
    });

    test("steps and predictions leave nothing behind", () => {
      const model = network();
      const [x, y] = [images(), labels()];
      const arraysAfter = (steps: number) => {
        for (let i = 0; i < steps; i++) {
          model.trainOnBatch(x, y);
          model.predict(x).dispose();
        }
        return memory().arrays;
      };
      const before = arraysAfter(2);
      expect(arraysAfter(5)).toBe(before);
    });

    test("is summed up: channels in and out, the activation, what it learns", () => {
      const model = network();
      expect(model.summary().rows[0].shape).toBe("(?, 4)");
      model.predict(images());
      const { rows } = model.summary();
      expect(rows[0]).toMatchObject({ shape: "(2, 4)", activation: "relu", parameters: 76 });
      expect(rows[4]).toMatchObject({ shape: "(4, 3)", activation: "tanh", parameters: 51 });
    });

    test("weights may be shared and frozen, and count as penalty once", () => {
      const options = { filters: 2, kernelSize: 3, inputSize: 2, padding: "same" } as const;
      const [a, b] = [0, 1].map(() => new Conv2D({ ...options, regularization: { l1: 2 } }));
      b.weights = a.weights;
      const layers = [a, b, new Flatten(), new DenseLayer({ outputSize: 3 })];
      const model = new NeuralNetwork({ layers, lossFunction: softmaxCrossEntropy });
      const sum = a.weights.abs().sum().item();
      const loss = softmaxCrossEntropy(model.predict(images()), labels()).item();
      expect(model.evaluate(images(), labels())).toBeCloseTo(loss + 2 * sum, 4);
      a.trainable = false;
      const before = a.weights.toList();
      model.trainOnBatch(images(), labels());
      expect(a.weights.toList()).toEqual(before);
    });
  });
});

test("both cores train to the same bits in float64", () => {
  const [wasm, typescript] = (["wasm", "typescript"] as const).map((core) => {
    setBackend(core);
    manualSeed(5);
    const model = network();
    model.train(images(4, "float64"), labels("float64"), { epochs: 3, verbose: false });
    return numbersOf(model);
  });
  expect(typescript).toEqual(wasm);
  setBackend("wasm");
});
