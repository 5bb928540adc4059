import { trainingPack } from "../../src/backends/packs/training.js";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import { type Address, fusedActivation } from "../../src/kernels/kernels.js";
import { batchFor, type Network, weightsFor } from "../networks.js";

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;
/** Weights', biases' and input's gradients are all written. */
const allFresh = 7;

/** A network laid out by hand: one block each of parameters, gradients and Adam's two states. */
class Layout {
  readonly backend = createWasmBackend();
  private top = this.backend.memory.start;

  /** n float32 elements, as the kernel contract wants them: aligned, and readable behind the end. */
  take(n: number): Address {
    const address = this.top;
    this.top += Math.ceil((4 * n) / 64) * 64;
    this.backend.memory.grow(this.top + 64);
    return address;
  }

  put(values: Float32Array): Address {
    const address = this.take(values.length);
    this.backend.memory.float32.set(values, address / 4);
    return address;
  }
}

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: number;
  /** Offsets into the blocks, in bytes. */
  readonly weights: number;
  readonly biases: number;
  readonly y: Address;
  readonly dy: Address;
}

/**
 * A training step as somebody would write it who has only the kernels: what the library's own step
 * can come down to. No shapes, no graph, no memory management.
 */
export function kernelSequence(network: Network): () => number {
  const layout = new Layout();
  const { kernels, memory } = layout.backend;
  const { batch, sizes, classes, learningRate } = network;
  const k = { ...kernels.float32, ...layout.backend.packed(trainingPack, "float32") };
  const { x: values, y: targets } = batchFor(network);
  const x = layout.put(values);
  const t = layout.put(targets);
  const { layers, size } = layersOf(layout, network);
  const [w, g, m, v] = [0, 0, 0, 0].map(() => layout.take(size / 4));
  layers.forEach((layer, i) => {
    memory.float32.set(weightsFor(network, i), (w + layer.weights) / 4);
  });
  const scratch = scratchFor(layout, batch, layers);
  const loss = layout.take(1);
  const last = layers[layers.length - 1];
  const lossKernel = classes ? k.softmaxCrossEntropy : k.binaryCrossEntropyOfSigmoid;
  let step = 0;

  return () => {
    layers.forEach(({ inputs, outputs, activation, weights, biases, y }, i) => {
      const from = i === 0 ? x : layers[i - 1].y;
      k.dense(from, w + weights, w + biases, y, batch, outputs, inputs, activation, 0, scratch);
    });
    lossKernel(last.y, t, loss, last.dy, batch, sizes[sizes.length - 1], 1e-15);
    for (let i = layers.length - 1; i >= 0; i--) {
      const { inputs, outputs, weights, biases, y, dy, ...layer } = layers[i];
      const below = i === 0 ? { y: x, dy: 0 } : layers[i - 1];
      // The loss gives the gradient by the last layer's sum itself.
      const activation = i === layers.length - 1 ? fusedActivation.linear : layer.activation;
      const [dw, db] = [g + weights, g + biases];
      k.denseGrad(
        ...([below.y, w + weights, y, dy, dy, dw, db, below.dy] as const),
        ...([batch, outputs, inputs, activation, 0, scratch, allFresh] as const),
      );
    }
    step++;
    const [c1, c2] = [1 - beta1 ** step, 1 - beta2 ** step];
    k.adam(w, g, m, v, size / 4, learningRate, beta1, beta2, epsilon, c1, c2, 0);
    return memory.float32[loss / 4];
  };
}

function layersOf(layout: Layout, { sizes, batch, classes }: Network) {
  let size = 0;
  const block = (n: number): number => {
    const offset = size;
    size += Math.ceil((4 * n) / 64) * 64;
    return offset;
  };
  const output = classes ? fusedActivation.linear : fusedActivation.sigmoid;
  const layers = sizes.slice(1).map((outputs, i): Layer => {
    const inputs = sizes[i];
    return {
      inputs,
      outputs,
      activation: i === sizes.length - 2 ? output : fusedActivation.relu,
      weights: block(inputs * outputs),
      biases: block(outputs),
      y: layout.take(batch * outputs),
      dy: layout.take(batch * outputs),
    };
  });
  return { layers, size };
}

/** Enough for every product of the step. */
function scratchFor(layout: Layout, m: number, layers: readonly Layer[]): Address {
  const { matmulScratch } = layout.backend.kernels.float32;
  const bytes = layers.flatMap(({ inputs: k, outputs: n }) => [
    matmulScratch(m, n, k, k, 1),
    matmulScratch(k, n, m, 1, 1),
    matmulScratch(m, k, n, n, n),
  ]);
  return layout.take(Math.max(...bytes) / 4);
}
