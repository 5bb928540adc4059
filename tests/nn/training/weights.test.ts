import { expect, test } from "vitest";
import {
  activation,
  DenseLayer,
  losses,
  MLArray,
  manualSeed,
  NeuralNetwork,
  SGD,
  type TrainOptions,
  zeros,
} from "../../../src/index.js";
import { Data } from "../../support/data.js";
import { onEachCoreAndDtype } from "../../support/settings.js";
import { rows, samples } from "./networks.js";

const { X, labels, oneHot } = samples();
const weights = new Data(3).rough(rows, 0, 3);
weights[4] = 0;

type Case = readonly [
  name: string,
  loss: losses.LossFunction,
  activation: (x: MLArray) => MLArray,
  y: number[] | number[][],
];

const targets = X.map(([a, b, c]) => [a * b, b - c, c]);
const bits = X.map((row) => row.map((x) => (x > 0 ? 1 : 0)));

const cases: readonly Case[] = [
  ["mseLoss", losses.mseLoss, activation.tanh, targets],
  ["huberLoss", (p, y) => losses.huberLoss(p, y, 0.7), activation.linear, targets],
  ["binaryCrossEntropy joined with sigmoid", losses.binaryCrossEntropy, activation.sigmoid, bits],
  [
    "categoricalCrossEntropy joined with softmax",
    losses.categoricalCrossEntropy,
    activation.softmax,
    oneHot,
  ],
  ["sparse labels", losses.sparseCategoricalCrossEntropy, activation.softmax, labels],
  ["labels from logits", losses.sparseSoftmaxCrossEntropy, activation.linear, labels],
  ["a loss of one's own", (p, y) => losses.mseLoss(p, y).mul(2), activation.linear, targets],
];

function networkOf(loss: losses.LossFunction, activationFunction: (x: MLArray) => MLArray) {
  manualSeed(11);
  const layer = new DenseLayer({ inputSize: 3, outputSize: 3, activationFunction });
  const optimizer = new SGD({ learningRate: 0.5 });
  return { layer, network: new NeuralNetwork({ layers: [layer], lossFunction: loss, optimizer }) };
}

onEachCoreAndDtype((dtype) => {
  const close = dtype === "float32" ? 5 : 12;

  test.each(cases)(
    "%s: the sum of weight times the loss of each row, over the rows",
    (_, ...rest) => {
      const [loss, activationFunction, y] = rest;
      const options = { epochs: 1, verbose: false } as const;
      const weighted = networkOf(loss, activationFunction);
      const [total] = weighted.network.train(X, y, { ...options, sampleWeights: weights });

      const byRow = networkOf(loss, activationFunction);
      const terms = X.map((row, i) => {
        const target = new MLArray([y[i]] as number[] | number[][], { requiresGrad: false });
        const x = new MLArray([row], { requiresGrad: false });
        return loss(byRow.network.forward(x), target).mul(weights[i] / rows);
      });
      const sum = terms.reduce((a, b) => a.add(b));
      sum.backward();
      byRow.network.optimizer.step(byRow.network.parameters());

      expect(total).toBeCloseTo(sum.item(), close);
      const expected = byRow.layer.weights.toTypedArray();
      for (const [i, w] of weighted.layer.weights.toTypedArray().entries()) {
        expect(w).toBeCloseTo(expected[i], close);
      }
    },
  );

  test("weights of one are no weights", () => {
    const ones = { sampleWeights: new Float64Array(rows).fill(1) };
    const [expected, given] = [{}, ones].map((weighting) => {
      const { network } = networkOf(losses.categoricalCrossEntropy, activation.softmax);
      return network.train(X, oneHot, { epochs: 3, batchSize: 8, verbose: false, ...weighting });
    });
    for (const [i, loss] of given.entries()) expect(loss).toBeCloseTo(expected[i], close);
  });

  test("a row of weight 0 is not learnt from, whatever the batches and their order", () => {
    const options = { epochs: 2, batchSize: 5, verbose: false };
    const changed = X.map((row, i) => (i === 4 ? [90, -90, 90] : row));
    const results = [X, changed].map((data) => {
      const { layer, network } = networkOf(losses.categoricalCrossEntropy, activation.softmax);
      network.train(data, oneHot, { ...options, sampleWeights: weights });
      return [...layer.weights.toTypedArray()];
    });
    expect(results[0]).toEqual(results[1]);
  });

  test.each([
    ["labels", labels],
    ["labels in a column", labels.map((label) => [label])],
    ["one-hot rows", oneHot],
  ])("class weights of %s, on top of sample weights", (_, y) => {
    const products = labels.map((label, i) => weights[i] * [1, 5, 0.5][label]);
    const weightings: Partial<TrainOptions>[] = [
      { classWeights: { 0: 1, 1: 5, 2: 0.5 }, sampleWeights: weights },
      { sampleWeights: new MLArray(products, { dtype: "float64" }) },
    ];
    const [byClass, bySample] = weightings.map((weighting) => {
      const { layer, network } = networkOf(losses.categoricalCrossEntropy, activation.softmax);
      const history = network.train(X, y, {
        epochs: 2,
        batchSize: 6,
        verbose: false,
        ...weighting,
      });
      return { history: [...history], weights: layer.weights.toList() };
    });
    expect(byClass).toEqual(bySample);
  });

  test("they leave alone what a layer adds to the loss, even by a loss of the library", () => {
    class Small extends DenseLayer {
      override penalty(): MLArray {
        return losses.mseLoss(this.weights, zeros(this.weights.shape));
      }
    }
    const layer = new Small({ inputSize: 3, outputSize: 3 });
    const network = new NeuralNetwork({ layers: [layer], lossFunction: losses.mseLoss });
    const penalty = layer.penalty().item();
    const sampleWeights = new Array<number>(rows).fill(0);
    const [loss] = network.train(X, targets, { epochs: 1, verbose: false, sampleWeights });
    expect(loss).toBe(penalty);
  });

  test("balanced class weights count each class alike", () => {
    const counts = [0, 1, 2].map((label) => labels.filter((each) => each === label).length);
    const byHand = counts.map((count) => rows / (3 * count));
    const [auto, given] = (["balanced", byHand] as const).map((classWeights) => {
      const { network, layer } = networkOf(losses.mseLoss, activation.softmax);
      network.train(X, oneHot, { epochs: 3, verbose: false, classWeights });
      return layer.weights.toList();
    });
    expect(auto).toEqual(given);
    const ask = (classWeights: unknown) => () =>
      networkOf(losses.mseLoss, activation.softmax).network.train(X, oneHot, {
        ...{ epochs: 1, verbose: false },
        classWeights: classWeights as "balanced",
      });
    expect(ask("even")).toThrow(
      'train: classWeights must be "balanced", or a weight for each label, got "even"',
    );
  });

  test("class weights reach batches from an iterable", () => {
    const options = { epochs: 2, verbose: false, classWeights: [1, 3, 2] };
    const [whole, streamed] = [0, 1].map(() => networkOf(losses.mseLoss, activation.softmax));
    const expected = whole.network.train(X, oneHot, options);
    const given = streamed.network.train([[X, oneHot]], options);
    expect([...given]).toEqual([...expected]);
  });
});

test("a loss that uses none of the library's cannot be weighted, and nothing is learnt", () => {
  const { layer, network } = networkOf((p, y) => p.sub(y).abs().mean(), activation.linear);
  const before = layer.weights.toList();
  const options = { epochs: 1, verbose: false, sampleWeights: weights };
  expect(() => network.train(X, targets, options)).toThrow(
    "train: class and sample weights take effect in the losses of this library",
  );
  expect(layer.weights.toList()).toEqual(before);
});
