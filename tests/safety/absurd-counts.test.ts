import { describe, expect, test } from "vitest";
import {
  DataLoader,
  DenseLayer,
  datasets,
  Layer,
  MLArray,
  mseLoss,
  NeuralNetwork,
  oneHot,
  ones,
  PolynomialRegression,
  relu,
  Sequential,
  sparseSoftmaxCrossEntropy,
  tidy,
  trainTestSplit,
  zeros,
} from "../../src/index.js";

const huge = 1e10;

/** Each would fill the memory, overflow the stack or take for ever. */
const refused: Record<string, [() => unknown, RegExp]> = {
  prefetch: [() => new DataLoader([[[1], 1]], { prefetch: 1e9 }), /prefetch must be an integer/],
  moons: [() => datasets.moons({ nSamples: huge }), /^moons: nSamples/],
  circles: [() => datasets.circles({ nSamples: huge }), /^circles: nSamples/],
  blobs: [() => datasets.blobs({ nSamples: huge }), /^blobs: nSamples/],
  centers: [() => datasets.blobs({ centers: huge }), /^blobs: centers/],
  features: [() => datasets.blobs({ nFeatures: 1e9 }), /^blobs: nFeatures/],
  spirals: [() => datasets.spirals({ nSamples: huge }), /^spirals: nSamples/],
  xor: [() => datasets.xor({ nSamples: huge }), /^xor: nSamples/],
  "labels to count classes by": [() => oneHot([1e9]), /^oneHot: the largest label is 1000000000/],
  monomials: [
    () => new PolynomialRegression({ inputSize: 1000, degree: 10 }),
    /^PolynomialRegression: 1000 features make more than 1000000 monomials/,
  ],
  neurons: [() => new Layer({ inputSize: 1, outputSize: huge }), /^Layer: outputSize/],
  axes: [() => ones(new Array(100_000).fill(1)), /^ones: a shape of 100000 axes/],
  "axes of a reshape": [() => ones(1).reshape(new Array(65).fill(1)), /^reshape: .* 65 axes/],
  elements: [() => zeros(1e200, 1e200), /^zeros: no room for/],
};

test.each(Object.entries(refused))("%s", (_, [call, message]) => expect(call).toThrow(message));

test("the size of a plot", () => {
  const layers = [new DenseLayer({ outputSize: 1 })];
  const network = new NeuralNetwork({ layers, lossFunction: mseLoss });
  const history = network.train([[1]], [[1]], { epochs: 1, verbose: false });
  expect(() => history.plot({ width: 1e9 })).toThrow("plot: width must be a positive integer");
  expect(() => history.toSVG({ height: 1e9 })).toThrow("plot: height must be");
});

describe("what is large, but not absurd, works", () => {
  test("a polynomial of 20 features and degree 6", () => {
    const inputSize = 20;
    const model = new PolynomialRegression({ inputSize, degree: 6 });
    expect(model.weights.shape).toEqual([230_229, 1]);
  });

  test("17 axes", () => {
    const x = ones(new Array(17).fill(2)).mul(ones(new Array(17).fill(1)));
    expect(x.transpose().sum(3).sum().item()).toBe(2 ** 17);
  });

  test("200,000 classes", () => {
    const labels = Array.from({ length: 200_000 }, (_, i) => i);
    expect(oneHot([0, 199_999]).shape).toEqual([2, 200_000]);
    expect(trainTestSplit(labels, labels, { stratify: true })[0].shape).toEqual([160_000]);
    const network = new NeuralNetwork({
      layers: [new DenseLayer({ outputSize: labels.length })],
      lossFunction: sparseSoftmaxCrossEntropy,
    });
    const classWeights = "balanced";
    const options = { epochs: 1, verbose: false, classWeights } as const;
    expect(network.train([[1], [2]], [0, 199_999], options)).toHaveLength(1);
  });
});

describe("what stands deep within itself", () => {
  function nested<T>(depth: number, innermost: T, around: (inner: T) => unknown): T {
    let all = innermost;
    for (let i = 0; i < depth; i++) all = around(all) as T;
    return all;
  }
  const network = (layers: unknown): NeuralNetwork =>
    new NeuralNetwork({ layers: layers as [], lossFunction: mseLoss });

  test("lists of layers", () => {
    const deep = nested(100_000, [relu] as unknown, (inner) => [inner]);
    expect(() => network(deep)).toThrow(
      "NeuralNetwork: layers: lists within lists, more than 64 deep",
    );
    const itself: unknown[] = [relu];
    itself.push(itself);
    expect(() => network(itself)).toThrow("layers[1] is a list that contains itself");
  });

  test("modules, and lists in their fields", () => {
    const modules = nested(10_000, relu as never, (inner) => new Sequential([inner]));
    expect(() => network([modules]).parameters()).toThrow("more than 200 deep within each other");
    const dense = new DenseLayer({ outputSize: 1 });
    Object.assign(dense, { list: nested(100_000, [] as unknown, (inner) => [inner]) });
    expect(() => network([dense]).parameters()).toThrow("DenseLayer: modules, or lists of them");
    const own = new DenseLayer({ inputSize: 1, outputSize: 1 });
    const itself: unknown[] = [];
    itself.push(itself);
    Object.assign(own, { itself });
    expect(network([own]).parameters()).toHaveLength(2);
  });

  test("data and results", () => {
    const itself: unknown[] = [];
    itself.push(itself, itself);
    expect(() => new MLArray(itself as never)).toThrow("does one contain itself?");
    const deep = nested(100_000, new MLArray([7]) as unknown, (inner) => [inner]);
    let inner = tidy(() => deep);
    while (Array.isArray(inner)) inner = inner[0];
    expect((inner as MLArray).item()).toBe(7);
  });
});
