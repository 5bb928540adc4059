import { afterEach, expect, test, vi } from "vitest";
import {
  Adam,
  DenseLayer,
  MLArray,
  manualSeed,
  NeuralNetwork,
  randn,
  relu,
  sparseSoftmaxCrossEntropy,
} from "../../src/index.js";
import { Heap } from "../../src/memory/heap.js";

/** Going through all free blocks takes longer than a training step: it has to be rare. */

afterEach(() => {
  vi.restoreAllMocks();
});

test("a training whose blocks are of many sizes hardly ever goes through all free blocks", () => {
  const reclaim = vi.spyOn(Heap.prototype, "reclaim");
  manualSeed(1);
  for (let model = 0; model < 3; model++) {
    const X = randn(1437, 64);
    const y = new MLArray(Array.from({ length: 1437 }, (_, i) => i % 10));
    const network = new NeuralNetwork({
      layers: [
        new DenseLayer({ outputSize: 64, activationFunction: relu }),
        new DenseLayer({ outputSize: 10 }),
      ],
      lossFunction: sparseSoftmaxCrossEntropy,
      optimizer: new Adam(),
    });
    network.train(X, y, { epochs: 4, batchSize: 32, verbose: false });
  }
  expect(reclaim.mock.calls.length).toBeLessThan(10);
});
