import brain from "brain.js";
import type { Cases } from "../group.js";
import { inProcess } from "../measure.js";
import { batchFor, type Network } from "../networks.js";
import { absent, type Peer, type Work } from "./peers.js";

export const name = "brain.js";

/** So long does it take for wide layers that they would fill the run. */
const mostWeights = 1000;

export async function connect(works: readonly Work[]): Promise<Peer> {
  const small = works.filter(
    ({ network }) => network !== undefined && weights(network) < mostWeights,
  );
  if (small.length === 0) return absent(name, "has no matrix products of its own");
  const cases: Cases = Object.fromEntries(
    small.map(({ name, network }) => [name, () => pass(network as Network)]),
  );
  const note =
    "brain.js knows neither batches nor softmax: one pass over the rows, an update after each, sigmoid outputs. " +
    "Wide networks are left out.";
  return { name, contestant: inProcess(name, cases), note };
}

function weights({ sizes }: Network): number {
  return sizes.slice(1).reduce((sum, outputs, i) => sum + sizes[i] * outputs, 0);
}

function pass(network: Network): () => void {
  const { sizes, batch } = network;
  const { x, y } = batchFor(network);
  const row = (data: Float32Array, r: number) => {
    const width = data.length / batch;
    return Array.from(data.subarray(r * width, (r + 1) * width));
  };
  const rows = Array.from({ length: batch }, (_, r) => ({ input: row(x, r), output: row(y, r) }));
  const net = new brain.NeuralNetwork({ hiddenLayers: sizes.slice(1, -1), activation: "relu" });
  return () => net.train(rows, { iterations: 1, errorThresh: 1e-9, praxis: "adam" });
}
