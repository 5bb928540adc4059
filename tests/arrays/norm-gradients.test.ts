import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MLArray } from "../../src/index.js";
import { layerNorm, rmsNorm } from "../../src/ops/norm.js";
import { sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds, shapes } from "../support/shapes.js";

const epsilon = 0.01;

const norms = {
  layerNorm: (x: MLArray, gain: MLArray, offset: MLArray) =>
    new MLArray(layerNorm(x.node, gain.node, offset.node, epsilon)),
  rmsNorm: (x: MLArray, gain: MLArray) => new MLArray(rmsNorm(x.node, gain.node, epsilon)),
};

onEachCore(() => {
  test("gradients of shapes of any rank", () => {
    const property = fc.property(shapes(1, 3, 5), seeds, (shape, seed) => {
      const data = new Data(seed);
      const features = [shape[shape.length - 1]];
      const [x, gain, offset] = [shape, features, features].map((each) => {
        return { shape: each, values: data.rough(sizeOf(each), -1, 1) };
      });
      expectGradients(norms.layerNorm, [x, gain, offset]);
      expectGradients(norms.rmsNorm, [x, gain]);
    });
    fc.assert(property, { numRuns: 40 });
  });

  test("one array in several places, and twice in a graph", () => {
    const [x, gain] = [
      { shape: [3], values: [0.3, -0.8, 0.5] },
      { shape: [3], values: [0.7, 1.2, -0.4] },
    ];
    expectGradients((a) => norms.layerNorm(a, a, a), [x]);
    expectGradients((a) => norms.rmsNorm(a, a), [x]);
    expectGradients((a, b) => norms.rmsNorm(norms.layerNorm(a, b, b), b), [x, gain]);
  });

  test("parameters without a gradient, and an input without one", () => {
    const fixed = new MLArray([1, 2, 3], { dtype: "float64", requiresGrad: false });
    const x = { shape: [2, 3], values: [0.3, -0.8, 0.5, 1.5, 0.1, -0.2] };
    const gain = { shape: [3], values: [0.7, 1.2, -0.4] };
    expectGradients((a) => norms.layerNorm(a, fixed, fixed), [x]);
    expectGradients((a) => norms.layerNorm(fixed, a, fixed), [gain]);
    expectGradients((a) => norms.layerNorm(fixed, fixed, a), [gain]);
    expectGradients((a) => norms.rmsNorm(fixed, a), [gain]);
  });
});

onEachCoreAndDtype((dtype) => {
  describe("the formula in single steps", () => {
    const data = new Data(5);
    const tolerance = dtype === "float32" ? 1e-5 : 1e-13;
    const array = (...shape: number[]) =>
      new MLArray(data.rough(sizeOf(shape)), { shape, dtype, requiresGrad: false });
    const expectClose = (a: MLArray, b: MLArray) =>
      expect(a.sub(b).abs().max().item()).toBeLessThan(tolerance);

    test("layerNorm", () => {
      const [x, gain, offset] = [array(7, 19), array(19), array(19)];
      const deviation = x.var(-1, true).add(epsilon).sqrt();
      const expected = x.sub(x.mean(-1, true)).div(deviation).mul(gain).add(offset);
      expectClose(norms.layerNorm(x, gain, offset), expected);
    });

    test("rmsNorm", () => {
      const [x, gain] = [array(7, 19), array(19)];
      const expected = x.div(x.mul(x).mean(-1, true).add(epsilon).sqrt()).mul(gain);
      expectClose(norms.rmsNorm(x, gain), expected);
    });
  });

  test("what does not fit is named", () => {
    const [x, gain] = [new MLArray([[1, 2, 3]]), new MLArray([1, 2])];
    expect(() => norms.rmsNorm(x, gain)).toThrow(
      "rmsNorm: the gain of shape (2,) does not fit an input of shape (1, 3): expected (3,)",
    );
    const offset = new MLArray([[1, 2, 3]]);
    expect(() => norms.layerNorm(x, new MLArray([1, 2, 3]), offset)).toThrow(
      "layerNorm: the offset of shape (1, 3) does not fit an input of shape (1, 3): expected (3,)",
    );
    expect(() => norms.rmsNorm(new MLArray(1), gain)).toThrow(
      "rmsNorm: expected features, got a scalar",
    );
    const other = new MLArray([1, 2, 3], { dtype: dtype === "float32" ? "float64" : "float32" });
    expect(() => norms.rmsNorm(x, other)).toThrow("rmsNorm: the operands are");
  });
});
