import { expect, test } from "vitest";
import {
  Conv2D,
  DenseLayer,
  Flatten,
  MaxPool2D,
  type MLArray,
  Module,
  mseLoss,
  NeuralNetwork,
  ones,
  Parallel,
  relu,
  Sequential,
} from "../../src/index.js";

function thrown(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected an error");
}

const network = (layers: ConstructorParameters<typeof NeuralNetwork>[0]["layers"]) =>
  new NeuralNetwork({ layers, lossFunction: mseLoss });

test("an error of a layer says where in the network it stands, in the stack too", () => {
  const model = network([
    new Conv2D({ filters: 2, kernelSize: 3 }),
    [new MaxPool2D({ poolSize: 5 }), relu],
    new Flatten(),
  ]);
  const message =
    "MaxPool2D: windows of 5 x 5 are larger than the padded input of 4 x 4 (layers.1)";
  for (const call of [
    () => model.predict(ones(1, 6, 6, 1)),
    () => model.train(ones(1, 6, 6, 1), [[1]], { epochs: 1 }),
  ]) {
    const error = thrown(call);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe(message);
    expect(error.stack).toContain(message);
  }
});

test("and the whole path where networks stand in one another", () => {
  const dense = new DenseLayer({ inputSize: 2, outputSize: 3 });
  const branches = [relu, new Sequential([relu, dense])];
  const model = network([network([relu, new Parallel({ branches, merge: "concat" })])]);
  expect(thrown(() => model.predict(ones(1, 5))).message).toBe(
    "DenseLayer: an input of shape (1, 5) has 5 features, expected 2 (layers.0.layers.1.branches.1.layers.1)",
  );
  // Again, from elsewhere: the path is that of this time.
  expect(thrown(() => dense.forward(ones(1, 5))).message).toBe(
    "DenseLayer: an input of shape (1, 5) has 5 features, expected 2",
  );
});

test("what code of the user's throws for reasons of its own stays as it is", () => {
  class Failing extends Module {
    constructor(readonly error: Error) {
      super();
    }
    forward(_: MLArray): MLArray {
      throw this.error;
    }
  }
  const own = new Error("own");
  expect(thrown(() => network([new Failing(own)]).predict(ones(1, 1)))).toBe(own);
  expect(own.message).toBe("own");
  const frozen = Object.freeze(new RangeError("frozen"));
  expect(thrown(() => network([new Failing(frozen)]).predict(ones(1, 1)))).toBe(frozen);
});
