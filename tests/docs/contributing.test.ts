import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import * as smolml from "../../src/index.js";

/** The layer that CONTRIBUTING.md adds does what it is said to do there. */

const root = resolve(import.meta.dirname, "../..");
const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(`${root}/CONTRIBUTING.md`, "utf8")) ?? [];
const file = `${root}/build/contributing/centered.ts`;

interface Centered {
  new (options: { outputSize: number }): smolml.Module;
  fromConfig(config: unknown): smolml.Module;
}

async function written(): Promise<Centered> {
  mkdirSync(resolve(file, ".."), { recursive: true });
  const here = code.replaceAll('"../../', `"${root}/src/`).replaceAll('"../', `"${root}/src/nn/`);
  writeFileSync(file, here.replaceAll('"./', `"${root}/src/nn/layers/`));
  return (await import(file)).Centered;
}

test("the layer of CONTRIBUTING.md trains, keeps its mean, and is saved with it", async () => {
  const { DenseLayer, mseLoss, NeuralNetwork, register } = smolml;
  const Centered = await written();
  register("Centered", Centered);
  const model = new NeuralNetwork({
    layers: [new Centered({ outputSize: 3 }), new DenseLayer({ outputSize: 1 })],
    lossFunction: mseLoss,
  });
  const [X, y] = [
    [
      [1, 2],
      [3, 5],
    ],
    [[1], [0]],
  ];
  const losses = model.train(X, y, { epochs: 20, verbose: false });
  expect(losses.at(-1)).toBeLessThan(losses[0]);
  expect(model.summary().rows.map(({ path }) => path)).toContain("layers.0.dense");
  const copy = NeuralNetwork.load(model.save());
  expect(copy.buffers()[0].toList()).toEqual(model.buffers()[0].toList());
  expect(copy.buffers()[0].toList()).not.toEqual([0, 0, 0]);
  expect(copy.predict(X).toList()).toEqual(model.predict(X).toList());
  expect(copy.trainOnBatch(X, y)).toBe(model.trainOnBatch(X, y));
});
