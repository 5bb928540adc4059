import { describe, expect, test, vi } from "vitest";
import {
  Adam,
  BatchNorm,
  DenseLayer,
  Dropout,
  LayerNorm,
  MLArray,
  Module,
  type ModuleLike,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  ones,
  Parallel,
  Residual,
  randn,
  relu,
  Sequential,
  SGD,
  tanh,
  zeros,
} from "../../src/index.js";
import { walk } from "../../src/nn/module/tree.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

const quiet = { verbose: false } as const;

/** A module with something in each kind of place. */
class Everything extends Module {
  readonly weights = ones(2);
  readonly tables = [ones(1), [ones(3)]];
  readonly named = { first: new DenseLayer({ inputSize: 1, outputSize: 1 }), count: 3 };
  readonly blocks = [new LayerNorm({ inputSize: 2 }), null, relu];
  readonly statistics = zeros([4], { requiresGrad: false });
  readonly size = 7;
  readonly #own = ones(9);
  result: MLArray | null = null;

  forward(x: MLArray): MLArray {
    this.result = x.mul(this.#own.get(0));
    return this.result;
  }
}

function pathsOf(module: ModuleLike): string[] {
  return walk(module).flatMap(({ arrays }) => arrays.map(({ path }) => path));
}

function values(arrays: readonly MLArray[]): number[][] {
  return arrays.map((array) => [...array.toTypedArray()]);
}

describe("what a module is made of", () => {
  test("is found in its fields, in lists and in records, in the order of declaration", () => {
    const module = new Everything();
    module.forward(new MLArray([1]));
    expect(pathsOf(module)).toEqual([
      "weights",
      "tables.0",
      "tables.1.0",
      "statistics",
      "named.first.weights",
      "named.first.biases",
      "blocks.0.gain",
      "blocks.0.offset",
    ]);
    expect(module.parameters().map(({ shape }) => shape)).toEqual([
      [2],
      [1],
      [3],
      [1, 1],
      [1, 1],
      [2],
      [2],
    ]);
    expect(module.buffers()).toEqual([module.statistics]);
    expect(module.children()).toEqual([module.named.first, module.blocks[0]]);
  });

  test("may be said by the module itself, and by it with what was found", () => {
    class Hidden extends Module {
      readonly seen = ones(1);
      readonly #weights = ones(2);
      readonly #inner = new Map([["dense", new DenseLayer({ inputSize: 2, outputSize: 2 })]]);
      override children(): ModuleLike[] {
        return [...this.#inner.values()];
      }
      override parameters(): MLArray[] {
        return [...super.parameters(), this.#weights];
      }
      override buffers(): MLArray[] {
        return [];
      }
      forward(x: MLArray): MLArray {
        return x;
      }
    }
    const module = new Hidden();
    expect(pathsOf(module)).toEqual([
      "seen",
      "parameters.1",
      "children.0.weights",
      "children.0.biases",
    ]);
    expect(module.parameters().length).toBe(4);
  });

  test("of anything else with a forward is what its methods say", () => {
    const weights = ones(2);
    const plain = { forward: (x: MLArray) => x.mul(weights), parameters: () => [weights] };
    const network = new NeuralNetwork({ layers: [plain], lossFunction: mseLoss });
    expect(network.parameters()).toEqual([weights]);
  });

  test("that stands in two places is there once, and may lead back to itself", () => {
    class Ring extends Module {
      readonly weights = ones(1);
      next: Ring | null = null;
      forward(x: MLArray): MLArray {
        return x.mul(this.weights);
      }
    }
    const [a, b] = [new Ring(), new Ring()];
    a.next = b;
    b.next = a;
    expect(a.parameters()).toEqual([a.weights, b.weights]);
    a.eval();
    expect([a.training, b.training]).toEqual([false, false]);
    const list: unknown[] = [new Dropout({ rate: 0.5 })];
    list.push(list);
    const network = new NeuralNetwork({ layers: [a, a, b], lossFunction: mseLoss });
    expect(network.parameters().length).toBe(2);
    expect(() => new Sequential(list as never)).toThrow(
      "Sequential: layers[1] is a list that contains itself",
    );
  });

  test("is looked at again when it changes", () => {
    class Growing extends Module {
      readonly layers = [new DenseLayer({ inputSize: 1, outputSize: 1 })];
      scale = ones(1);
      forward(x: MLArray): MLArray {
        return this.layers.reduce((y, layer) => layer.forward(y), x.mul(this.scale));
      }
    }
    const module = new Growing();
    const optimizer = new SGD({ learningRate: 0.1 });
    const network = new NeuralNetwork({ layers: [module], lossFunction: mseLoss, optimizer });
    network.trainOnBatch([[1]], [[2]]);
    const added = new DenseLayer({ inputSize: 1, outputSize: 1 });
    module.layers.push(added);
    const scale = new MLArray([2]);
    module.scale = scale;
    const before = values([added.weights, scale]);
    network.trainOnBatch([[1]], [[2]]);
    const after = values([added.weights, scale]);
    expect(after[0]).not.toEqual(before[0]);
    expect(after[1]).not.toEqual(before[1]);
    const other = new MLArray([[3]]);
    added.weights = other;
    network.trainOnBatch([[1]], [[2]]);
    expect(other.item()).not.toBe(3);
  });
});

/** Three deep, with all that a tree has to hand on: as a user writes it, without a method but forward. */
class Inner extends Module {
  readonly norm = new BatchNorm();
  readonly drop = new Dropout({ rate: 0.25 });
  readonly dense = new DenseLayer({
    outputSize: 4,
    activationFunction: tanh,
    regularization: { l2: 0.01 },
  });
  forward(x: MLArray): MLArray {
    return this.dense.forward(this.drop.forward(this.norm.forward(x)));
  }
}

class Middle extends Module {
  readonly parts = { left: new Inner(), right: new Inner() };
  forward(x: MLArray): MLArray {
    return this.parts.left.forward(x).add(this.parts.right.forward(x)).add(x);
  }
}

function deep(dtype: "float32" | "float64"): { network: NeuralNetwork; X: MLArray; y: MLArray } {
  manualSeed(3);
  const [middle, tied] = [new Middle(), new Inner()];
  const network = new NeuralNetwork({
    layers: [middle, tied, new DenseLayer({ outputSize: 1 })],
    lossFunction: mseLoss,
    optimizer: new Adam({ learningRate: 0.01 }),
  });
  const X = randn([12, 4], { dtype, requiresGrad: false });
  network.predict(X);
  tied.dense.weights = middle.parts.left.dense.weights;
  return { network, X, y: randn([12, 1], { dtype, requiresGrad: false }) };
}

onEachCoreAndDtype((dtype) => {
  test("running statistics, modes and penalties reach three deep, weights of two places count once", () => {
    const { network, X, y } = deep(dtype);
    const { left, right } = (network.layers[0] as unknown as Middle).parts;
    const tied = network.layers[1] as unknown as Inner;
    expect(network.parameters().length).toBe(13);
    expect(network.buffers().length).toBe(6);
    // The sum of squares of the two arrays, of which one stands in two places.
    const squares = [left, right].flatMap(({ dense }) => [...dense.weights.toTypedArray()]);
    const penalty = 0.01 * squares.reduce((sum, w) => sum + w * w, 0);
    const p = network.predict(X).toTypedArray();
    const errors = [...y.toTypedArray()].map((t, i) => (t - p[i]) ** 2);
    const loss = errors.reduce((sum, e) => sum + e, 0) / 12;
    expect(network.evaluate(X, y)).toBeCloseTo(loss + penalty, dtype === "float64" ? 12 : 5);

    const before = values(network.buffers());
    network.train(X, y, { epochs: 3, ...quiet });
    values(network.buffers()).forEach((after, i) => void expect(after).not.toEqual(before[i]));
    expect(tied.dense.weights).toBe(left.dense.weights);
    // Without dropout, and by running statistics: the same twice.
    expect(network.predict(X).toList()).toEqual(network.predict(X).toList());
    expect([left.training, left.drop.training]).toEqual([true, true]);
  });

  test("a frozen module is frozen with all below it, its running statistics too", () => {
    const { network, X, y } = deep(dtype);
    const middle = network.layers[0] as unknown as Middle;
    middle.trainable = false;
    const kept = values([...middle.parameters(), ...middle.buffers()]);
    network.train(X, y, { epochs: 2, ...quiet });
    expect(values([...middle.parameters(), ...middle.buffers()])).toEqual(kept);
    expect(middle.parameters().length).toBe(8);
    middle.parts.left.trainable = true;
    network.train(X, y, { epochs: 1, ...quiet });
    expect(values(middle.parts.left.parameters())).not.toEqual(kept.slice(0, 4));
    expect(values(middle.parts.right.parameters())).toEqual(kept.slice(4, 8));
  });

  test("restoreBest goes back in the whole tree", async () => {
    const { network, X, y } = deep(dtype);
    const { EarlyStopping } = await import("../../src/index.js");
    let best: number[][] = [];
    const spoil = {
      onEpochEnd: (epoch: number) => {
        if (epoch === 1) best = values([...network.parameters(), ...network.buffers()]);
        for (const array of network.parameters()) array.updateValues(array.mul(3).add(1).detach());
      },
    };
    const stopping = new EarlyStopping({ monitor: "loss", patience: 2, restoreBest: true });
    network.train(X, y, { epochs: 10, callbacks: [stopping, spoil], ...quiet });
    expect(values([...network.parameters(), ...network.buffers()])).toEqual(best);
  });
});

onEachCore(() => {
  test("Sequential, Residual and Parallel do what their layers would by hand", () => {
    manualSeed(1);
    const [a, b] = [3, 3].map((outputSize) => new DenseLayer({ inputSize: 3, outputSize }));
    const x = randn([2, 3]);
    const expected = b.forward(a.forward(x).relu());
    expect(new Sequential([a, relu, b]).forward(x).toList()).toEqual(expected.toList());
    expect(new Sequential({ layers: [[a, relu], b] }).forward(x).toList()).toEqual(
      expected.toList(),
    );
    expect(new Residual([a, relu, b]).forward(x).toList()).toEqual(expected.add(x).toList());
    const [ya, yb] = [a.forward(x).tanh(), b.forward(x)];
    const branches = [[a, tanh], b];
    expect(new Parallel({ branches, merge: "add" }).forward(x).toList()).toEqual(
      ya.add(yb).toList(),
    );
    const joined = new Parallel({ branches, merge: "concat" }).forward(x);
    expect(joined.toList()).toEqual(
      (ya.toList() as number[][]).map((row, i) => [...row, ...(yb.toList() as number[][])[i]]),
    );
    expect(new Parallel({ branches: [relu, tanh], merge: "add" }).parameters()).toEqual([]);
  });

  test("by hand, backward goes through a tree with the same dropout, and no running statistics", () => {
    manualSeed(5);
    const layers = [new BatchNorm(), new Dropout({ rate: 0.5 }), new DenseLayer({ outputSize: 2 })];
    const block = new Sequential([new Residual(layers.slice(0, 2)), layers[2]]);
    const x = randn([6, 3]);
    const y = block.forward(x);
    const statistics = values(block.buffers());
    const gradient = randn([6, 2], { requiresGrad: false });
    y.backward(gradient);
    const [expected, byGraph] = [
      x.grad().toList(),
      values(block.parameters().map((p) => p.grad())),
    ];
    for (const parameter of block.parameters()) parameter.restart();
    expect(block.backward(gradient).toList()).toEqual(expected);
    expect(values(block.parameters().map((p) => p.grad()))).toEqual(byGraph);
    expect(values(block.buffers())).toEqual(statistics);
  });

  test("predict leaves each module in the mode that it was in", () => {
    const seen: boolean[] = [];
    class Watching extends Module {
      readonly drop = new Dropout({ rate: 0.5 });
      forward(x: MLArray): MLArray {
        seen.push(this.training, this.drop.training);
        return x;
      }
    }
    const [first, second] = [new Watching(), new Watching()];
    const dense = new DenseLayer({ inputSize: 1, outputSize: 1 });
    const network = new NeuralNetwork({ layers: [first, second, dense], lossFunction: mseLoss });
    first.eval();
    network.predict([[1]]);
    expect([first.training, first.drop.training]).toEqual([false, false]);
    expect([second.training, second.drop.training]).toEqual([true, true]);
    expect(seen.splice(0)).toEqual([false, false, false, false]);
    network.train([[1]], [[1]], { epochs: 1, ...quiet, validationData: [[[1]], [[1]]] });
    expect(first.training).toBe(false);
    network.train();
    expect([first.training, second.drop.training]).toEqual([true, true]);
    network.eval();
    network.predict([[1]]);
    expect([network.training, second.training]).toEqual([false, false]);
  });

  test("a module's own train and eval are called with the network's", () => {
    const calls: string[] = [];
    class Own extends Module {
      override train(): void {
        super.train();
        calls.push("train");
      }
      override eval(): void {
        super.eval();
        calls.push("eval");
      }
      forward(x: MLArray): MLArray {
        return x;
      }
    }
    const plain = {
      forward: (x: MLArray) => x,
      train: () => calls.push("plain train"),
      eval: () => calls.push("plain eval"),
    };
    const layers = [new Sequential([new Own()]), plain as unknown as ModuleLike];
    new NeuralNetwork({ layers, lossFunction: mseLoss }).predict([[1]]);
    expect(calls.filter((call) => call.startsWith("plain"))).toEqual(["plain eval", "plain train"]);
    expect(calls.filter((call) => !call.startsWith("plain"))).toEqual(["eval", "train"]);
  });

  test("build makes what waits for the first input from its shape", () => {
    const network = new NeuralNetwork({
      layers: [new Middle(), new DenseLayer({ outputSize: 2 })],
      lossFunction: mseLoss,
    });
    network.build([32, 4], "float64");
    expect(network.parameters().every(({ dtype }) => dtype === "float64")).toBe(true);
    expect(network.parameters().length).toBe(10);
    expect(network.predict(ones([1, 4], { dtype: "float64" })).shape).toEqual([1, 2]);
  });
});

describe("what training does not reach", () => {
  function warningsOf(layer: ModuleLike): string[] {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    try {
      const network = new NeuralNetwork({
        layers: [layer, new DenseLayer({ outputSize: 1 })],
        lossFunction: mseLoss,
      });
      for (let step = 0; step < 2; step++) network.trainOnBatch([[1, 2]], [[1]]);
      return warn.mock.calls.map(([text]) => text);
    } finally {
      warn.mockRestore();
    }
  }

  test("is said once, with its shape", () => {
    class Forgotten extends Module {
      readonly #weights = ones(2);
      forward(x: MLArray): MLArray {
        return x.mul(this.#weights);
      }
    }
    const weights = ones([1, 2]);
    for (const [layer, shape] of [
      [new Forgotten(), "(2,)"],
      [{ forward: (x: MLArray) => x.mul(weights) }, "(1, 2)"],
    ] as const) {
      const warnings = warningsOf(layer);
      expect(warnings.length).toBe(1);
      expect(warnings[0]).toContain(`training does not reach an array of shape ${shape}`);
    }
  });

  test("is not said of constants, of what a step makes, or of what is frozen", () => {
    const constant = ones([2], { requiresGrad: false });
    const frozen = new DenseLayer({ inputSize: 2, outputSize: 2 });
    frozen.trainable = false;
    expect(warningsOf({ forward: (x: MLArray) => x.mul(constant).mul(ones(2)) })).toEqual([]);
    expect(warningsOf(frozen)).toEqual([]);
  });
});

describe("wrong calls", () => {
  test("say what they saw and what they expected", () => {
    const dense = new DenseLayer({ inputSize: 2, outputSize: 3 });
    const x = ones(4, 2);
    const calls: [() => unknown, string][] = [
      [
        () => new Residual([dense]).forward(x),
        "Residual: the layers give (4, 3) for an input of shape (4, 2); expected that shape",
      ],
      [
        () => new Parallel({ branches: [dense, relu], merge: "add" }).forward(x),
        "Parallel: the branches give (4, 3) and (4, 2); to add them, expected one shape",
      ],
      [
        () => new Parallel({ branches: [], merge: "add" }),
        "Parallel: branches must be a list of at least one module",
      ],
      [
        () => new Parallel({ branches: [dense], merge: "mul" as "add" }),
        'Parallel: merge must be "add" or "concat", got "mul"',
      ],
      [
        () => new Parallel({ branches: [dense, 5 as never], merge: "add" }),
        "Parallel: branches[1] is no layer",
      ],
      [() => new Sequential([]), "Sequential: layers must be a list of at least one layer"],
      [
        () => new Sequential([DenseLayer as never]),
        "Sequential: layers[0] is no layer: the class DenseLayer; give an instance of it",
      ],
      [
        () => {
          dense.trainable = "no" as never;
        },
        'DenseLayer: trainable must be true or false, got "no"',
      ],
    ];
    for (const [call, message] of calls) expect(call).toThrow(message);
  });

  test("what is set is checked: kind, shape, dtype, and that no operation made it", () => {
    const dense = new DenseLayer({ inputSize: 2, outputSize: 3 });
    const before = values(dense.parameters());
    const float64 = { dtype: "float64" } as const;
    const gone = ones(1, 3);
    gone.dispose();
    const wrong: [() => unknown, string][] = [
      [
        () => Reflect.set(dense, "weights", ones(3, 2)),
        "DenseLayer: weights must be (2, 3), got (3, 2)",
      ],
      [
        () => Reflect.set(dense, "weights", ones([2, 3], float64)),
        "DenseLayer: weights must be float32 (2, 3), got float64 (2, 3)",
      ],
      [() => Reflect.set(dense, "biases", ones(3)), "DenseLayer: biases must be (1, 3), got (3,)"],
      [
        () => Reflect.set(dense, "biases", ones(1, 3).mul(2)),
        "DenseLayer: biases cannot be the result of",
      ],
      [
        () => Reflect.set(dense, "biases", 5 as never),
        "DenseLayer: biases must be an MLArray, got 5",
      ],
      [() => Reflect.set(dense, "biases", gone), "DenseLayer: biases: the array was disposed of"],
      [
        () => Reflect.set(new DenseLayer({ outputSize: 1 }), "biases", ones(1, 1)),
        "DenseLayer: there are no biases yet",
      ],
      [
        () => Reflect.set(new DenseLayer({ outputSize: 1, useBias: false }), "biases", ones(1, 1)),
        "DenseLayer: made with useBias: false",
      ],
      [
        () => Reflect.set(new LayerNorm({ inputSize: 2 }), "gain", ones(3)),
        "LayerNorm: gain must be (2,)",
      ],
    ];
    for (const [call, message] of wrong) expect(call).toThrow(message);
    expect(values(dense.parameters())).toEqual(before);
    const biases = new MLArray([[1, 2, 3]]);
    dense.biases = biases;
    expect(dense.parameters()).toEqual([dense.weights, biases]);
  });

  test("an initializer's result is checked as well", () => {
    const initializer = (array: unknown) => ({ name: "Own", initialize: () => array as MLArray });
    const made = (array: unknown) => () =>
      new DenseLayer({ inputSize: 2, outputSize: 3, weightInitializer: initializer(array) });
    expect(made(ones(3, 2))).toThrow("what weightInitializer gives must be (2, 3), got (3, 2)");
    expect(made(ones(2, 3).mul(1))).toThrow("what weightInitializer gives cannot be the result");
    expect(made([[1]])).toThrow("what weightInitializer gives must be an MLArray, got an array");
  });
});
