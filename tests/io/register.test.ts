import { describe, expect, test } from "vitest";
import {
  DenseLayer,
  Flatten,
  initializers,
  type LossFunction,
  type MLArray,
  Module,
  mseLoss,
  NeuralNetwork,
  type NeuralNetworkOptions,
  ones,
  register,
  relu,
  SGD,
  schedules,
  type WeightInitializer,
} from "../../src/index.js";

function modelOf(options: Partial<NeuralNetworkOptions>): NeuralNetwork {
  return new NeuralNetwork({ layers: [new DenseLayer(dense)], lossFunction: mseLoss, ...options });
}

const swish = (x: MLArray): MLArray => x.mul(x.sigmoid());
const cubic: LossFunction = (p, y) => p.sub(y).abs().pow(3).mean();

class Scale extends Module {
  private readonly factor: MLArray;
  constructor(readonly options: { size: number; activationFunction?: typeof relu }) {
    super();
    this.factor = ones([options.size]);
  }
  static override fromConfig(config: { size: number }): Scale {
    return new Scale(config);
  }
  override config(): Record<string, unknown> {
    return { ...this.options };
  }
  forward(x: MLArray): MLArray {
    return x.mul(this.factor);
  }
}

const Halves: WeightInitializer = {
  name: "Halves",
  initialize(...shape) {
    const array = initializers.Zeros.initialize(...shape);
    return array.updateValues(new Float32Array(array.size()).fill(0.5));
  },
};

class Slow extends SGD {}

const sawtooth = (options: { period: number }): schedules.Schedule => ({
  name: "sawtooth",
  options,
  at: (t) => 0.1 * (1 - (t % options.period) / options.period),
});

const dense = { inputSize: 2, outputSize: 2 };

/** Each with something of one's own in it, what the error says, and what to register. */
const cases: readonly [string, () => NeuralNetwork, string, string, object][] = [
  [
    "activation",
    () => modelOf({ layers: [new DenseLayer({ ...dense, activationFunction: swish })] }),
    "layers.0.activationFunction: the activation swish",
    "swish",
    swish,
  ],
  ["loss", () => modelOf({ lossFunction: cubic }), "lossFunction: the loss cubic", "cubic", cubic],
  [
    "layer",
    () => modelOf({ layers: [new Scale({ size: 2, activationFunction: relu })] }),
    "layers.0: the layer Scale",
    "Scale",
    Scale,
  ],
  [
    "initializer",
    () => modelOf({ layers: [new DenseLayer({ ...dense, weightInitializer: Halves })] }),
    "layers.0.weightInitializer: the initializer Halves",
    "Halves",
    Halves,
  ],
  [
    "optimizer",
    () => modelOf({ optimizer: new Slow({ momentum: 0.5 }) }),
    "optimizer: the optimizer Slow",
    "Slow",
    Slow,
  ],
  [
    "schedule",
    () => modelOf({ optimizer: new SGD({ learningRate: sawtooth({ period: 4 }) }) }),
    "optimizer.learningRate: the schedule sawtooth",
    "sawtooth",
    sawtooth,
  ],
];

describe.each(cases)("a custom %s", (_, make, problem, name, thing) => {
  test("is an error at save that says what to register, and then comes back", () => {
    const model = make();
    const message = `${problem} is none of this library's: call register("${name}", …) with it first`;
    expect(() => model.save()).toThrow(`save: ${message}`);
    expect(() => model.toJSON()).toThrow(`toJSON: ${message}`);
    register(name, thing);
    const copy = NeuralNetwork.load(model.save());
    expect(copy.toJSON()).toEqual(model.toJSON());
    const X = [
      [1, -2],
      [0.5, 3],
    ];
    expect(copy.predict(X).toList()).toEqual(model.predict(X).toList());
    expect(copy.evaluate(X, X)).toBe(model.evaluate(X, X));
    expect(copy.optimizer.constructor).toBe(model.optimizer.constructor);
    model.train(X, X, { epochs: 3, verbose: false });
    copy.train(X, X, { epochs: 3, verbose: false });
    expect(copy.toJSON().tensors).toEqual(model.toJSON().tensors);
  });
});

test("a schedule within a schedule has to be known as well", () => {
  const own = { ...sawtooth({ period: 3 }), name: "unknown" };
  const learningRate = schedules.warmup({ learningRate: own, steps: 2 });
  const model = modelOf({ optimizer: new SGD({ learningRate }) });
  expect(() => model.save()).toThrow("optimizer.learningRate: the schedule unknown");
});

test("a function without a name is asked to get one", () => {
  const model = modelOf({
    layers: [
      (
        () => (x: MLArray) =>
          x
      )(),
    ],
  });
  expect(() => model.save()).toThrow('call register("a name", …) with it first');
});

test("a layer that is no instance of a class cannot be saved", () => {
  const model = modelOf({ layers: [{ forward: (x) => x }] });
  expect(() => model.save()).toThrow(
    "save: layers.0 is a plain object: only modules made by a class can be saved",
  );
});

test("a config holds what JSON can hold", () => {
  register("Odd", Odd);
  expect(() => modelOf({ layers: [new Odd()] }).save()).toThrow(
    "save: layers.0.deep.2.map is an object (Map), which JSON cannot hold",
  );
});

test("a class whose config() was forgotten is named where its constructor fails", () => {
  class Forgetful extends Module {
    readonly dense: DenseLayer;
    constructor(readonly size: number) {
      super();
      this.dense = new DenseLayer({ inputSize: size, outputSize: size });
    }
    forward(x: MLArray): MLArray {
      return this.dense.forward(x);
    }
  }
  register("Forgetful", Forgetful);
  const bytes = modelOf({ layers: [new Forgetful(2)] }).save();
  expect(() => NeuralNetwork.load(bytes)).toThrow(
    "load: layers.0: Forgetful of an empty config(): DenseLayer: ",
  );
});

class Odd extends Flatten {
  override config(): Record<string, unknown> {
    return { deep: [1, "two", { map: new Map() }] };
  }
}

describe("register refuses", () => {
  test.each<[string, string, object, string]>([
    ["an empty name", "", relu, "expected a name"],
    ["a name of this library", "relu", swish, 'the name "relu" is taken'],
    ["what is no function, class or initializer", "x", {}, "must be a function, a class or"],
  ])("%s", (_, name, thing, message) => {
    expect(() => register(name, thing)).toThrow(message);
  });

  test("a second thing of one name, but not the same thing again", () => {
    const [first, second] = [(x: MLArray) => x, (x: MLArray) => x];
    register("mine", first);
    register("mine", first);
    expect(() => register("mine", second)).toThrow('the name "mine" is taken');
  });
});
