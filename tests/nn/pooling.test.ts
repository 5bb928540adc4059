import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AveragePool1D,
  AveragePool2D,
  BatchNorm,
  GlobalAveragePool1D,
  GlobalAveragePool2D,
  MaxPool1D,
  MaxPool2D,
  MLArray,
  type Module,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  ones,
  randn,
  SpatialDropout1D,
  SpatialDropout2D,
  UpSample2D,
  ZeroPad2D,
} from "../../src/index.js";
import type { Shape } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { distinct, seeds } from "../support/shapes.js";

const upTo = (max: number, min = 1) => fc.integer({ min, max });
const both = (max: number) =>
  fc.oneof(upTo(max), fc.tuple(upTo(max), upTo(max)) as fc.Arbitrary<[number, number]>);
const named = fc.constantFrom("valid" as const, "same" as const);
const sides = fc.tuple(upTo(2, 0), upTo(2, 0)) as fc.Arbitrary<[number, number]>;
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

const pool2D = { poolSize: optional(both(3)), strides: optional(both(3)), padding: named };
const pool1D = { poolSize: optional(upTo(3)), strides: optional(upTo(3)), padding: named };
const layers: fc.Arbitrary<[layer: Module, axes: number]> = fc.oneof(
  fc.record(pool1D).map((o) => [new MaxPool1D(o), 1] as [Module, number]),
  fc.record(pool2D).map((o) => [new MaxPool2D(o), 2] as [Module, number]),
  fc.record(pool1D).map((o) => [new AveragePool1D(o), 1] as [Module, number]),
  fc.record(pool2D).map((o) => [new AveragePool2D(o), 2] as [Module, number]),
  fc.constant([
    new AveragePool2D({
      poolSize: 3,
      padding: [
        [2, 0],
        [1, 2],
      ],
    }),
    2,
  ] as [Module, number]),
  fc.record({ size: both(3) }).map((o) => [new UpSample2D(o), 2] as [Module, number]),
  fc
    .record({ padding: fc.oneof(upTo(2, 0), sides, fc.tuple(sides, sides)) })
    .map((o) => [new ZeroPad2D(o as { padding: number }), 2] as [Module, number]),
  fc.constant([new GlobalAveragePool1D(), 1] as [Module, number]),
  fc.constant([new GlobalAveragePool2D(), 2] as [Module, number]),
);
const cases = fc.tuple(layers, upTo(2), fc.tuple(upTo(6, 3), upTo(6, 3)), upTo(3), seeds);

function shapeOf(axes: number, rows: number, size: readonly number[], channels: number): number[] {
  return axes === 1 ? [rows, size[1], channels] : [rows, ...size, channels];
}

onEachCore(() => {
  test("gradients by differences, whatever the options", () => {
    const property = fc.property(cases, ([[layer, axes], rows, size, channels, seed]) => {
      const shape = shapeOf(axes, rows, size, channels);
      const values = distinct(new Data(seed), shape);
      expectGradients((x) => layer.forward(x) as MLArray, [{ shape, values }]);
    });
    fc.assert(property, { numRuns: 40 });
  });

  test("BatchNorm over the channels of images, in training and in prediction", () => {
    const layer = new BatchNorm();
    layer.build([1, 3, 3, 2], "float64");
    const values = distinct(new Data(1), [2, 3, 3, 2]);
    expectGradients((x) => layer.forward(x), [{ shape: [2, 3, 3, 2], values }]);
    layer.eval();
    expectGradients((x) => layer.forward(x), [{ shape: [2, 3, 3, 2], values }]);
  });
});

onEachCoreAndDtype((dtype) => {
  const array = (...shape: number[]) => randn(shape, { dtype, requiresGrad: false });
  const counted = (...shape: number[]) =>
    new MLArray(
      Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i),
      { shape, dtype, requiresGrad: false },
    );

  /** Each window's numbers, as many as lie inside. */
  function windows(x: number[][], size: number, stride: number, before: number, count: number) {
    const starts = Array.from({ length: count }, (_, i) => i * stride - before);
    const inside = (from: number) =>
      Array.from({ length: size }, (_, i) => from + i).filter((i) => i in x);
    return starts.map((y) =>
      starts.map((xs) => inside(y).flatMap((i) => inside(xs).map((j) => x[i][j]))),
    );
  }

  test.each([
    ["valid", 2, undefined, 0, 2],
    ["same", 2, undefined, 0, 3],
    ["same", 3, 1, 1, 5],
    ["same", 3, 2, 1, 3],
    [1, 2, 2, 1, 3],
  ] as const)(
    "windows with padding %o, size %o, strides %o",
    (padding, poolSize, strides, before, count) => {
      const x = array(1, 5, 5, 1);
      const all = windows(
        x.reshape(5, 5).toList() as number[][],
        poolSize,
        strides ?? poolSize,
        before,
        count,
      );
      const max = new MaxPool2D({ poolSize, strides, padding }).forward(x);
      expect(max.reshape(count, count).toList()).toEqual(
        all.map((row) => row.map((w) => Math.max(...w))),
      );
      const mean = new AveragePool2D({ poolSize, strides, padding }).forward(x);
      const means = all.flat().map((w) => w.reduce((a, b) => a + b) / w.length);
      mean.toTypedArray().forEach((value, i) => {
        expect(value).toBeCloseTo(means[i], dtype === "float64" ? 12 : 5);
      });
    },
  );

  test("sequences are images of height 1", () => {
    const x = array(2, 7, 3);
    const image = x.reshape(2, 1, 7, 3);
    const options = { poolSize: 3, strides: 2, padding: "same" } as const;
    const flat = { ...options, poolSize: [1, 3], strides: [1, 2] } as const;
    for (const [one, two] of [
      [new MaxPool1D(options), new MaxPool2D(flat)],
      [new AveragePool1D(options), new AveragePool2D(flat)],
      [new GlobalAveragePool1D(), new GlobalAveragePool2D()],
    ] as const) {
      const y = one.forward(x);
      expect(y.toList()).toEqual(two.forward(image).reshape(y.shape).toList());
    }
  });

  test("GlobalAveragePool2D is the mean of each channel", () => {
    const y = new GlobalAveragePool2D().forward(counted(2, 2, 3, 2));
    expect(y.toList()).toEqual([
      [5, 6],
      [17, 18],
    ]);
  });

  test("UpSample2D repeats pixels, ZeroPad2D puts zeros around them", () => {
    const x = counted(1, 2, 2, 1).add(1);
    const up = new UpSample2D({ size: [2, 3] }).forward(x);
    expect(up.reshape(4, 6).toList()).toEqual([
      [1, 1, 1, 2, 2, 2],
      [1, 1, 1, 2, 2, 2],
      [3, 3, 3, 4, 4, 4],
      [3, 3, 3, 4, 4, 4],
    ]);
    const padding: [[number, number], [number, number]] = [
      [1, 0],
      [0, 2],
    ];
    expect(new ZeroPad2D({ padding }).forward(x).reshape(3, 4).toList()).toEqual([
      [0, 0, 0, 0],
      [1, 2, 0, 0],
      [3, 4, 0, 0],
    ]);
    expect(new ZeroPad2D().forward(x).shape).toEqual([1, 4, 4, 1]);
    expect(new ZeroPad2D({ padding: [0, 2] }).forward(x).shape).toEqual([1, 2, 6, 1]);
  });

  describe("spatial dropout", () => {
    test.each<[SpatialDropout1D | SpatialDropout2D, Shape, number]>([
      [new SpatialDropout1D({ rate: 0.25 }), [40, 5, 50], 5],
      [new SpatialDropout2D({ rate: 0.25 }), [40, 3, 2, 50], 6],
    ])("drops whole channels of a row, and scales the others", (layer, shape, pixels) => {
      manualSeed(3);
      const y = layer.forward(ones(shape, { dtype })).reshape(40, pixels, 50);
      const kept = dtype === "float64" ? 1 / 0.75 : Math.fround(1 / 0.75);
      expect(new Set(y.toTypedArray())).toEqual(new Set([0, kept]));
      for (let pixel = 1; pixel < pixels; pixel++) {
        expect(y.get([null, null], pixel).toList()).toEqual(y.get([null, null], 0).toList());
      }
      const dropped = y
        .get([null, null], 0)
        .toTypedArray()
        .filter((value) => value === 0).length;
      // Five standard errors of a share of 0.25 in 2,000 draws are 0.048.
      expect(Math.abs(dropped / 2000 - 0.25)).toBeLessThan(0.048);
    });

    test("backward uses the mask of forward, and prediction has none", () => {
      const layer = new SpatialDropout2D({ rate: 0.5 });
      const x = ones([3, 2, 2, 8], { dtype });
      const y = layer.forward(x);
      expect(layer.backward(ones([3, 2, 2, 8], { dtype })).toList()).toEqual(y.toList());
      layer.eval();
      expect(layer.forward(x)).toBe(x);
    });
  });

  test("BatchNorm scales each channel over rows and pixels", () => {
    const x = array(3, 4, 5, 2);
    const layer = new BatchNorm();
    const y = layer.forward(x);
    const rows = x.reshape(60, 2);
    const expected = rows.sub(rows.mean(0)).div(rows.var(0).add(1e-5).sqrt()).reshape(x.shape);
    expect(y.sub(expected).abs().max().item()).toBeLessThan(dtype === "float64" ? 1e-12 : 1e-5);
    const [mean, variance] = layer.buffers();
    expect(mean.toTypedArray()[1]).toBeCloseTo(0.1 * rows.mean(0).toTypedArray()[1], 5);
    const unbiased = (rows.var(0).toTypedArray()[1] * 60) / 59;
    expect(variance.toTypedArray()[1]).toBeCloseTo(0.9 + 0.1 * unbiased, 5);
  });
});

test("all come back from a file, with their options", () => {
  const sequences = [
    new MaxPool1D({ strides: 1 }),
    new AveragePool1D({ poolSize: 3, padding: "same" }),
    new SpatialDropout1D({ rate: 0.3 }),
    new GlobalAveragePool1D(),
  ];
  const images = [
    new ZeroPad2D({ padding: [[1, 2], [0, 1]] }), // biome-ignore format: a pair of pairs
    new UpSample2D({ size: [3, 1] }),
    new MaxPool2D({ poolSize: [2, 3], padding: [1, 0] }),
    new AveragePool2D({ strides: 1, padding: 1 }),
    new SpatialDropout2D({ rate: 0.1 }),
    new GlobalAveragePool2D(),
  ];
  for (const [layers, shape] of [
    [sequences, [2, 7, 3]],
    [images, [2, 5, 6, 3]],
  ] as const) {
    const model = new NeuralNetwork({ layers, lossFunction: mseLoss });
    const x = randn(shape, { requiresGrad: false });
    const copy = NeuralNetwork.load(model.save());
    expect(copy.predict(x).toList()).toEqual(model.predict(x).toList());
    const configs = (network: NeuralNetwork) =>
      network.layers.map((layer) => [layer.constructor, layer.config?.()]);
    expect(configs(copy)).toEqual(configs(model));
  }
});

describe("what does not fit is an error", () => {
  test.each<[() => unknown, string]>([
    [
      () => new MaxPool2D({ poolSize: 0 }),
      "MaxPool2D: poolSize must be a positive integer, or [height, width], got 0",
    ],
    [
      () => new AveragePool1D({ strides: -1 }),
      "AveragePool1D: strides must be a positive integer, got -1",
    ],
    [
      () => new MaxPool1D({ padding: "causal" as never }),
      'MaxPool1D: padding must be "valid", "same", an integer >= 0, or [before, after], got "causal"',
    ],
    [
      () =>
        new MaxPool2D({
          padding: [
            [0, 2],
            [0, 0],
          ],
        }),
      "MaxPool2D: padding must be less than poolSize on each side, got [[0,2],[0,0]] for windows of 2 x 2",
    ],
    [
      () => new MaxPool2D({ size: 2 } as never),
      "MaxPool2D: unknown option size; expected poolSize",
    ],
    [
      () => new UpSample2D({ size: 1.5 }),
      "UpSample2D: size must be a positive integer, or [height, width], got 1.5",
    ],
    [
      () => new ZeroPad2D({ padding: "same" as never }),
      'ZeroPad2D: padding must be an integer >= 0, or [height, width], or [[top, bottom], [left, right]], got "same"',
    ],
    [() => new SpatialDropout2D({ rate: 1 }), "SpatialDropout2D: rate must be"],
    [
      () => new MaxPool2D({ poolSize: 3 }).forward(ones(1, 2, 5, 1)),
      "MaxPool2D: windows of 3 x 3 are larger than the padded input of 2 x 5",
    ],
    [
      () => new MaxPool2D().forward(ones(4, 4)),
      "MaxPool2D: expected (rows, height, width, channels), got (4, 4)",
    ],
    [
      () => new GlobalAveragePool1D().forward(ones(4, 4)),
      "GlobalAveragePool1D: expected (rows, steps, features), got (4, 4)",
    ],
    [
      () => new UpSample2D().forward(ones(4)),
      "UpSample2D: expected (rows, height, width, channels), got (4,)",
    ],
    [
      () => new SpatialDropout1D({ rate: 0.5 }).forward(ones(4, 4)),
      "SpatialDropout1D: expected (rows, steps, features), got (4, 4)",
    ],
  ])("%s", (call, message) => {
    expect(call).toThrow(message);
  });
});
