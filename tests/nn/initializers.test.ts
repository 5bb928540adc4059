import { describe, expect, test } from "vitest";
import {
  Constant,
  DenseLayer,
  Embedding,
  HeNormal,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  Ones,
  Orthogonal,
  RandomNormal,
  setBackend,
  TruncatedNormal,
  type WeightInitializer,
  XavierUniform,
} from "../../src/index.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

function moments(array: MLArray): { mean: number; deviation: number } {
  return { mean: array.mean().item(), deviation: array.std().item() };
}

onEachCoreAndDtype((dtype) => {
  test("Ones and Constant", () => {
    expect(Ones.initialize(2, 1).toList()).toEqual([[1], [1]]);
    expect(Constant.initialize(2).toList()).toEqual([0, 0]);
    expect(Constant({ value: 0.5 }).initialize([1, 2]).toList()).toEqual([[0.5, 0.5]]);
    expect(Ones.initialize(1).dtype).toBe(dtype);
    expect(Ones.initialize(1).requiresGrad).toBe(true);
  });

  test("RandomNormal has the mean and the deviation asked for", () => {
    manualSeed(1);
    const { mean, deviation } = moments(
      RandomNormal({ mean: 3, deviation: 2 }).initialize(200, 200),
    );
    expect(mean).toBeCloseTo(3, 1);
    expect(deviation).toBeCloseTo(2, 1);
    expect(moments(RandomNormal.initialize(200, 200)).deviation).toBeCloseTo(0.05, 3);
  });

  test("TruncatedNormal keeps within two deviations", () => {
    manualSeed(1);
    const array = TruncatedNormal({ mean: 1, deviation: 0.5 }).initialize(200, 200);
    const { mean, deviation } = moments(array);
    expect(mean).toBeCloseTo(1, 2);
    // Of a normal distribution cut at two deviations: sqrt(1 - 4 φ(2) / (2 Φ(2) - 1)) times its own.
    expect(deviation).toBeCloseTo(0.5 * 0.8796, 2);
    expect(array.min().item()).toBeGreaterThanOrEqual(0);
    expect(array.max().item()).toBeLessThanOrEqual(2);
  });

  test.each([[[6, 4]], [[4, 6]], [[5, 5]], [[2, 3, 4, 5]], [[1, 3]]])(
    "Orthogonal of %j",
    (shape) => {
      manualSeed(2);
      const gain = 1.5;
      const q = Orthogonal({ gain })
        .initialize(shape)
        .reshape(-1, shape[shape.length - 1]);
      const [rows, columns] = q.shape;
      const product = rows < columns ? q.matmul(q.T) : q.T.matmul(q);
      const n = Math.min(rows, columns);
      const digits = dtype === "float32" ? 5 : 12;
      product.toTypedArray().forEach((x, i) => {
        expect(x).toBeCloseTo(i % (n + 1) === 0 ? gain * gain : 0, digits);
      });
    },
  );

  test("fans count the receptive field of a convolution: (height, width, in, out)", () => {
    manualSeed(3);
    const limit = Math.sqrt(6 / (9 * 16 + 9 * 32));
    const most = XavierUniform.initialize(3, 3, 16, 32).abs().max().item();
    expect(most).toBeLessThanOrEqual(limit);
    expect(most).toBeGreaterThan(0.99 * limit);
    const { deviation } = moments(HeNormal.initialize(5, 5, 8, 64));
    expect(deviation / Math.sqrt(2 / (25 * 8))).toBeCloseTo(1, 1);
  });
});

onEachCore(() => {
  const adjusted: WeightInitializer[] = [
    RandomNormal({ deviation: 0.02 }),
    TruncatedNormal({ mean: 1 }),
    Orthogonal({ gain: 2 }),
    Constant({ value: 3 }),
    Orthogonal,
    Ones,
  ];

  test.each(adjusted)("$name is saved with its options", (weightInitializer) => {
    const layers = [
      new Embedding({ inputSize: 3, outputSize: 2, weightInitializer }),
      new DenseLayer({ outputSize: 2, weightInitializer }),
    ];
    const network = new NeuralNetwork({ layers, lossFunction: mseLoss });
    network.predict(new MLArray([[0, 1]], { requiresGrad: false }));
    const copy = NeuralNetwork.fromJSON(JSON.parse(JSON.stringify(network.toJSON())));
    const loaded = (copy.layers[1] as DenseLayer).weightInitializer;
    expect(loaded.name).toBe(weightInitializer.name);
    manualSeed(4);
    const expected = weightInitializer.initialize(2, 3).toList();
    manualSeed(4);
    expect(loaded.initialize(2, 3).toList()).toEqual(expected);
    expect(NeuralNetwork.load(copy.save()).toJSON().model).toEqual(network.toJSON().model);
  });

  describe("what is wrong says so", () => {
    test.each<[string, () => unknown, RegExp]>([
      [
        "deviation",
        () => RandomNormal({ deviation: -1 }),
        /RandomNormal: deviation must be .* >= 0, got -1/,
      ],
      [
        "a name",
        () => Orthogonal({ scale: 1 } as object),
        /Orthogonal: unknown option scale; expected gain/,
      ],
      [
        "a value",
        () => Constant({ value: NaN }),
        /Constant: value must be a finite number, got NaN/,
      ],
      [
        "a vector",
        () => Orthogonal.initialize(3),
        /Orthogonal: expected a shape of two axes or more, got \(3,\)/,
      ],
    ])("%s", (_, call, message) => {
      expect(call).toThrow(message);
    });
  });
});

test("both cores draw the same float64 numbers", () => {
  const [first, second] = (["wasm", "typescript"] as const).map((core) => {
    setBackend(core);
    manualSeed(5);
    return [Orthogonal, TruncatedNormal].map((each) =>
      each.initialize([3, 4], { dtype: "float64" }).toList(),
    );
  });
  expect(first).toEqual(second);
});
