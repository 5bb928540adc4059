import { describe, expect, test } from "vitest";
import { DenseLayer, type LossFunction, MLArray, NeuralNetwork, SGD } from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

const X = [
  [1, 2],
  [3, 4],
];

function networkWith(lossFunction: LossFunction): NeuralNetwork {
  const layers = [new DenseLayer({ inputSize: 2, outputSize: 1 })];
  return new NeuralNetwork({ layers, lossFunction, optimizer: new SGD({ momentum: 0.9 }) });
}

const squares: LossFunction = (p, y) => p.sub(y).pow(2);

/** What gives no single number, by what the error says of it. */
const wrong: Readonly<Record<string, LossFunction>> = {
  "an array (2, 1)": squares,
  number: ((p, y) => squares(p, y).mean().item()) as (
    ...data: MLArray[]
  ) => unknown as LossFunction,
  undefined: (() => {}) as () => unknown as LossFunction,
};

onEachCore(() => {
  describe.each(Object.entries(wrong))("a loss that gives %s", (got, loss) => {
    test.each([
      [
        "train",
        (model: NeuralNetwork) => model.train(X, [[1], [2]], { epochs: 1, verbose: false }),
      ],
      ["trainOnBatch", (model: NeuralNetwork) => model.trainOnBatch(X, [[1], [2]])],
      ["evaluate", (model: NeuralNetwork) => model.evaluate(X, [[1], [2]])],
    ])("is refused by %s before anything is learnt", (_, call) => {
      const model = networkWith(loss);
      const before = model.parameters().map((array) => array.toList());
      expect(() => call(model)).toThrow(
        `lossFunction: expected an array of one element as the loss, got ${got}`,
      );
      expect(model.parameters().map((array) => array.toList())).toEqual(before);
      expect(model.optimizer.iterations).toBe(0);
    });
  });

  test("targets without the column of the predictions are refused, which would broadcast", () => {
    const model = networkWith((p, y) => squares(p, y).mean());
    const message = "y has shape (2,), expected (2, 1) as the network's output has";
    expect(() => model.trainOnBatch(X, [1, 2])).toThrow(message);
    expect(() => model.evaluate(X, [1, 2])).toThrow(message);
    expect(() => model.train(X, [1, 2], { epochs: 1, verbose: false })).toThrow(message);
    expect(model.optimizer.iterations).toBe(0);
  });

  test("a loss may be an array of one element, and take targets of another shape", () => {
    const model = networkWith((p, y) => squares(p, y.get([null, null], [0, 1])).mean(null, true));
    const y = new MLArray([
      [1, 7],
      [2, 8],
    ]);
    const [a, b] = model.predict(X).toTypedArray();
    const expected = ((a - 1) ** 2 + (b - 2) ** 2) / 2;
    expect(model.evaluate(X, y)).toBeCloseTo(expected, 4);
    expect(model.trainOnBatch(X, y)).toBeCloseTo(expected, 4);
    expect(model.optimizer.iterations).toBe(1);
  });
});
