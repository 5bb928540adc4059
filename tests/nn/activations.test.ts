import { describe, expect, test } from "vitest";
import {
  type ActivationFunction,
  activation,
  DenseLayer,
  MLArray,
  memory,
  mseLoss,
  NeuralNetwork,
} from "../../src/index.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

const x = [-6, -2, -0.5, 0, 0.5, 2, 6];

/** torch.nn.functional of 1.13, in float64: gelu, gelu with approximate="tanh", silu, softplus, mish. */
const expected: [string, ActivationFunction, number[]][] = [
  [
    "gelu",
    activation.gelu,
    [
      -5.919525869479969e-9, -0.04550026389635842, -0.15426876936299344, 0.0, 0.34573123063700656,
      1.9544997361036416, 5.999999994080474,
    ],
  ],
  [
    "gelu.tanh",
    activation.gelu.tanh,
    [
      -8.43964897967453e-11, -0.04540230591222494, -0.15428599017485606, 0.0, 0.34571400982514394,
      1.954597694087775, 5.9999999999156035,
    ],
  ],
  [
    "silu",
    activation.silu,
    [
      -0.014835738939808647, -0.2384058440442351, -0.1887703343990727, 0.0, 0.3112296656009273,
      1.7615941559557646, 5.985164261060192,
    ],
  ],
  [
    "softplus",
    activation.softplus,
    [
      0.0024756851377304495,
      0.1269280110429725,
      0.4740769841801067,
      Math.LN2,
      0.9740769841801067,
      2.1269280110429727,
      6.00247568513773,
    ],
  ],
  [
    "mish",
    activation.mish,
    [
      -0.014854080479424995, -0.2525014826957089, -0.22074377465173, 0.0, 0.3752452113048951,
      1.9439589595339946, 5.999926634065252,
    ],
  ],
];

onEachCoreAndDtype((dtype) => {
  test.each(expected)("%s is PyTorch's", (_, f, values) => {
    const digits = dtype === "float32" ? 6 : 14;
    const y = f(new MLArray(x)).toTypedArray();
    values.forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, digits);
    });
  });
});

onEachCore(() => {
  describe("an activation that no layer fuses", () => {
    test("has its name in the summary", () => {
      const layer = new DenseLayer({
        inputSize: 2,
        outputSize: 3,
        activationFunction: activation.gelu,
      });
      const network = new NeuralNetwork({
        layers: [layer, activation.gelu.tanh],
        lossFunction: mseLoss,
      });
      expect(network.summary().toString()).toMatch(/gelu[\s\S]*gelu\.tanh/);
    });

    test("leaves nothing behind when a model predicts", () => {
      const layers = [activation.silu, activation.mish].map(
        (activationFunction) => new DenseLayer({ outputSize: 16, activationFunction }),
      );
      const network = new NeuralNetwork({ layers, lossFunction: mseLoss });
      const rows = new MLArray([[1, 2, 3]], { requiresGrad: false });
      network.predict(rows).dispose();
      const before = memory().resident;
      network.predict(rows).dispose();
      expect(memory().resident).toBe(before);
    });
  });
});
