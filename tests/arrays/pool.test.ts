import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MLArray } from "../../src/index.js";
import { averagePool, maxPool, type PoolOptions } from "../../src/ops/pool.js";
import { paddingOf } from "../../src/ops/windows.js";
import { sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { distinct, seeds } from "../support/shapes.js";

const pools = {
  max: (options: PoolOptions) => (x: MLArray) => new MLArray(maxPool(x.node, options)),
  average: (options: PoolOptions) => (x: MLArray) => new MLArray(averagePool(x.node, options)),
};

const upTo = (max: number, min = 1) => fc.integer({ min, max });
const pair = (max: number) => fc.tuple(upTo(max), upTo(max));

const cases = fc
  .record({ image: pair(6), size: pair(3), strides: pair(3), channels: upTo(5), seed: seeds })
  .chain(({ size, ...rest }) => {
    const [y, x] = [upTo(size[0] - 1, 0), upTo(size[1] - 1, 0)];
    const padding = fc.record({ top: y, bottom: y, left: x, right: x });
    return fc.record({ padding }).map((each) => ({ ...rest, ...each, size }));
  })
  .filter(({ image, size, padding: { top, bottom, left, right } }) => {
    return size[0] <= top + image[0] + bottom && size[1] <= left + image[1] + right;
  });

const inputOf = ({
  image,
  channels,
  seed,
}: {
  image: number[];
  channels: number;
  seed: number;
}) => {
  const shape = [2, ...image, channels];
  return { shape, values: distinct(new Data(seed), shape) };
};

onEachCore(() => {
  test("gradients", () => {
    const property = fc.property(cases, (c) => {
      expectGradients(pools.max(c), [inputOf(c)]);
      expectGradients(pools.average(c), [inputOf(c)]);
    });
    fc.assert(property, { numRuns: 30 });
  });
});

const none = { top: 0, bottom: 0, left: 0, right: 0 };
const two: PoolOptions = { size: [2, 2], strides: [2, 2], padding: none };

onEachCoreAndDtype(() => {
  test("each window is what the reductions of arrays say", () => {
    const shape = [1, 4, 6, 3];
    const x = new MLArray(new Data(3).rough(sizeOf(shape)), { shape });
    const parts = x.reshape(1, 2, 2, 3, 2, 3).transpose([0, 1, 3, 5, 2, 4]).reshape(1, 2, 3, 3, 4);
    expect(pools.max(two)(x).toList()).toEqual(parts.max(-1).toList());
    expect(pools.average(two)(x).sub(parts.mean(-1)).abs().max().item()).toBeLessThan(1e-6);
  });

  test("padding is passed over: the mean is over real numbers, the maximum may be negative", () => {
    const x = new MLArray([-1, -2, -3], { shape: [1, 3, 1] });
    const padding = paddingOf("same", [1, 3], [1, 2], [1, 2], [1, 1]);
    const options: PoolOptions = { size: [1, 2], strides: [1, 2], padding };
    expect(pools.average(options)(x).toList()).toEqual([[[-1.5], [-3]]]);
    expect(pools.max(options)(x).toList()).toEqual([[[-1], [-3]]]);
  });

  test("NaN is the maximum, wherever it stands; the first of equal numbers takes the gradient", () => {
    for (let i = 0; i < 4; i++) {
      const values = [1, 2, 3, 4].map((value, at) => (at === i ? Number.NaN : value));
      expect(
        pools
          .max(two)(new MLArray(values, { shape: [1, 2, 2, 1] }))
          .item(),
      ).toBeNaN();
    }
    const x = new MLArray([1, 5, 5, 5], { shape: [1, 2, 2, 1] });
    pools.max(two)(x).backward();
    expect([...x.grad().toTypedArray()]).toEqual([0, 1, 0, 0]);
  });
});

describe("what does not fit is named", () => {
  const x = new MLArray(new Array(16).fill(1), { shape: [1, 4, 4, 1] });
  test.each([
    [{ ...two, size: [5, 2] }, "windows of 5 x 2 are larger than the padded input of 4 x 4"],
    [{ ...two, strides: [2, 0] }, "strides must be integers >= 1, got 2, 0"],
    [{ ...two, padding: { ...none, left: 2 } }, "a padding of 0, 0, 2, 0"],
  ] as [PoolOptions, string][])("%o", (options, message) => {
    expect(() => pools.max(options)(x)).toThrow(`maxPool: ${message}`);
    expect(() => pools.average(options)(x)).toThrow(`averagePool: ${message}`);
  });
});
