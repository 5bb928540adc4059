import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MLArray } from "../../src/index.js";
import { type ConvOptions, conv2d } from "../../src/ops/conv.js";
import { conv2dTranspose, transposedSize } from "../../src/ops/conv-transpose.js";
import { type Pair, paddingOf } from "../../src/ops/windows.js";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds } from "../support/shapes.js";

const conv = (options: ConvOptions) => (x: MLArray, kernel: MLArray, biases?: MLArray) =>
  new MLArray(conv2d(x.node, kernel.node, biases?.node ?? null, options));

const upTo = (max: number, min = 1) => fc.integer({ min, max });
const pair = (max: number) => fc.tuple(upTo(max), upTo(max));

/** A convolution that has windows. */
const cases = fc
  .record({
    rows: upTo(2),
    size: pair(6),
    kernel: pair(3),
    strides: pair(3),
    dilation: pair(2),
    around: fc.tuple(upTo(2, 0), upTo(2, 0), upTo(2, 0), upTo(2, 0)),
    groups: upTo(3),
    channels: upTo(3),
    filters: upTo(3),
    seed: seeds,
  })
  .map(({ around: [top, bottom, left, right], channels, filters, groups, ...rest }) => {
    const padding = { top, bottom, left, right };
    return { ...rest, groups, padding, channels: channels * groups, filters: filters * groups };
  })
  .filter(({ size, kernel, dilation, padding: { top, bottom, left, right } }) => {
    const reach = (axis: 0 | 1) => (kernel[axis] - 1) * dilation[axis] + 1;
    return reach(0) <= top + size[0] + bottom && reach(1) <= left + size[1] + right;
  });

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function inputsOf({ rows, size, kernel, channels, filters, groups, seed }: Case) {
  const data = new Data(seed);
  const shapes = [[rows, ...size, channels], [...kernel, channels / groups, filters], [filters]];
  return shapes.map((shape) => ({ shape, values: data.rough(sizeOf(shape), -1, 1) }));
}

function arrayOf({ shape, values }: { shape: Shape; values: readonly number[] }): MLArray {
  return new MLArray(values, { shape });
}

/** The definition, element by element. */
function byDefinition(c: Case, x: MLArray, kernel: MLArray, biases: MLArray, y: MLArray): number[] {
  const round = x.dtype === "float32" ? Math.fround : (value: number) => value;
  const at = (array: MLArray, ...index: number[]) => {
    const inside = index.every((i, axis) => i >= 0 && i < array.shape[axis]);
    return inside ? (array.get(...index) as MLArray).item() : 0;
  };
  const [own, each] = [c.channels / c.groups, c.filters / c.groups];
  const values: number[] = [];
  const [rows, height, width, filters] = y.shape;
  for (let r = 0; r < rows; r++)
    for (let oy = 0; oy < height; oy++)
      for (let ox = 0; ox < width; ox++)
        for (let n = 0; n < filters; n++) {
          let sum = at(biases, n);
          for (let ky = 0; ky < c.kernel[0]; ky++)
            for (let kx = 0; kx < c.kernel[1]; kx++)
              for (let i = 0; i < own; i++) {
                const iy = oy * c.strides[0] + ky * c.dilation[0] - c.padding.top;
                const ix = ox * c.strides[1] + kx * c.dilation[1] - c.padding.left;
                const channel = Math.floor(n / each) * own + i;
                const product = round(at(x, r, iy, ix, channel) * at(kernel, ky, kx, i, n));
                sum = round(sum + product);
              }
          values.push(sum);
        }
  return values;
}

onEachCoreAndDtype(() => {
  test("conv2d is its definition, to the bit", () => {
    const property = fc.property(cases, (c) => {
      const [x, kernel, biases] = inputsOf(c).map(arrayOf);
      const y = conv(c)(x, kernel, biases);
      expect([...y.toTypedArray()]).toEqual(byDefinition(c, x, kernel, biases, y));
    });
    fc.assert(property, { numRuns: 12 });
  });
});

onEachCore(() => {
  test("gradients of conv2d", () => {
    const property = fc.property(cases, (c) => expectGradients(conv(c), inputsOf(c)));
    fc.assert(property, { numRuns: 20 });
  });

  test("gradients of conv2dTranspose", () => {
    const property = fc.property(cases, (c) => {
      const [image, kernel, biases] = inputsOf(c);
      const { shape } = conv(c)(arrayOf(image), arrayOf(kernel), arrayOf(biases));
      const x = { shape, values: new Data(c.seed + 1).rough(sizeOf(shape), -1, 1) };
      const own = { shape: [c.channels], values: new Data(c.seed + 2).rough(c.channels) };
      const options = { ...c, size: c.size };
      const transposed = (a: MLArray, w: MLArray, b?: MLArray) =>
        new MLArray(conv2dTranspose(a.node, w.node, b?.node ?? null, options));
      expectGradients(transposed, [x, kernel, own]);
      expectGradients(transposed, [x, kernel]);
      // <conv(image), x> = <image, transpose(x)>
      const [i, w, given] = [image, kernel, x].map(arrayOf);
      const forward = conv(c)(i, w).mul(given).sum().item();
      const backward = transposed(given, w).mul(i).sum().item();
      expect(Math.abs(forward - backward)).toBeLessThan(1e-3 * (1 + Math.abs(forward)));
    });
    fc.assert(property, { numRuns: 12 });
  });

  test("what has no gradient, and a kernel that stands twice in a graph", () => {
    const options = { ...plain, padding: paddingOf("same", [4, 4], [3, 3], [1, 1], [1, 1]) };
    const data = new Data(2);
    const fixed = new MLArray(data.rough(32), {
      shape: [1, 4, 4, 2],
      dtype: "float64",
      requiresGrad: false,
    });
    const kernel = { shape: [3, 3, 2, 2], values: data.rough(36, -1, 1) };
    const biases = { shape: [2], values: data.rough(2) };
    expectGradients((w, b) => conv(options)(fixed, w, b), [kernel, biases]);
    expectGradients((w, b) => conv(options)(conv(options)(fixed, w, b), w, b), [kernel, biases]);
    const fixedKernel = new MLArray(kernel.values, {
      shape: kernel.shape,
      dtype: "float64",
      requiresGrad: false,
    });
    expectGradients((b) => conv(options)(fixed, fixedKernel, b), [biases]);
  });

  test("one dimension is two with a height of 1", () => {
    const [x, kernel] = [
      { shape: [2, 7, 3], values: new Data(1).rough(42, -1, 1) },
      { shape: [3, 3, 4], values: new Data(2).rough(36, -1, 1) },
    ];
    const options = { ...plain, padding: paddingOf("causal", [1, 7], [1, 3], [1, 1], [1, 2]) };
    const flat = conv({ ...options, dilation: [1, 2] });
    expectGradients(flat, [x, kernel]);
    const [a, w] = [x, kernel].map(arrayOf);
    const tall = flat(a.reshape(2, 1, 7, 3), w.reshape(1, 3, 3, 4));
    expect(flat(a, w).toList()).toEqual(tall.reshape(2, 7, 4).toList());
    expect(flat(a, w).shape).toEqual([2, 7, 4]);
  });
});

const none = { top: 0, bottom: 0, left: 0, right: 0 };
const plain: ConvOptions = { strides: [1, 1], dilation: [1, 1], padding: none, groups: 1 };

describe("named paddings", () => {
  const same = (size: Pair, kernel: Pair, strides: Pair, dilation: Pair = [1, 1]) =>
    paddingOf("same", size, kernel, strides, dilation);

  test("are TensorFlow's: what is odd goes behind, and strides need less", () => {
    expect(same([5, 6], [3, 3], [1, 1])).toEqual({ top: 1, bottom: 1, left: 1, right: 1 });
    expect(same([5, 6], [2, 4], [1, 1])).toEqual({ top: 0, bottom: 1, left: 1, right: 2 });
    expect(same([5, 6], [3, 3], [2, 2])).toEqual({ top: 1, bottom: 1, left: 0, right: 1 });
    expect(same([4, 4], [2, 1], [2, 3])).toEqual(none);
    expect(same([5, 5], [3, 3], [1, 1], [2, 1])).toEqual({ top: 2, bottom: 2, left: 1, right: 1 });
    expect(paddingOf("causal", [1, 9], [1, 3], [1, 1], [1, 4])).toEqual({ ...none, left: 8 });
  });

  test("give a transpose the size that Keras does", () => {
    const size = (name: "same" | "valid", kernel: Pair, strides: Pair) =>
      transposedSize(name, [4, 5], kernel, strides, [1, 1]).size;
    expect(size("same", [3, 3], [2, 2])).toEqual([8, 10]);
    expect(size("valid", [3, 3], [2, 2])).toEqual([9, 11]);
    expect(size("valid", [2, 2], [3, 3])).toEqual([12, 15]);
  });
});

describe("what does not fit is named", () => {
  const array = (...shape: number[]) => new MLArray(new Array(sizeOf(shape)).fill(1), { shape });
  const call =
    (x: MLArray, w: MLArray, options: Partial<ConvOptions> = {}, b?: MLArray) =>
    () =>
      conv({ ...plain, ...options })(x, w, b);
  const [x, w] = [array(1, 4, 5, 4), array(3, 3, 4, 6)];

  test.each([
    [call(array(1, 2, 5, 4), w), "windows of 3 x 3 are larger than the padded input of 2 x 5"],
    [
      call(x, w, { dilation: [1, 4] }),
      "windows of 3 x 9 are larger than the padded input of 4 x 5",
    ],
    [call(x, w, { strides: [0, 1] }), "strides must be integers >= 1, got 0, 1"],
    [call(x, w, { dilation: [1, 0.5] }), "dilation must be integers >= 1, got 1, 0.5"],
    [
      call(x, w, { padding: { ...none, left: -1 } }),
      "padding must be integers >= 0, got 0, 0, -1, 0",
    ],
    [call(x, w, { groups: 3 }), "4 channels and 6 filters cannot be divided into 3 groups"],
    [call(x, w, { groups: 0 }), "4 channels and 6 filters cannot be divided into 0 groups"],
    [call(x, w, { groups: 2 }), "expected 2 channels in the kernel (4 in 2 groups)"],
    [call(array(4, 5), w), "expected (rows, height, width, channels) or (rows, steps, features)"],
    [call(x, array(3, 4, 6)), "expected a kernel of 4 axes"],
    [call(x, w, {}, array(5)), "biases of shape (5,) do not fit: expected (6,)"],
  ])("%#: %s", (run, message) => {
    expect(run).toThrow(`conv2d: `);
    expect(run).toThrow(message);
  });

  test("a transpose's input and size", () => {
    const transposed = (shape: number[], size: Pair) => () =>
      conv2dTranspose(array(...shape).node, w.node, null, { ...plain, size });
    expect(transposed([1, 4, 4, 5], [6, 6])).toThrow("expected (…, filters, 5)");
    expect(transposed([1, 4, 4, 6], [7, 6])).toThrow(
      "conv2dTranspose: windows on a result of 7 x 6 are 5 x 4, but the input is 4 x 4",
    );
  });
});
