import { describe, expect, test } from "vitest";
import { Conv1D, Conv2D, Conv2DTranspose, DepthwiseConv2D, noGrad, ones } from "../../src/index.js";

type Convolving = Conv1D | Conv2D | DepthwiseConv2D | Conv2DTranspose;

describe("what does not fit is an error, and changes nothing", () => {
  const filters = 4;
  test.each<[() => unknown, string]>([
    [
      () => new Conv2D({ filters: 0, kernelSize: 3 }),
      "Conv2D: filters must be a positive integer, got 0",
    ],
    [
      () => new Conv2D({ filters, kernelSize: 3, strides: 0 }),
      "Conv2D: strides must be a positive integer, or [height, width], got 0",
    ],
    [
      () => new Conv2D({ filters, kernelSize: [3, 0] }),
      "Conv2D: kernelSize must be a positive integer, or [height, width], got [3,0]",
    ],
    [
      () => new Conv1D({ filters, kernelSize: [3, 3] as never }),
      "Conv1D: kernelSize must be a positive integer, got [3,3]",
    ],
    [
      () => new Conv1D({ filters, kernelSize: 3, dilation: 1.5 }),
      "Conv1D: dilation must be a positive integer, got 1.5",
    ],
    [
      () => new Conv2D({ filters, kernelSize: 3, padding: "causal" as never }),
      'Conv2D: padding must be "valid", "same", an integer >= 0, or [height, width], or [[top, bottom], [left, right]], got "causal"',
    ],
    [
      () => new Conv1D({ filters, kernelSize: 3, padding: -1 }),
      'Conv1D: padding must be "valid", "same", "causal", an integer >= 0, or [before, after], got -1',
    ],
    [
      () => new Conv2D({ filters, kernelSize: 3, groups: 3 }),
      "Conv2D: 4 filters cannot be divided into 3 groups",
    ],
    [
      () => new Conv2D({ filters, kernelSize: 3, groups: 2, inputSize: 3 }),
      "Conv2D: 3 channels cannot be divided into 2 groups; expected a multiple of 2",
    ],
    [
      () => new DepthwiseConv2D({ kernelSize: 3, multiplier: 0 }),
      "DepthwiseConv2D: multiplier must be a positive integer, got 0",
    ],
    [
      () => new Conv2D({ filters, kernelSize: 3, stride: 2 } as never),
      "Conv2D: unknown option stride; expected inputSize",
    ],
    [() => new Conv2D(3 as never), "Conv2D: expected an object of options (inputSize"],
  ])("%s", (make, message) => {
    expect(make).toThrow(message);
  });

  test.each<[Convolving, number[], string]>([
    [
      new Conv2D({ filters, kernelSize: 5 }),
      [1, 4, 9, 1],
      "Conv2D: windows of 5 x 5 are larger than the padded input of 4 x 9",
    ],
    [
      new Conv2D({ filters, kernelSize: 3, dilation: 4, padding: 1 }),
      [1, 6, 9, 1],
      "Conv2D: windows of 9 x 9 are larger than the padded input of 8 x 11",
    ],
    [
      new Conv1D({ filters, kernelSize: 3 }),
      [2, 2, 1],
      "Conv1D: windows of 1 x 3 are larger than the padded input of 1 x 2",
    ],
    [
      new Conv2D({ filters, kernelSize: 3 }),
      [4, 8, 8],
      "Conv2D: expected (rows, height, width, channels), got (4, 8, 8)",
    ],
    [
      new Conv1D({ filters, kernelSize: 3 }),
      [8, 8],
      "Conv1D: expected (rows, steps, features), got (8, 8)",
    ],
    [
      new Conv2D({ filters, kernelSize: 3, groups: 2 }),
      [1, 5, 5, 3],
      "Conv2D: 3 channels cannot be divided into 2 groups",
    ],
    [
      new Conv2DTranspose({ filters, kernelSize: 2, padding: 3 }),
      [1, 5, 6, 1],
      "Conv2DTranspose: of an input of shape (1, 5, 6, 1) the windows take 6 x 7, of which a padding of 6 x 6 leaves nothing",
    ],
  ])("%o", (layer, shape, message) => {
    expect(() => layer.forward(ones(shape))).toThrow(message);
    expect(layer.inputSize).toBeUndefined();
    expect(layer.parameters()).toEqual([]);
  });

  test("other channels than before, and weights of another shape", () => {
    const layer = new Conv2D({ filters, kernelSize: 3, inputSize: 2 });
    expect(() => layer.forward(ones(1, 5, 5, 3))).toThrow(
      "Conv2D: an input of shape (1, 5, 5, 3) has 3 channels, expected 2",
    );
    const { weights, biases } = layer;
    expect(() => Reflect.set(layer, "weights", ones(3, 3, 4, 2))).toThrow(
      "Conv2D: weights must be (3, 3, 2, 4), got (3, 3, 4, 2)",
    );
    expect(() => Reflect.set(layer, "biases", ones(1, 4))).toThrow(
      "Conv2D: biases must be (4,), got (1, 4)",
    );
    expect([layer.weights, layer.biases]).toEqual([weights, biases]);
    const noBiases = new Conv1D({ filters, kernelSize: 1, useBias: false });
    expect(() => noBiases.biases).toThrow("Conv1D: made with useBias: false, so it has no biases");
    expect(noBiases.forward(ones(1, 3, 2)).shape).toEqual([1, 3, 4]);
  });

  test("weights that are set first tell the channels", () => {
    const layer = new DepthwiseConv2D({ kernelSize: 2, multiplier: 3 });
    layer.weights = ones(2, 2, 1, 6);
    expect([layer.inputSize, layer.biases.shape]).toEqual([2, [6]]);
    expect(noGrad(() => layer.forward(ones(1, 2, 2, 2))).toList()).toEqual([
      [[[4, 4, 4, 4, 4, 4]]],
    ]);
  });

  test("lists that were given may change afterwards", () => {
    const kernelSize: [number, number] = [1, 2];
    const layer = new Conv2D({ filters, kernelSize });
    kernelSize[0] = 9;
    expect(layer.config().kernelSize).toEqual([1, 2]);
    expect(layer.forward(ones(1, 1, 2, 1)).shape).toEqual([1, 1, 1, 4]);
  });
});
