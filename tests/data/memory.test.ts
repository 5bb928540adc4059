import { expect, test } from "vitest";
import {
  DataLoader,
  DenseLayer,
  memory,
  mseLoss,
  NeuralNetwork,
  type Row,
} from "../../src/index.js";

const columns = 128;
const megabyte = 2 ** 20;
/** As float32, of which a row in passing is twice as much. */
const streamBytes = 128 * megabyte;

function model(): NeuralNetwork {
  const layers = [new DenseLayer({ inputSize: columns, outputSize: 1 })];
  return new NeuralNetwork({ layers, lossFunction: mseLoss });
}

test("a stream of 128 MB trains within a part of that memory", async () => {
  let peak = 0;
  async function* stream(): AsyncGenerator<Row> {
    const x = new Float32Array(columns);
    const rows = streamBytes / x.byteLength;
    for (let i = 0; i < rows; i++) {
      if (i % 1024 === 0) {
        await null;
        peak = Math.max(peak, process.memoryUsage.rss());
      }
      yield [x.fill(i % 2), [i % 2]];
    }
  }
  const [residentBefore, before] = [memory().resident, process.memoryUsage.rss()];
  const loader = new DataLoader(() => stream(), { batchSize: 64, shuffle: true });
  await model().fit(loader, { epochs: 1, verbose: false });
  // Measured: 55 MB, most of it the collector's young generation.
  expect(peak - before).toBeLessThan(100 * megabyte);
  expect(memory().resident - residentBefore).toBeLessThan(megabyte);
});

test("predict and evaluate go through 128 MB of a loader in the memory of a batch", () => {
  const rows = streamBytes / 4 / columns;
  let peak = 0;
  function* stream(): Generator<Row> {
    const x = new Float32Array(columns);
    for (let i = 0; i < rows; i++) {
      if (i % 1024 === 0) peak = Math.max(peak, process.memoryUsage.rss());
      yield [x.fill(i % 2), [i % 2]];
    }
  }
  const network = model();
  const [residentBefore, before] = [memory().resident, process.memoryUsage.rss()];
  const loader = new DataLoader(() => stream(), { batchSize: 256 });
  expect(network.predict(loader).shape).toEqual([rows, 1]);
  expect(network.evaluate(loader)).toBeGreaterThan(0);
  expect(peak - before).toBeLessThan(100 * megabyte);
  expect(memory().resident - residentBefore).toBeLessThan(4 * megabyte);
});
