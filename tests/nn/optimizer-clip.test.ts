import { describe, expect, test } from "vitest";
import { AdamW, MLArray, type OptimizerOptions, SGD } from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

const gradients = [
  [3, -4, 0.5, 12],
  [0.1, -0.2, 0.2],
];

function parameters(): MLArray[] {
  return [
    [1, 2, 3, 4],
    [0.5, -0.5, 2],
  ].map((values) => new MLArray(values, { dtype: "float64" }));
}

function withGradients(): MLArray[] {
  const arrays = parameters();
  arrays.forEach((array, i) => {
    array.backward(new MLArray(gradients[i], { dtype: "float64" }));
  });
  return arrays;
}

onEachCore(() => {
  // Expected: torch.nn.utils.clip_grad_value_, and scaling to the norms of torch 1.13, then SGD(lr=0.1).
  test.each<readonly [OptimizerOptions, number[], number[]]>([
    [{ clipValue: 1.5 }, [0.85, 2.15, 2.95, 3.85], [0.49, -0.48, 1.98]],
    [
      { clipNorm: 2 },
      [0.9538802534785548, 2.061492995361927, 2.992313375579759, 3.815521013914219],
      [0.49, -0.48, 1.98],
    ],
    [
      { globalClipNorm: 2 },
      [0.9538925108567354, 2.0614766521910193, 2.9923154184761227, 3.8155700434269417],
      [0.4984630836952245, -0.49692616739044904, 1.996926167390449],
    ],
    [{ globalClipNorm: 20 }, [0.7, 2.4, 2.95, 2.8], [0.49, -0.48, 1.98]],
  ])("%j", (options, ...expected) => {
    const arrays = withGradients();
    new SGD({ learningRate: 0.1, ...options }).step(arrays);
    arrays.forEach((array, i) => {
      for (const [j, w] of array.toTypedArray().entries()) {
        expect(w).toBeCloseTo(expected[i][j], 14);
      }
    });
  });

  test("the clipped gradient is what grad() shows, and what every optimizer sees", () => {
    const [w] = withGradients();
    new AdamW({ clipValue: 1 }).step([w]);
    expect(w.grad().toList()).toEqual([1, -1, 0.5, 1]);
  });

  test("squares that overflow float32 do not spoil the norm", () => {
    const w = new MLArray([0, 0], { dtype: "float32" });
    w.backward(new MLArray([3e30, -4e30], { dtype: "float32" }));
    new SGD({ learningRate: 1, clipNorm: 5 }).step([w]);
    expect(w.toList()).toEqual([-3, 4]);
  });
});

describe("wrong clipping", () => {
  test.each<readonly [OptimizerOptions, string]>([
    [{ clipValue: 0 }, "SGD: clipValue must be a finite number"],
    [{ clipNorm: Number.NaN }, "SGD: clipNorm must be a finite number"],
    [{ globalClipNorm: -1 }, "SGD: globalClipNorm must be a finite number"],
    [{ clipNorm: 1, clipValue: 1 }, "SGD: give clipValue or clipNorm, not both"],
  ])("%j: %s", (options, message) => {
    expect(() => new SGD(options)).toThrow(message);
  });
});
