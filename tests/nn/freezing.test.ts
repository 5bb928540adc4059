import { describe, expect, test } from "vitest";
import {
  BatchNorm,
  DenseLayer,
  LayerNorm,
  MLArray,
  mseLoss,
  NeuralNetwork,
  SGD,
  tanh,
} from "../../src/index.js";
import { Data } from "../support/data.js";
import { onEachCore } from "../support/settings.js";

const data = new Data(11);
const X = new MLArray(data.rough(24, -2, 2), { shape: [8, 3] });
const y = new MLArray(data.rough(8, -1, 1), { shape: [8, 1] });

function network(): { model: NeuralNetwork; norm: BatchNorm } {
  const norm = new BatchNorm();
  const layers = [
    [new DenseLayer({ inputSize: 3, outputSize: 4 }), norm, tanh],
    new LayerNorm(),
    new DenseLayer({ outputSize: 1 }),
  ];
  const optimizer = new SGD({ learningRate: 0.1, momentum: 0.9 });
  const model = new NeuralNetwork({ layers, lossFunction: mseLoss, optimizer });
  model.train(X, y, { epochs: 3, verbose: false });
  return { model, norm };
}

function numbersOf(model: NeuralNetwork): number[][] {
  const buffers = model.layers.flatMap((layer) => layer.buffers?.() ?? []);
  return [...model.parameters(), ...buffers].map((array) => [...array.toTypedArray()]);
}

onEachCore(() => {
  describe("a frozen BatchNorm", () => {
    test("keeps its running statistics while the others learn", () => {
      const { model, norm } = network();
      norm.trainable = false;
      const own = [...norm.parameters(), ...norm.buffers()].map((array) => array.toList());
      const first = model.parameters()[0].toList();
      model.train(X, y, { epochs: 3, verbose: false });
      expect([...norm.parameters(), ...norm.buffers()].map((array) => array.toList())).toEqual(own);
      expect(model.parameters()[0].toList()).not.toEqual(first);
    });

    test("scales by them in training too, and so a batch may be a single row", () => {
      const { model, norm } = network();
      norm.trainable = false;
      const [row, target] = [X.get([0, 1]).detach(), y.get([0, 1]).detach()];
      const expected = model.evaluate(row, target);
      expect(model.trainOnBatch(row, target)).toBe(expected);
    });

    test("follows the batches again once it is free", () => {
      const { model, norm } = network();
      norm.trainable = false;
      norm.trainable = true;
      const [mean] = norm.buffers().map((array) => array.toList());
      model.trainOnBatch(X, y);
      expect(norm.buffers()[0].toList()).not.toEqual(mean);
    });
  });

  test("a network of frozen layers alone is measured, and stays as it is", () => {
    const { model } = network();
    for (const layer of model.layers) layer.trainable = false;
    const before = numbersOf(model);
    const loss = model.evaluate(X, y);
    expect([...model.train(X, y, { epochs: 2, verbose: false })]).toEqual([loss, loss]);
    expect(numbersOf(model)).toEqual(before);
  });
});
