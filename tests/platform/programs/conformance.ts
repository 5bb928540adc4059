/** What the library must do on every platform; each check says what it found wrong, or nothing. */
import { loadBreastCancer, loadDigits } from "smolml/datasets";
import irisText from "../../../data/iris.csv";
import type { Library } from "./networks.js";

type Check = (library: Library) => boolean;

function near(a: number, b: number, tolerance = 1e-5): boolean {
  return Math.abs(a - b) <= tolerance;
}

const xor = {
  X: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  y: [[0], [1], [1], [0]],
};

function xorNetwork({ manualSeed, NeuralNetwork, DenseLayer, ...library }: Library) {
  manualSeed(1);
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 2, outputSize: 16, activationFunction: library.relu }),
      new DenseLayer({ inputSize: 16, outputSize: 1, activationFunction: library.tanh }),
    ],
    lossFunction: library.mseLoss,
    optimizer: new library.AdaGrad({ learningRate: 0.1 }),
  });
  network.train(xor.X, xor.y, { epochs: 200, verbose: false });
  return network;
}

function learnsIris(library: Library): boolean {
  const { manualSeed, NeuralNetwork, DenseLayer, StandardScaler } = library;
  manualSeed(42);
  const [, ...lines] = irisText.trim().split("\n");
  const rows = lines.map((line) => line.split(",").map(Number));
  const X = new StandardScaler().fitTransform(rows.map((row) => row.slice(0, 4)));
  const labels = rows.map((row) => row[4]);
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ outputSize: 16, activationFunction: library.relu }),
      new DenseLayer({ outputSize: 3, activationFunction: library.softmax }),
    ],
    lossFunction: library.sparseCategoricalCrossEntropy,
    optimizer: new library.Adam({ learningRate: 0.02 }),
  });
  network.train(X, labels, { epochs: 60, batchSize: 32, verbose: false });
  return library.metrics.accuracy(network.predict(X), labels) > 0.95;
}

/** Every optimizer brings the mean of squares of two numbers down. */
function optimizersStep({ optimizers, MLArray }: Library): boolean {
  return Object.entries(optimizers).every(([name, Optimizer]) => {
    if (name === "Optimizer") return true;
    const w = new MLArray([3, -2]);
    const optimizer = new (Optimizer as typeof optimizers.SGD)({ learningRate: 0.05 });
    for (let i = 0; i < 20; i++) {
      w.restart();
      w.mul(w).mean().backward();
      optimizer.step([w]);
    }
    const [a, b] = w.toTypedArray();
    return Math.abs(a) < 3 && Math.abs(b) < 2;
  });
}

const checks: Record<string, Check> = {
  "arrays broadcast, multiply and reduce": ({ MLArray }) => {
    const x = new MLArray([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const y = x.add([10, 20, 30]).matmul(x.T);
    return String(y.toList()) === "154,352,172,397" && x.sum(0).toList().toString() === "5,7,9";
  },
  "gradients flow through arrays and values": ({ MLArray, Value }) => {
    const x = new MLArray([1, 2, 3], { dtype: "float64" });
    x.tanh().mul(x.exp()).sum().backward();
    const gradient = x.grad().toTypedArray();
    const exact = (v: number) => Math.exp(v) * (Math.tanh(v) + 1 - Math.tanh(v) ** 2);
    const a = new Value(2);
    a.mul(a).sigmoid().backward();
    const s = 1 / (1 + Math.exp(-4));
    return (
      [1, 2, 3].every((v, i) => near(gradient[i], exact(v), 1e-9)) &&
      near(a.grad, 4 * s * (1 - s), 1e-12)
    );
  },
  "every optimizer steps downhill": optimizersStep,
  "a network learns exclusive or": (library) =>
    String(xorNetwork(library).predict(xor.X).greater(0.5).toList()) === "0,1,1,0",
  "a network learns iris": learnsIris,
  "a saved network loads to the same bits and trains on": (library) => {
    const network = xorNetwork(library);
    const loaded = library.NeuralNetwork.load(network.save());
    const train = { epochs: 5, verbose: false };
    const losses = [network, loaded].map((each) => String(each.train(xor.X, xor.y, train)));
    return (
      losses[0] === losses[1] &&
      String(network.predict(xor.X).toList()) === String(loaded.predict(xor.X).toList())
    );
  },
  "data sets are read to the last number": () => {
    const last = [loadDigits(), loadBreastCancer()].map(({ X }) => X[X.length - 1].slice(-3));
    return String(last) === "12,1,0,0,0.2871,0.07039";
  },
  "memory spills and stays within its budget": ({ memory, setMemoryBudget, ones }) => {
    const { budget } = memory();
    setMemoryBudget(4 * 1024 * 1024);
    const kept = ones(1000);
    for (let i = 0; i < 200; i++) ones(64, 1024).mul(2);
    const { resident, spills } = memory();
    setMemoryBudget(budget);
    return resident <= 4 * 1024 * 1024 && spills > 0 && kept.sum().item() === 1000;
  },
  "a wrong call says what it saw": ({ ones }) => {
    try {
      ones(3, 4).matmul(ones(5, 2));
      return false;
    } catch (error) {
      return String(error).includes("(3, 4) and (5, 2) do not fit");
    }
  },
};

/** The names of the checks that failed, with what was thrown; none is what is wanted. */
export function conform(library: Library): { passed: number; failed: string[] } {
  const failed: string[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      if (!check(library)) failed.push(name);
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  return { passed: Object.keys(checks).length - failed.length, failed };
}
