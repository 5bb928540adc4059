import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  Adam,
  DenseLayer,
  type MLArray,
  memory,
  mseLoss,
  NeuralNetwork,
  register,
  Sequential,
  SGD,
  schedules,
} from "../../src/index.js";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/io/safetensors.js";
import { scheduleOf } from "../../src/nn/schedules/restore.js";

/** Files that mean harm, or were made by mistake: a model or an error, in time and memory of the file's size. */

type Json = Record<string, unknown>;

function trained(): NeuralNetwork {
  const network = new NeuralNetwork({
    layers: [new DenseLayer({ inputSize: 2, outputSize: 2 })],
    lossFunction: mseLoss,
    optimizer: new Adam(),
  });
  network.train([[1, 2]], [[1, 2]], { epochs: 1, verbose: false });
  return network;
}

interface Parts {
  readonly tensors: Map<string, Tensor>;
  // biome-ignore lint/suspicious/noExplicitAny: of any form, as a file may be
  readonly description: any;
}

/** A saved model with what `change` makes of it. */
function fileOf(change: (parts: Parts) => void, network = trained()): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = decodeSafetensors(network.save());
  const parts = { tensors: new Map(tensors), description: JSON.parse(metadata.smolml) };
  change(parts);
  const smolml = JSON.stringify(parts.description);
  return encodeSafetensors({ tensors: parts.tensors, metadata: { ...metadata, smolml } });
}

/** The file's layer so often, each with its tensors and what the optimizer remembers of them. */
function repeated({ tensors, description }: Parts, count: number): void {
  const { layers } = description.model.config;
  const originals = [...tensors];
  for (let i = 1; i < count; i++) {
    layers.push(layers[0]);
    for (const [name, tensor] of originals) {
      tensors.set(name.replace("layers.0", `layers.${i}`), tensor);
    }
  }
}

const refusal = (bytes: Uint8Array): string => {
  try {
    NeuralNetwork.load(bytes);
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
};

const many = 20_000;

/** What grows with the square of the layers takes minutes; each of these takes about a second. */
describe(`a file of ${many} layers`, { timeout: 120_000 }, () => {
  test("each by itself", () => {
    const bytes = fileOf((parts) => repeated(parts, many));
    const before = memory().resident + memory().spilled;
    const copy = NeuralNetwork.load(bytes);
    expect(memory().resident + memory().spilled - before).toBeLessThan(4 * bytes.length + 2 ** 24);
    expect(copy.layers.length).toBe(many);
    expect(copy.loadWeights(bytes)).toBe(copy);
    expect(NeuralNetwork.load(copy.save()).layers.length).toBe(many);
    const { message } = errorOf(() => trained().loadWeights(bytes));
    expect(message.split(";").length).toBe(2 * many - 2);
  });

  test("all the same one", () => {
    const bytes = fileOf(({ description }) => {
      const { layers } = description.model.config;
      for (let i = 1; i < many; i++) layers.push({ $same: "layers.0" });
    });
    expect(new Set(NeuralNetwork.load(bytes).layers).size).toBe(1);
  });

  test("all the same one within another", () => {
    const network = new NeuralNetwork({
      layers: [new Sequential([new DenseLayer({ inputSize: 2, outputSize: 2 })])],
      lossFunction: mseLoss,
    });
    const bytes = fileOf(({ description }) => {
      const { layers } = description.model.config;
      for (let i = 1; i < many; i++) layers.push({ $same: "layers.0.layers.0" });
    }, network);
    expect(new Set(NeuralNetwork.load(bytes).layers).size).toBe(2);
  });

  test("whose arrays are those of the first", () => {
    const bytes = fileOf(({ description }) => {
      const { layers } = description.model.config;
      for (let i = 1; i < many; i++) {
        layers.push(layers[0]);
        description.shared[`layers.${i}.weights`] = "layers.0.weights";
        description.shared[`layers.${i}.biases`] = "layers.0.biases";
      }
    });
    const before = memory().resident + memory().spilled;
    expect(NeuralNetwork.load(bytes).parameters().length).toBe(2);
    expect(memory().resident + memory().spilled - before).toBeLessThan(4 * bytes.length + 2 ** 24);
  });

  test("frozen ones", () => {
    const bytes = fileOf((parts) => {
      repeated(parts, many);
      parts.description.frozen = Array.from({ length: many }, (_, i) => `layers.${i}`);
    });
    const [layer] = NeuralNetwork.load(bytes).layers as DenseLayer[];
    expect(layer.trainable).toBe(false);
  });

  test("with large arrays that are said to be those of the first is refused before it has them", () => {
    const bytes = fileOf(({ tensors, description }) => {
      const { layers } = description.model.config;
      const [layer] = layers;
      layer.config.inputSize = layer.config.outputSize = 100;
      for (const [name, { shape }] of tensors) {
        const sizes = shape.map((length) => (length === 2 ? 100 : length));
        const values = new Float32Array(sizes.reduce((n, length) => n * length, 1));
        tensors.set(name, { dtype: "float32", shape: sizes, values });
      }
      for (let i = 1; i < many; i++) {
        layers.push(layer);
        description.shared[`layers.${i}.weights`] = "layers.0.weights";
        description.shared[`layers.${i}.biases`] = "layers.0.biases";
      }
    });
    const before = memory();
    const held = before.resident + before.spilled;
    expect(refusal(bytes)).toMatch(/^load: layers\.\d+: .* bytes are more than there is data for/);
    expect(memory().resident + memory().spilled).toBe(held);
    expect(memory().peak).toBeLessThan(
      Math.max(before.peak, before.resident + 4 * bytes.length + 2 ** 24),
    );
  });
});

function errorOf(fn: () => unknown): Error {
  try {
    fn();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

/** `depth` times a module of one layer around what there is. */
function nested(inner: unknown, depth: number): unknown {
  let described = inner;
  for (let i = 0; i < depth; i++) {
    described = { $module: "Sequential", config: { layers: [described] } };
  }
  return described;
}

describe("what stands within one another", () => {
  test("1000 modules deep is refused", () => {
    const bytes = fileOf(({ description }) => {
      const { layers } = description.model.config;
      layers[0] = nested(layers[0], 1000);
    });
    expect(refusal(bytes)).toBe("load: the model is nested more than 512 deep");
  });

  test("100 modules deep comes back, frozen as it was", () => {
    const bytes = fileOf(({ tensors, description }) => {
      const { layers } = description.model.config;
      layers[0] = nested(layers[0], 100);
      const inner = `layers.0${".layers.0".repeat(100)}`;
      for (const [name, tensor] of [...tensors]) {
        tensors.delete(name);
        tensors.set(name.replace("layers.0", inner), tensor);
      }
      description.frozen = Array.from(
        { length: 101 },
        (_, i) => `layers.0${".layers.0".repeat(i)}`,
      );
    });
    const network = NeuralNetwork.load(bytes);
    expect(network.parameters().length).toBe(2);
    expect(network.parameters().every((array) => !array.requiresGrad)).toBe(true);
    const [outer] = network.layers as Sequential[];
    outer.trainable = true;
    expect(network.parameters().every((array) => array.requiresGrad)).toBe(true);
  });

  test.each<[string, (deep: unknown) => Json]>([
    ["a class", (deep) => ({ $module: deep, config: {} })],
    ["options", (deep) => ({ $module: "DenseLayer", config: { outputSize: deep } })],
    ["a place", (deep) => ({ $same: deep })],
    ["a schedule", (deep) => ({ $schedule: { name: "step", options: { gamma: deep } } })],
  ])("as %s, 100,000 lists deep, is refused", (_, layerOf) => {
    const bytes = fileOf(({ description }) => {
      description.model.config.layers[0] = layerOf("?");
    });
    const { buffer, byteOffset } = bytes;
    const length = new DataView(buffer, byteOffset).getUint32(0, true);
    const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const header = text.replace('\\"?\\"', deep);
    const json = new TextEncoder().encode(header);
    const file = new Uint8Array(8 + json.length);
    new DataView(file.buffer).setUint32(0, json.length, true);
    file.set(json, 8);
    expect(refusal(file)).toMatch(/^load: (the model is nested more|tensor|the tensors)/);
  });

  test("schedules, 100 deep, are refused", () => {
    const model = trained().toJSON() as unknown as Json;
    let learningRate: unknown = 0.1;
    for (let i = 0; i < 100; i++) {
      learningRate = { name: "warmup", options: { learningRate, steps: 2 } };
    }
    (model.model as never as { config: { optimizer: { config: Json } } }).config.optimizer.config =
      {
        learningRate: { $schedule: learningRate },
      };
    expect(() => NeuralNetwork.fromJSON(model)).toThrow("more than 16 deep");
  });

  test("a long text is not repeated in the error", () => {
    const bytes = fileOf(({ description }) => {
      description.model.config.layers[0].$module = "x".repeat(1_000_000);
    });
    expect(refusal(bytes)).toMatch(/there is no layer "x{100}…"/);
    expect(refusal(bytes).length).toBeLessThan(1000);
  });

  test("a tensor's name of a million dots is refused", () => {
    const bytes = fileOf(({ tensors }) => {
      tensors.set(`layers.0${".a".repeat(1_000_000)}`, tensors.get("layers.0.biases") as Tensor);
    });
    expect(refusal(bytes)).toContain("for which the model has no array");
  });
});

test("freezing 190 modules within one another takes as many steps, not two to the 190th", () => {
  let module = new Sequential([new DenseLayer({ inputSize: 1, outputSize: 1 })]);
  for (let i = 0; i < 190; i++) module = new Sequential([module]) as never;
  for (const trainable of [false, true]) {
    module.trainable = trainable;
    expect(module.parameters().map((array) => array.requiresGrad)).toEqual([trainable, trainable]);
  }
});

/** The file with a part of its header's text replaced by one of the same length or with fewer spaces behind. */
function rewritten(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  expect(header).toContain(from);
  const json = new TextEncoder().encode(header.replace(from, to));
  const file = new Uint8Array(8 + json.length + bytes.length - 8 - length);
  new DataView(file.buffer).setUint32(0, json.length, true);
  file.set(json, 8);
  file.set(bytes.subarray(8 + length), 8 + json.length);
  return file;
}

describe("a key that stands twice is refused", () => {
  const bytes = trained().save();
  test.each([
    ["a tensor", '"layers.0.biases":', '"layers.0.weights":', "layers.0.weights"],
    [
      "a tensor, written otherwise",
      '"layers.0.biases":',
      '"layers.0.w\\u0065ights" :',
      "layers.0.weights",
    ],
    ["a part of a tensor", '"shape":', '"dtype":"F32","shape":', "dtype"],
    ["metadata", '"__metadata__":{', '"__metadata__":{"format":"x",', "format"],
    ["a part of the model", '{\\"version\\":2', '{\\"version\\":2,\\"version\\":2', "version"],
    ["an option", '\\"outputSize\\":2', '\\"outputSize\\":2,\\"outputSize\\":2', "outputSize"],
  ])("%s", (_, from, to, key) => {
    expect(refusal(rewritten(bytes, from, to))).toContain(`has the key "${key}" twice`);
  });

  test("but not where it stands in two objects, or in a text", () => {
    const text = '{\\"version\\":2';
    const extra = '{\\"extra\\":[{\\"a\\":1},{\\"a\\":\\"\\\\\\"a\\\\\\":1\\"}],\\"version\\":2';
    expect(NeuralNetwork.load(rewritten(bytes, text, extra))).toBeInstanceOf(NeuralNetwork);
  });
});

describe("what is no model file says what it is", () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  test.each([
    ["a page", '<!DOCTYPE html>\n<html lang="en">', 'begins with "<!DOCTYPE html>'],
    ["a page after spaces", "\n\n  <html><body>404", 'begins with "<html><body>404"'],
    ["an XML answer", '<?xml version="1.0"?><Error>', "it is a web page or XML, no model file"],
    ["JSON", '{"version": 2, "model": {}}', "it is JSON, which fromJSON takes"],
  ])("%s", (_, text, message) => {
    expect(refusal(encode(text.padEnd(200)))).toContain(message);
    expect(() => trained().loadWeights(encode(text))).toThrow(message);
  });

  test.each([
    ["nothing", "", "the file has 0 bytes, expected at least 8"],
    ["text", "Not Found, and nothing else", "it is cut off, or no safetensors file"],
  ])("%s", (_, text, message) => expect(refusal(encode(text))).toContain(message));
});

describe("load takes", () => {
  const network = trained();
  const bytes = network.save();
  const same = (given: Uint8Array | ArrayBuffer): void => {
    const { tensors } = network.toJSON();
    expect(NeuralNetwork.load(given).toJSON().tensors).toEqual(tensors);
    const copy = trained().loadWeights(given);
    expect(copy.toJSON().tensors["layers.0.weights"]).toEqual(tensors["layers.0.weights"]);
  };

  test.each([0, 1, 2, 3, 4, 5, 6, 7])("a Buffer that starts %i bytes into its memory", (start) => {
    const memory = Buffer.from(new ArrayBuffer(bytes.length + 16), start, bytes.length);
    memory.set(bytes);
    expect(memory.byteOffset % 8).toBe(start);
    same(memory);
  });

  test("a Uint8Array and an ArrayBuffer of another realm", () => {
    const { Other, Memory } = runInContext(
      "({ Other: Uint8Array, Memory: ArrayBuffer })",
      createContext(),
    ) as { Other: typeof Uint8Array; Memory: typeof ArrayBuffer };
    expect(Other).not.toBe(Uint8Array);
    const other = new Other(new Memory(bytes.length));
    other.set(bytes);
    same(other);
    same(other.buffer as ArrayBuffer);
  });

  test("bytes that are shared between threads", () => {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    same(shared);
  });

  test("nothing else", () => {
    for (const given of [new Float32Array(4), new DataView(bytes.buffer), [1], null, {}]) {
      expect(() => NeuralNetwork.load(given as never)).toThrow(
        "load: expected the bytes of a file",
      );
    }
  });
});

describe("the state of a schedule", () => {
  const plateau = () => schedules.reduceOnPlateau({ learningRate: 0.1, monitor: "loss" });
  const savedWith = (state: unknown): unknown => {
    const model = JSON.parse(JSON.stringify(networkWith(plateau())));
    model.model.config.optimizer.config.learningRate.$schedule.state = state;
    return model;
  };
  const whole = { learningRate: 0.1, best: null, waited: 0, cooling: 0 };

  test.each<[string, unknown]>([
    ["null", null],
    ["a number", -1],
    ["a text", "abc"],
    ["a list", []],
    ["nothing", {}],
    ["a rate of null", { ...whole, learningRate: null }],
    ["a rate of -1", { ...whole, learningRate: -1 }],
    ["a rate of a text", { ...whole, learningRate: "abc" }],
    ["a rate of NaN", { ...whole, learningRate: { $number: "NaN" } }],
    ["epochs waited of -1", { ...whole, waited: -1 }],
    ["epochs waited of 0.5", { ...whole, waited: 0.5 }],
    ["epochs waited of null", { ...whole, waited: null }],
    ["cooling of -1", { ...whole, cooling: -1 }],
    ["cooling of a text", { ...whole, cooling: "abc" }],
    ["a best value of a text", { ...whole, best: "abc" }],
    ["a best value of an object", { ...whole, best: {} }],
    ["a part too few", { learningRate: 0.1, best: null, waited: 0 }],
    ["a part too many", { ...whole, more: 1 }],
  ])("is refused where it is %s", (_, state) => {
    expect(() => NeuralNetwork.fromJSON(savedWith(state))).toThrow(
      /^fromJSON: optimizer\.learningRate: (scheduleOf|schedules)/,
    );
  });

  test.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0, 0.25, null])(
    "comes back with a best value of %d",
    (best) => {
      const schedule = plateau();
      Object.assign(schedule.state as object, { best });
      const warm = schedules.warmup({ learningRate: schedule, steps: 3 });
      for (const given of [schedule, warm]) {
        const network = networkWith(given);
        for (const copy of [
          NeuralNetwork.load(network.save()),
          NeuralNetwork.fromJSON(JSON.parse(JSON.stringify(network))),
        ]) {
          expect(copy.toJSON()).toEqual(network.toJSON());
          const { learningRate } = copy.optimizer.config();
          const inner = (learningRate as { options: { learningRate: unknown } }).options;
          const { state } = (given === warm ? inner.learningRate : learningRate) as {
            state: { best: unknown };
          };
          expect(state.best).toBe(best);
        }
      }
    },
  );

  test("of one's own that gives no rate is refused", () => {
    const own = (options: object) => {
      const state = { rate: 1, extreme: Number.NEGATIVE_INFINITY };
      return { name: "Own rate", options, state, at: () => state.rate };
    };
    register("Own rate", own);
    const copy = NeuralNetwork.load(networkWith(own({})).save());
    expect(copy.optimizer.config().learningRate).toMatchObject({
      state: { rate: 1, extreme: Number.NEGATIVE_INFINITY },
    });
    const factory = () => own as never;
    const state = { rate: -1, extreme: 0 };
    expect(() => scheduleOf({ name: "Own rate", options: {}, state }, factory)).toThrow(
      "the rate of step 0 must be a finite number >= 0, got -1",
    );
  });
});

function networkWith(learningRate: ReturnType<typeof schedules.step>): NeuralNetwork {
  return new NeuralNetwork({
    layers: [new DenseLayer({ inputSize: 1, outputSize: 1 })],
    lossFunction: mseLoss,
    optimizer: new SGD({ learningRate }),
  });
}

test("what is saved does not follow the options that a caller changes afterwards", () => {
  const options = { learningRate: 0.5, stepSize: 2, gamma: 0.5 };
  const others = {
    exponential: { learningRate: 0.5, gamma: 0.5 },
    cosine: { learningRate: 0.5, steps: 4 },
    warmup: { learningRate: 0.5, steps: 4 },
    oneCycle: { learningRate: 0.5, steps: 4 },
    reduceOnPlateau: { learningRate: 0.5, monitor: "loss" },
  };
  const made = [
    schedules.step(options),
    schedules.exponential(others.exponential),
    schedules.cosine(others.cosine),
    schedules.warmup(others.warmup),
    schedules.oneCycle(others.oneCycle),
    schedules.reduceOnPlateau(others.reduceOnPlateau),
  ];
  const before = made.map((schedule) => networkWith(schedule).toJSON().model);
  for (const each of [options, ...Object.values(others)]) each.learningRate = -7;
  expect(made.map((schedule) => networkWith(schedule).toJSON().model)).toEqual(before);

  const regularization = { l2: 0.1 };
  const layer = new DenseLayer({ inputSize: 1, outputSize: 1, regularization });
  regularization.l2 = -7;
  expect(layer.config().regularization).toEqual({ l2: 0.1 });
});

describe("a function that is registered comes only where it can stand", () => {
  const own = (x: MLArray) => x.mul(2).tanh();
  const alone = (yPred: MLArray) => yPred.mean().neg();
  const distance = (yPred: MLArray, yTrue: MLArray) => yPred.sub(yTrue).abs().mean();
  register("own activation", own);
  register("a loss of predictions alone", alone);
  register("own distance", distance);
  const model = (): Json & { model: { config: Json & { layers: { config: Json }[] } } } =>
    JSON.parse(JSON.stringify(networkWith(schedules.step({ learningRate: 1, stepSize: 1 }))));

  test.each(["a loss of predictions alone", "own distance"])("%s as the loss", (name) => {
    const json = model();
    json.model.config.lossFunction = { $function: name };
    const network = NeuralNetwork.fromJSON(json);
    expect(network.evaluate([[1]], [[1]])).toBeTypeOf("number");
  });

  test("an activation, not as the loss", () => {
    const json = model();
    json.model.config.layers[0].config.activationFunction = { $function: "own activation" };
    expect(
      NeuralNetwork.fromJSON(json)
        .predict([[1]])
        .size(),
    ).toBe(1);
    json.model.config.lossFunction = { $function: "own activation" };
    expect(() => NeuralNetwork.fromJSON(json)).toThrow(
      'lossFunction: there is no loss "own activation"',
    );
  });

  test("a loss, not as an activation", () => {
    const json = model();
    json.model.config.layers[0].config.activationFunction = { $function: "own distance" };
    expect(() => NeuralNetwork.fromJSON(json)).toThrow('there is no activation "own distance"');
  });

  test("an activation, not as a schedule", () => {
    const json = model();
    const optimizer = json.model.config.optimizer as { config: Json };
    optimizer.config.learningRate = { $schedule: { name: "own activation", options: {} } };
    expect(() => NeuralNetwork.fromJSON(json)).toThrow(/^fromJSON: optimizer\.learningRate: /);
  });
});
