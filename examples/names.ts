/** Names, letter by letter: a transformer as small as can be learns which letter comes next, and invents some. */
import { readFileSync } from "node:fs";
import {
  Adam,
  DenseLayer,
  Embedding,
  manualSeed,
  NeuralNetwork,
  PositionEmbedding,
  relu,
  sparseSoftmaxCrossEntropy,
  TransformerBlock,
  uniform,
} from "smolml";

/** The end of a name, and so what comes before its first letter. */
const end = 0;
const letters = 27;
const longest = 16;

/** Of "ada": the letters [0, 1, 4, 1] and what comes behind each, [1, 4, 1, 0]. */
function sequence(name: string): { x: number[]; y: number[] } {
  const codes = [...name].slice(0, longest - 1).map((letter) => letter.charCodeAt(0) - 96);
  return { x: [end, ...codes], y: [...codes, end] };
}

export function names(seed = 42) {
  manualSeed(seed);
  const text = readFileSync(new URL("../data/names.txt", import.meta.url), "utf8");
  const all = text.trim().split("\n");
  const heldBack = all.filter((_, i) => i % 64 === 0).map(sequence);
  const rest = all.filter((_, i) => i % 64 !== 0).map(sequence);
  const width = 16;
  const network = new NeuralNetwork({
    layers: [
      new Embedding({ inputSize: letters, outputSize: width }),
      new PositionEmbedding({ sequenceLength: longest }),
      new TransformerBlock({ heads: 4, hidden: 4 * width, causal: true, activationFunction: relu }),
      new DenseLayer({ outputSize: letters }),
    ],
    lossFunction: sparseSoftmaxCrossEntropy,
    optimizer: new Adam({ learningRate: 0.01, beta1: 0.85, beta2: 0.99 }),
  });
  return {
    network,
    /** One name a step, at a rate that falls to 0. */
    train(verbose: boolean, steps = 1000): number[] {
      const drawn = uniform([steps]).mul(rest.length).floor().toTypedArray();
      return Array.from(drawn, (place, i) => {
        const { x, y } = rest[place] as ReturnType<typeof sequence>;
        network.optimizer.learningRate = 0.01 * (1 - i / steps);
        const loss = network.trainOnBatch([x], [y]);
        if (verbose && (i + 1) % 200 === 0) console.log(`step ${i + 1}: loss ${loss.toFixed(2)}`);
        return loss;
      });
    },
    /** The mean over all letters of names held back. */
    loss(): number {
      let [total, count] = [0, 0];
      for (const { x, y } of heldBack) {
        total += network.evaluate([x], [y]) * x.length;
        count += x.length;
      }
      return total / count;
    },
    /** A new name, letter by letter; at a lower temperature more like the commonest. */
    sample(temperature = 0.6): string {
      const codes = [end];
      while (codes.length < longest) {
        const logits = network.predict([codes]).get(0, -1);
        const next = draw(logits.div(temperature).softmax().toTypedArray());
        if (next === end) break;
        codes.push(next);
      }
      return codes
        .slice(1)
        .map((code) => String.fromCharCode(code + 96))
        .join("");
    },
  };
}

/** An index, each with its probability. */
function draw(probabilities: ArrayLike<number>): number {
  let left = uniform([1]).item();
  for (const [i, probability] of Array.from(probabilities).entries()) {
    left -= probability;
    if (left < 0) return i;
  }
  return end;
}

if (process.argv[1] === import.meta.filename) {
  const { network, train, loss, sample } = names();
  console.log(String(network));
  const start = performance.now();
  train(true);
  console.log(`1,000 steps in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  console.log(`Loss of names held back: ${loss().toFixed(3)}`);
  console.log(Array.from({ length: 20 }, () => sample()).join(" "));
}
