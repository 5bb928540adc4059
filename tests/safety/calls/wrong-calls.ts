import fc from "fast-check";
import * as library from "../../../src/index.js";
import { tidy } from "../../../src/index.js";
import { held } from "../held.js";

/** What may be called, by its name: functions, constructors, and methods of a fresh object each. */
export type Call = () => (args: readonly unknown[]) => unknown;

const { MLArray, NeuralNetwork, DenseLayer, mseLoss, Value } = library;

/** What would end the process, change what all tests share, or means to take anything. */
const left = new Set([
  ...["setBackend", "setMemoryBudget", "setDefaultDtype", "register", "tidy", "noGrad"],
  ...["Module", "Optimizer", "History"],
  ...["constructor", "toJSON", "toLocaleString", "then"],
]);

const x = () => new MLArray([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: short
const network = () =>
  new NeuralNetwork({
    layers: [new DenseLayer({ inputSize: 3, outputSize: 2 })],
    lossFunction: mseLoss,
  });

/** Objects whose methods are called. */
const objects: Readonly<Record<string, () => object>> = {
  MLArray: x,
  Value: () => new Value(2),
  NeuralNetwork: network,
  DenseLayer: () => new DenseLayer({ inputSize: 3, outputSize: 2 }),
  Embedding: () => new library.Embedding({ inputSize: 3, outputSize: 2 }),
  BatchNorm: () => new library.BatchNorm(),
  LayerNorm: () => new library.LayerNorm(),
  Dropout: () => new library.Dropout({ rate: 0.5 }),
  Flatten: () => new library.Flatten(),
  Sequential: () => new library.Sequential([library.relu]),
  StandardScaler: () => new library.StandardScaler(),
  MinMaxScaler: () => new library.MinMaxScaler(),
  LinearRegression: () => new library.LinearRegression({ inputSize: 3 }),
  DataLoader: () => new library.DataLoader(x(), x()),
  Adam: () => new library.Adam(),
  Neuron: () => new library.Neuron({ inputSize: 2 }),
};

function methodsOf(object: object): string[] {
  const names = new Set<string>();
  for (
    let at: object = Object.getPrototypeOf(object);
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === "function" && !left.has(name) && !internal.has(name)) names.add(name);
    }
  }
  return [...names];
}

/** Left out of the types: for other parts of the library, which call them as they should be. */
const internal = new Set([
  ...[
    "derive",
    "between",
    "receive",
    "forget",
    "switchAlone",
    "unbuild",
    "applyTrainable",
    "build",
  ],
  ...[
    "hiddenArrays",
    "isDiscreet",
    "startEpoch",
    "learningRateAt",
    "apply",
    "checkSeries",
    "observe",
  ],
  ...["weightShape", "biasShape", "inputSizeOf", "drawn", "activated", "dropped"],
  ...[
    "measure",
    "quarterOf",
    "statistic",
    "map",
    "features",
    "known",
    "start",
    "built",
    "viewsOf",
    "read",
    "meet",
  ],
  ...[
    "setState",
    "setStateOf",
    "pushParents",
    "setAside",
    "propagate",
    "letGo",
    "abandon",
    "finish",
  ],
  ...[
    "resetGradient",
    "penalty",
    "config",
    "children",
    "parameters",
    "buffers",
    "fitted",
    "listOf",
  ],
  ...["unary", "binary", "applyAll", "setCounters"],
]);

function collected(): Record<string, Call> {
  const calls: Record<string, Call> = {};
  const add = (name: string, value: unknown): void => {
    if (typeof value !== "function" || left.has(name.split(".").at(-1) as string)) return;
    const isClass = /^class\b/.test(Function.prototype.toString.call(value));
    calls[name] = () => (args) =>
      isClass ? Reflect.construct(value, args) : Reflect.apply(value, undefined, args);
  };
  for (const [name, value] of Object.entries(library)) {
    add(name, value);
    if (typeof value !== "object" || value === null) continue;
    for (const [inner, each] of Object.entries(value)) add(`${name}.${inner}`, each);
  }
  for (const [name, make] of Object.entries(objects)) {
    for (const method of methodsOf(make())) {
      calls[`${name}.${method}`] = () => {
        const object = make();
        return (args) => Reflect.apply(Reflect.get(object, method), object, args);
      };
    }
  }
  return calls;
}

export const calls = collected();

function itself(): unknown[] {
  const list: unknown[] = [];
  list.push(list, list);
  return list;
}

/** Nothing that a function asks for, or seldom. */
const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[undefined, null, true, false, Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 0.5, 3, 1e10],
    ...["", "relu", "no", 7n, Symbol("own"), {}, [], [[]], [[], [1]], [1, [2]], [null], ["a"]],
    ...[{ axis: 0 }, { learningRate: "x" }, { epochs: -1 }, { shape: [2] }, { outputSize: 1e10 }],
  ),
  fc
    .constantFrom<() => unknown>(
      ...[itself, () => new Date(), () => new Map(), () => new Float32Array(), () => new Set([1])],
      ...[() => new Float32Array(3), () => new BigInt64Array(2), () => class Own {}, () => () => 1],
      ...[
        () => async () => 1,
        x,
        network,
        () => new Value(1),
        () => Promise.resolve(1),
        () => [x()],
      ],
      ...[() => Object.create(null), () => new Proxy({}, {}), () => ({ forward: 1 }), () => /a/],
    )
    .map((make) => make()),
);

export const args = fc.array(wrong, { maxLength: 4 });

/** What the engine says, when the library has not looked. */
const ofEngine =
  /is not a function|Cannot (read|convert|mix|set|assign|destructure|delete|access|use)|not iterable|Invalid (array|typed|string|count)|Maximum call stack|Class constructor|not extensible|Array buffer allocation|is not a constructor|serialize a BigInt|BigInt to a number|circular structure|incompatible receiver|object is not|of undefined|must be a (valid )?(iterable|string)$/;

/** Begins with the name of what was called, or of what it called in turn. */
const ofLibrary = /^[\w.$]+( [\w.$]+){0,3}(\[[^\]]*\])*: /;

/** Longer than any of these may take on a busy machine. */
const longest = 5000;

/** What is wrong about how a call answers to arguments; null for nothing. */
export function complaintOf(name: string, given: readonly unknown[]): string | null {
  const call = calls[name]();
  const before = held();
  const start = performance.now();
  let thrown: unknown = null;
  try {
    tidy(() => {
      const result: unknown = call(given);
      // Of a promise, only that its failure ends nothing.
      if (result instanceof Promise) result.catch(() => {});
      else if (typeof (result as Iterator<unknown> | null)?.next === "function") return;
    });
  } catch (error) {
    thrown = error;
  }
  const elapsed = performance.now() - start;
  if (elapsed > longest) return `took ${elapsed.toFixed(0)} ms`;
  if (thrown === null) return null;
  if (!(thrown instanceof Error)) return `threw ${String(thrown)}`;
  if (ofEngine.test(thrown.message)) return `the engine's error: ${thrown.message}`;
  if (!ofLibrary.test(thrown.message)) return `no name in front: ${thrown.message.slice(0, 200)}`;
  const after = held();
  return after === before ? null : `${after - before} bytes are held after "${thrown.message}"`;
}
