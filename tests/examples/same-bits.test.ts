import { createHash } from "node:crypto";
import { type BackendName, setBackend } from "smolml";
import { afterAll, expect, test } from "vitest";
import { digits } from "../../examples/digits.js";
import {
  Adam,
  DenseLayer,
  type DType,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  relu,
  setDefaultDtype,
  setBackend as setSourceBackend,
} from "../../src/index.js";

/**
 * Weights after training, as a digest: the same on every engine, processor and core where arithmetic is
 * exact by IEEE 754. Written down on Node 20; Node 22, 24 and 26 give the same.
 */

afterAll(() => {
  setBackend("wasm");
  setSourceBackend("wasm");
  setDefaultDtype("float32");
});

function digestOf(network: { parameters(): { toTypedArray(): ArrayBufferView }[] }): string {
  const hash = createHash("sha256");
  for (const array of network.parameters()) {
    const { buffer, byteOffset, byteLength } = array.toTypedArray();
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Nothing but sums, products, quotients and roots: relu, a squared error, Adam. */
function trained(dtype: DType): NeuralNetwork {
  setDefaultDtype(dtype);
  manualSeed(1);
  const rows = Array.from({ length: 50 }, (_, i) => [((i * 37) % 50) / 50, ((i * 11) % 50) / 50]);
  const X = new MLArray(rows);
  const y = new MLArray(rows.map(([a, b]) => [a * b - a]));
  const layers = [
    new DenseLayer({ inputSize: 2, outputSize: 19, activationFunction: relu }),
    new DenseLayer({ inputSize: 19, outputSize: 1 }),
  ];
  const network = new NeuralNetwork({ layers, lossFunction: mseLoss, optimizer: new Adam() });
  network.train(X, y, { epochs: 200, batchSize: 7, verbose: false });
  return network;
}

test.each([
  ["wasm", "float32", "b7842fea602455b0"],
  ["typescript", "float32", "b7842fea602455b0"],
  ["wasm", "float64", "9e04f940594fa3e8"],
  ["typescript", "float64", "9e04f940594fa3e8"],
] as const)("of exact arithmetic: the %s core in %s", (core, dtype, digest) => {
  setSourceBackend(core);
  expect(digestOf(trained(dtype))).toBe(digest);
});

test.each(["wasm", "typescript"] satisfies BackendName[])(
  "of a network with exp and log: the %s core gives the same again",
  (core) => {
    setBackend(core);
    const [once, again] = [2, 2].map((seed) => {
      const { network, train } = digits(seed);
      train(false);
      return digestOf(network);
    });
    expect(again).toBe(once);
  },
  60_000,
);
