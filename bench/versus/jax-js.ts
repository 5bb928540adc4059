import {
  blockUntilReady,
  defaultDevice,
  init,
  type Array as JaxArray,
  jit,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from "@jax-js/jax";
import type { Cases } from "../group.js";
import { inProcess } from "../measure.js";
import { batchFor, type Network, weightsFor } from "../networks.js";
import type { Peer, Work } from "./peers.js";

export const name = "jax-js";

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

type Layer = { w: JaxArray; b: JaxArray };
/** Adam's: weights, means, mean squares, and the two powers that its corrections need. */
type State = { layers: Layer[]; m: Layer[]; v: Layer[]; power1: JaxArray; power2: JaxArray };

export async function connect(works: readonly Work[]): Promise<Peer> {
  await init("wasm");
  defaultDevice("wasm");
  const cases: Cases = Object.fromEntries(
    works.map(({ name, size, network }) => [
      name,
      () => (network === undefined ? product(size as number) : step(network)),
    ]),
  );
  const note = "jax-js on its wasm device: np.matmul; loss, gradient and Adam in one jit.";
  return { name, contestant: inProcess(name, cases), note };
}

function matrix(values: Float32Array, rows: number, columns: number): JaxArray {
  return np.array(values as Float32Array<ArrayBuffer>).reshape([rows, columns]);
}

/** As its own benchmark does it. */
function product(size: number): () => Promise<void> {
  const values = () => Float32Array.from({ length: size * size }, () => 2 * Math.random() - 1);
  const a = matrix(values(), size, size);
  const b = matrix(values(), size, size);
  return async () => {
    const y = np.matmul(a.ref, b.ref);
    await y.blockUntilReady();
    y.dispose();
  };
}

function lossOf({ batch, classes }: Network) {
  return (layers: Layer[], x: JaxArray, y: JaxArray): JaxArray => {
    let h = x;
    layers.forEach(({ w, b }, i) => {
      h = np.matmul(h, w).add(b);
      if (i < layers.length - 1) h = nn.relu(h);
    });
    if (classes)
      return nn
        .logSoftmax(h)
        .mul(y)
        .sum()
        .mul(-1 / batch);
    // y log p + (1 - y) log(1 - p), by log p = logSigmoid(z) and log(1 - p) = logSigmoid(z) - z.
    const perRow = nn.logSigmoid(h.ref).sub(h.mul(np.array(1).sub(y)));
    return perRow.sum().mul(-1 / batch);
  };
}

function step(network: Network): () => Promise<number> {
  const { sizes, batch } = network;
  const data = batchFor(network);
  const x = matrix(data.x, batch, sizes[0]);
  const y = matrix(data.y, batch, sizes[sizes.length - 1]);
  const layers = sizes.slice(1).map((outputs, i) => ({
    w: matrix(weightsFor(network, i), sizes[i], outputs),
    b: np.zeros([outputs]),
  }));
  const zeros = () => layers.map(({ w, b }) => ({ w: np.zeros(w.shape), b: np.zeros(b.shape) }));
  let state: State = { layers, m: zeros(), v: zeros(), power1: np.array(1), power2: np.array(1) };
  const update = jit(updateOf(network));
  return async () => {
    const [loss, next] = update(state, x.ref, y.ref) as [JaxArray, State];
    state = next;
    await blockUntilReady(tree.ref(next));
    return loss.item();
  };
}

function updateOf(network: Network) {
  const gradients = valueAndGrad(lossOf(network));
  return ({ layers, ...old }: State, x: JaxArray, y: JaxArray): [JaxArray, State] => {
    const [loss, g] = gradients(tree.ref(layers), x, y) as [JaxArray, Layer[]];
    const power1 = old.power1.mul(beta1);
    const power2 = old.power2.mul(beta2);
    const both = (f: (part: "w" | "b", i: number) => JaxArray): Layer[] =>
      layers.map((_, i) => ({ w: f("w", i), b: f("b", i) }));
    const m = both((part, i) => old.m[i][part].mul(beta1).add(g[i][part].ref.mul(1 - beta1)));
    const v = both((part, i) => {
      const gradient = g[i][part];
      return old.v[i][part].mul(beta2).add(gradient.ref.mul(gradient).mul(1 - beta2));
    });
    const rate = np.array(network.learningRate).div(np.array(1).sub(power1.ref));
    const root = np.sqrt(np.array(1).sub(power2.ref));
    const next = both((part, i) => {
      const scale = np.sqrt(v[i][part].ref).div(root.ref).add(epsilon);
      return layers[i][part].sub(m[i][part].ref.mul(rate.ref).div(scale));
    });
    rate.dispose();
    root.dispose();
    return [loss, { layers: next, m, v, power1, power2 }];
  };
}
