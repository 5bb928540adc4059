import { describe, expect, test } from "vitest";
import {
  Adam,
  DenseLayer,
  MLArray,
  mseLoss,
  NeuralNetwork,
  relu,
  SGD,
  where,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

const array = () => new MLArray([[1, 2]]);
const message = (operation: string, by: string): RegExp =>
  new RegExp(`^backward: the gradient of ${operation} needs an array .* but ${by} has changed it`);

onEachCore(() => {
  describe("an array that a pending backward still needs", () => {
    test("an operand of a product, changed by set, by updateValues, through a view", () => {
      const ways: Record<string, (x: MLArray) => unknown> = {
        set: (x) => x.set([0, 0], 5),
        updateValues: (x) => x.updateValues([[5, 6]]),
      };
      for (const [by, change] of Object.entries(ways)) {
        for (const through of [(x: MLArray) => x, (x: MLArray) => x.detach()]) {
          const [x, w] = [array(), array()];
          const y = x.mul(w);
          change(through(x));
          expect(() => y.backward()).toThrow(message("mul", by));
          expect(w.grad().toList()).toEqual([[0, 0]]);
          x.mul(w).backward();
          expect(w.grad().toList()).toEqual(x.toList());
        }
      }
    });

    test("a result that its own gradient is taken from", () => {
      const x = array();
      const y = x.exp();
      y.mul(1).backward(null, { retainGraph: true });
      y.set([0, 0], 1);
      expect(() => y.backward()).toThrow(message("exp", "set"));
    });

    test("a step of an optimizer between forward and backward", () => {
      for (const optimizer of [new SGD(), new Adam()]) {
        const layers = [1, 2].map(
          () => new DenseLayer({ outputSize: 2, activationFunction: relu }),
        );
        const network = new NeuralNetwork({ layers, lossFunction: mseLoss, optimizer });
        const x = new MLArray([[1, 2]], { requiresGrad: false });
        const loss = mseLoss(network.forward(x), [[5, 5]]);
        loss.backward(null, { retainGraph: true });
        optimizer.step(network.parameters());
        expect(() => loss.backward()).toThrow(message("dense", "a step of the optimizer"));
      }
    });

    test("the condition of where", () => {
      const [condition, x] = [array(), array()];
      const y = where(condition, x, 0);
      condition.set([0, 0], 0);
      expect(() => y.backward()).toThrow(message("where", "set"));
    });

    test("what no gradient reads may change, and what was changed before", () => {
      const [x, w] = [array(), array()];
      const constant = new MLArray([[3, 3]], { requiresGrad: false });
      w.set([], 2);
      const results = [x.add(w), x.mul(constant), x.sum(), x.exp(), mseLoss(x, [[0, 0]])];
      x.set([], 7);
      for (const y of results) y.backward(new MLArray(1).add(y.mul(0)).detach());
      expect(x.grad().shape).toEqual([1, 2]);
    });

    test("parameters of one block are told apart", () => {
      const [a, b] = [0, 1].map(() => new DenseLayer({ inputSize: 2, outputSize: 2 }));
      const network = new NeuralNetwork({ layers: [a, b], lossFunction: mseLoss });
      network.forward(array());
      const y = a.weights.mul(a.weights).sum();
      b.weights.set([], 1);
      y.backward();
      expect(a.weights.grad().toList()).toEqual(a.weights.mul(2).toList());
    });
  });
});
