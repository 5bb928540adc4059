/** The networks whose training step is measured, here and with the peers. */
export interface Network {
  readonly name: string;
  /** Features, neurons of each hidden layer (ReLU), outputs. */
  readonly sizes: readonly number[];
  readonly batch: number;
  /** Softmax over the outputs and cross-entropy; without, one sigmoid output and binary cross-entropy. */
  readonly classes: boolean;
  /** Adam's. */
  readonly learningRate: number;
}

/**
 * So small that a run of any length leaves the network where it began: one that has learnt its batch
 * computes with denormal numbers, which are slow.
 */
const learningRate = 1e-7;

export const networks: readonly Network[] = [
  { name: "iris 4-16-8-3, batch 150", sizes: [4, 16, 8, 3], batch: 150, classes: true },
  { name: "MNIST 784-128-10, batch 64", sizes: [784, 128, 10], batch: 64, classes: true },
  { name: "784-512-256-10, batch 128", sizes: [784, 512, 256, 10], batch: 128, classes: true },
  { name: "2-16-1, batch 32", sizes: [2, 16, 1], batch: 32, classes: false },
].map((network) => ({ ...network, learningRate }));

export interface Batch {
  /** Row-major, in [-1, 1). */
  readonly x: Float32Array;
  /** One-hot rows, or zeros and ones. */
  readonly y: Float32Array;
}

/** The same numbers for all: a batch of noise with labels at random. */
export function batchFor({ sizes, batch, classes }: Network): Batch {
  const inputs = sizes[0];
  const outputs = sizes[sizes.length - 1];
  const x = Float32Array.from({ length: batch * inputs }, (_, i) => 2 * noise(i) - 1);
  const y = new Float32Array(batch * outputs);
  for (let r = 0; r < batch; r++) {
    const label = Math.floor(noise(-r - 1) * (classes ? outputs : 2));
    if (classes) y[r * outputs + label] = 1;
    else y[r] = label;
  }
  return { x, y };
}

/** Initial weights of layer `layer`, Xavier-uniform; biases start at zero. */
export function weightsFor({ sizes }: Network, layer: number): Float32Array {
  const [inputs, outputs] = [sizes[layer], sizes[layer + 1]];
  const limit = Math.sqrt(6 / (inputs + outputs));
  const scaled = (_: unknown, i: number) => limit * (2 * noise(i + 1e6 * (layer + 1)) - 1);
  return Float32Array.from({ length: inputs * outputs }, scaled);
}

/** In [0, 1), from a number's own digits: the bits of one multiplication, mixed (murmur3's finalizer). */
function noise(seed: number): number {
  let z = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
}
