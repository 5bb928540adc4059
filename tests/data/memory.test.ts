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
  const model = new NeuralNetwork({
    layers: [new DenseLayer({ inputSize: columns, outputSize: 1 })],
    lossFunction: mseLoss,
  });
  const [residentBefore, before] = [memory().resident, process.memoryUsage.rss()];
  const loader = new DataLoader(() => stream(), { batchSize: 64, shuffle: true });
  await model.fit(loader, { epochs: 1, verbose: false });
  // Measured: 55 MB, most of it the collector's young generation.
  expect(peak - before).toBeLessThan(100 * megabyte);
  expect(memory().resident - residentBefore).toBeLessThan(megabyte);
});
