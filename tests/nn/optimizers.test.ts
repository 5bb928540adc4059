import { describe, expect, test } from "vitest";
import {
  AdaGrad,
  Adam,
  AdamW,
  activation,
  DenseLayer,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  type Optimizer,
  RMSprop,
  SGD,
  SGDMomentum,
} from "../../src/index.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

/** One weight's rule as the papers write it: given w, g and the step's number from 0, the new w. */
type Rule = () => (w: number, g: number, t: number) => number;

const lr = 0.1;

function adam(decay: number): Rule {
  return () => {
    let [m, v] = [0, 0];
    return (w, g, t) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const [mean, square] = [m / (1 - 0.9 ** (t + 1)), v / (1 - 0.999 ** (t + 1))];
      return w - lr * decay * w - (lr * mean) / (Math.sqrt(square) + 1e-8);
    };
  };
}

function momentum(nesterov: boolean, share: number): Rule {
  return () => {
    let v = 0;
    return (w, g) => {
      v = share * v + lr * g;
      return nesterov ? w - (share * v + lr * g) : w - v;
    };
  };
}

const rules: Record<string, [make: () => Optimizer, rule: Rule]> = {
  SGD: [() => new SGD({ learningRate: lr }), () => (w, g) => w - lr * g],
  "SGD with decay": [
    () => new SGD({ learningRate: lr, decay: 0.5 }),
    () => (w, g, t) => w - (lr / (1 + 0.5 * t)) * g,
  ],
  "SGD with momentum": [() => new SGD({ learningRate: lr, momentum: 0.8 }), momentum(false, 0.8)],
  SGDMomentum: [() => new SGDMomentum({ learningRate: lr }), momentum(false, 0.9)],
  Nesterov: [
    () => new SGD({ learningRate: lr, momentum: 0.8, nesterov: true }),
    momentum(true, 0.8),
  ],
  AdaGrad: [
    () => new AdaGrad({ learningRate: lr }),
    () => {
      let c = 0;
      return (w, g) => {
        c += g * g;
        return w - (lr * g) / (Math.sqrt(c) + 1e-8);
      };
    },
  ],
  RMSprop: [
    () => new RMSprop({ learningRate: lr, rho: 0.8 }),
    () => {
      let c = 0;
      return (w, g) => {
        c = 0.8 * c + 0.2 * g * g;
        return w - (lr * g) / (Math.sqrt(c) + 1e-8);
      };
    },
  ],
  Adam: [() => new Adam({ learningRate: lr }), adam(0)],
  AdamW: [() => new AdamW({ learningRate: lr, weightDecay: 0.05 }), adam(0.05)],
};

/** Gradients that change their size and sign from step to step. */
const gradientAt = (t: number): number[] => [Math.sin(t + 1), 0.01 * (t + 1), -2, 5 - t, 1e-3];

function twoLayers(): DenseLayer[] {
  manualSeed(4);
  return [
    new DenseLayer({ inputSize: 2, outputSize: 3, activationFunction: activation.tanh }),
    new DenseLayer({ inputSize: 3, outputSize: 1 }),
  ];
}

const X = [
  [0, 1],
  [1, 0.5],
];
const y = [[1], [-1]];

onEachCore(() => {
  for (const [name, [make, rule]] of Object.entries(rules)) {
    test(`${name} follows its rule`, () => {
      const optimizer = make();
      const start = [1, -2, 0.5, 3, 0];
      const w = new MLArray(start, { dtype: "float64" });
      const rulesOfEach = start.map(rule);
      let expected = start;
      for (let t = 0; t < 20; t++) {
        const g = gradientAt(t);
        w.restart();
        w.mul(g).backward();
        optimizer.step([w]);
        expected = expected.map((value, i) => rulesOfEach[i](value, g[i], t));
        const values = w.toList() as number[];
        for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i], 12);
      }
      expect(optimizer.iterations).toBe(20);
    });
  }

  test("a learning rate set between steps counts from the next one on", () => {
    const optimizer = new SGD({ learningRate: 1 });
    const w = new MLArray([10]);
    w.mul(1).backward();
    optimizer.step([w]);
    optimizer.learningRate = 2;
    optimizer.step([w]);
    expect([optimizer.learningRate, w.item()]).toEqual([2, 7]);
  });
});

onEachCoreAndDtype(() => {
  describe("a step for all arrays and one for each layer", () => {
    for (const [name, [make]] of Object.entries(rules)) {
      test(`${name}: update counts steps, not layers, and gives the same bits`, () => {
        const results = [true, false].map((byLayer) => {
          const optimizer = make();
          const layers = twoLayers();
          const network = new NeuralNetwork({ layers, lossFunction: mseLoss });
          const arrays = network.parameters();
          for (let t = 0; t < 5; t++) {
            for (const array of arrays) array.restart();
            mseLoss(network.forward(new MLArray(X)), new MLArray(y)).backward();
            if (byLayer) for (const [i, layer] of layers.entries()) layer.update(optimizer, i);
            else optimizer.step(arrays);
          }
          expect(optimizer.iterations).toBe(5);
          return arrays.map((array) => array.toList());
        });
        expect(results[0]).toEqual(results[1]);
      });
    }
  });

  test("each array has a state of its own, wherever it lies", () => {
    const inOneBlock = twoLayers();
    const apart = twoLayers();
    const network = new NeuralNetwork({ layers: inOneBlock, lossFunction: mseLoss });
    network.predict(X);
    const results = [inOneBlock, apart].map((layers) => {
      const optimizer = new Adam({ learningRate: 0.1 });
      const arrays = layers.flatMap((layer) => layer.parameters());
      for (let t = 0; t < 4; t++) {
        for (const array of arrays) array.restart();
        const output = layers.reduce((x, layer) => layer.forward(x), new MLArray(X));
        mseLoss(output, new MLArray(y)).backward();
        optimizer.step(arrays);
      }
      return arrays.map((array) => array.toList());
    });
    expect(results[0]).toEqual(results[1]);
  });

  test("arrays without a gradient stay as they are", () => {
    const [w, untouched] = [new MLArray([1]), new MLArray([5])];
    w.mul(2).backward();
    new AdamW({ learningRate: 0.5 }).step([w, untouched]);
    expect(untouched.item()).toBe(5);
    expect(w.item()).not.toBe(1);
  });
});

test("stateCount says how many numbers each remembers", () => {
  const counts = Object.values(rules).map(([make]) => make().stateCount);
  expect(counts).toEqual([0, 0, 1, 1, 1, 1, 1, 2, 2]);
});
