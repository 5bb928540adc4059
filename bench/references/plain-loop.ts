import { batchFor, type Network, weightsFor } from "../networks.js";

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/**
 * The step of a network with one hidden layer (ReLU) and one sigmoid output, as plain loops over
 * typed arrays, for that very network: what JavaScript gives without any library.
 */
export function plainLoop(network: Network): () => number {
  const [inputs, hidden] = network.sizes;
  const { batch, learningRate } = network;
  const { x, y } = batchFor(network);
  // One block of parameters: hidden weights, hidden biases, output weights, output bias.
  const b1 = inputs * hidden;
  const w2 = b1 + hidden;
  const b2 = w2 + hidden;
  const w = new Float32Array(b2 + 1);
  w.set(weightsFor(network, 0), 0);
  w.set(weightsFor(network, 1), w2);
  const g = new Float32Array(w.length);
  const m = new Float32Array(w.length);
  const v = new Float32Array(w.length);
  const h = new Float32Array(hidden);
  let step = 0;

  return () => {
    g.fill(0);
    let loss = 0;
    for (let r = 0; r < batch; r++) {
      let z = w[b2];
      for (let j = 0; j < hidden; j++) {
        let s = w[b1 + j];
        for (let i = 0; i < inputs; i++) s += x[r * inputs + i] * w[i * hidden + j];
        h[j] = Math.max(0, s);
        z += h[j] * w[w2 + j];
      }
      const p = 1 / (1 + Math.exp(-z));
      loss -= Math.log(y[r] === 1 ? p : 1 - p);
      const dz = (p - y[r]) / batch;
      g[b2] += dz;
      for (let j = 0; j < hidden; j++) {
        g[w2 + j] += dz * h[j];
        if (h[j] <= 0) continue;
        const dh = dz * w[w2 + j];
        g[b1 + j] += dh;
        for (let i = 0; i < inputs; i++) g[i * hidden + j] += dh * x[r * inputs + i];
      }
    }
    step++;
    const rate = learningRate / (1 - beta1 ** step);
    const root = Math.sqrt(1 - beta2 ** step);
    for (let i = 0; i < w.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      w[i] -= (rate * m[i]) / (Math.sqrt(v[i]) / root + epsilon);
    }
    return loss / batch;
  };
}
