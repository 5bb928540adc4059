import { describe, expect, test } from "vitest";
import { Adam, DenseLayer, MLArray, relu, SGD, zeros } from "../../src/index.js";
import { dense } from "../../src/ops/dense.js";
import { clearGradients, gatherParameters } from "../../src/ops/parameter-block.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore } from "../support/settings.js";

/** A gradient that was cleared counts as zeros until the first product writes it; then all others add. */
onEachCore(() => {
  const values = (shape: readonly number[], seed = 1) => {
    const n = shape.reduce((size, length) => size * length, 1);
    return { shape, values: new Data(seed).rough(n) };
  };
  const layer = (x: MLArray, w: MLArray, b: MLArray) =>
    new MLArray(dense(x.node, w.node, b.node, "tanh", 0));

  describe("the first product writes a gradient and the next ones add to it", () => {
    test("where a layer stands twice in a graph", () => {
      const twice = (x: MLArray, w: MLArray, b: MLArray) => layer(layer(x, w, b), w, b);
      expectGradients(twice, [values([3, 4]), values([4, 4], 2), values([1, 4], 3)]);
    });

    test("where one array is input, weights or biases at once", () => {
      expectGradients((x) => layer(x, x, x.get(0).reshape(1, 3)), [values([3, 3])]);
      expectGradients((x, w) => layer(x, w, x), [values([1, 3]), values([3, 3], 2)]);
    });

    test("where something else has been there first", () => {
      const both = (x: MLArray, w: MLArray, b: MLArray) => layer(x, w, b).sum().add(w.sum());
      const before = (x: MLArray, w: MLArray, b: MLArray) =>
        w
          .mul(2)
          .sum()
          .add(layer(x, w, b));
      for (const f of [both, before]) {
        expectGradients(f, [values([3, 4]), values([4, 2], 2), values([1, 2], 3)]);
      }
    });
  });

  test("what was cleared reads as zeros, and a second backward starts from them", () => {
    const x = new MLArray([[1, 2]], { requiresGrad: false });
    const w = new MLArray([[3], [4]]);
    const b = zeros([1, 1]);
    layer(x, w, b).backward();
    const first = w.grad().toList();
    w.restart();
    expect(w.grad().toList()).toEqual([[0], [0]]);
    layer(x, w, b).backward();
    expect(w.grad().toList()).toEqual(first);
  });

  test.each([new SGD(), new Adam()])(
    "a step passes over what no gradient reached: %s",
    (optimizer) => {
      const [used, unused] = [1, 2].map(
        () => new DenseLayer({ inputSize: 3, outputSize: 2, activationFunction: relu }),
      );
      const parameters = [...used.parameters(), ...unused.parameters()];
      gatherParameters(parameters);
      const x = new MLArray([[1, 2, 3]], { requiresGrad: false });
      const before = unused.weights.toList();
      unused.forward(x).sum().backward();
      clearGradients(parameters);
      used.forward(x).sum().backward();
      optimizer.step(parameters);
      expect(unused.weights.toList()).toEqual(before);
      expect(unused.weights.grad().toList()).toEqual([
        [0, 0],
        [0, 0],
        [0, 0],
      ]);
    },
  );
});
