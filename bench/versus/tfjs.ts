import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import type { Cases } from "../group.js";
import { inProcess } from "../measure.js";
import { batchFor, type Network, weightsFor } from "../networks.js";
import type { Peer, Work } from "./peers.js";

export const name = "tfjs";

export async function connect(works: readonly Work[]): Promise<Peer> {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(`${dirname(entry)}/`);
  setThreadsCount(1);
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs: its wasm backend does not start");
  await tf.ready();
  const cases: Cases = Object.fromEntries(
    works.map(({ name, size, network }) => [
      name,
      () => (network === undefined ? product(size as number) : step(network)),
    ]),
  );
  const note = `tfjs ${tf.version.tfjs} with its wasm backend: matMul and dispose; optimizer.minimize in a tidy.`;
  return { name, contestant: inProcess(name, cases), note };
}

function product(size: number): () => void {
  const a = tf.randomUniform([size, size], -1, 1);
  const b = tf.randomUniform([size, size], -1, 1);
  return () => tf.matMul(a, b).dispose();
}

function step(network: Network): () => number {
  const { sizes, batch, classes, learningRate } = network;
  const last = sizes.length - 2;
  const data = batchFor(network);
  const x = tf.tensor2d(data.x, [batch, sizes[0]]);
  const y = tf.tensor2d(data.y, [batch, sizes[last + 1]]);
  const layers = sizes.slice(1).map((outputs, i) => ({
    w: tf.variable(tf.tensor2d(weightsFor(network, i), [sizes[i], outputs])),
    b: tf.variable(tf.zeros([outputs])),
  }));
  const optimizer = tf.train.adam(learningRate);
  const loss = (): tf.Scalar => {
    let h: tf.Tensor2D = x;
    layers.forEach(({ w, b }, i) => {
      const z = tf.add(tf.matMul(h, w), b) as tf.Tensor2D;
      h = i < last ? tf.relu(z) : z;
    });
    const { softmaxCrossEntropy, sigmoidCrossEntropy } = tf.losses;
    return (classes ? softmaxCrossEntropy(y, h) : sigmoidCrossEntropy(y, h)) as tf.Scalar;
  };
  return () => tf.tidy(() => (optimizer.minimize(loss, true) as tf.Scalar).dataSync()[0]);
}
