/** Shakespeare, letter by letter: a GPT of 4 blocks, 128 wide, that reads 64 letters back. */
import { readFileSync } from "node:fs";
import {
  AdamW,
  DenseLayer,
  Embedding,
  LayerNorm,
  MLArray,
  manualSeed,
  NeuralNetwork,
  PositionEmbedding,
  sparseSoftmaxCrossEntropy,
  TransformerBlock,
  uniform,
} from "smolml";

const context = 64;
const width = 128;
const batchSize = 12;

export function shakespeare(seed = 42) {
  manualSeed(seed);
  const text = readFileSync(new URL("../data/tiny-shakespeare.txt", import.meta.url), "utf8");
  const vocabulary = [...new Set(text)].sort();
  const codes = Float32Array.from(text, (letter) => vocabulary.indexOf(letter));
  const heldBack = Math.floor(codes.length * 0.9);
  const network = new NeuralNetwork({
    layers: [
      new Embedding({ inputSize: vocabulary.length, outputSize: width }),
      new PositionEmbedding({ sequenceLength: context }),
      ...Array.from(
        { length: 4 },
        () => new TransformerBlock({ heads: 4, hidden: 4 * width, causal: true }),
      ),
      new LayerNorm(),
      new DenseLayer({ outputSize: vocabulary.length }),
    ],
    lossFunction: sparseSoftmaxCrossEntropy,
    optimizer: new AdamW({ learningRate: 1e-3, beta2: 0.99, weightDecay: 0.1 }),
  });

  /** Pieces from anywhere between two places, and for each letter the one behind it. */
  function batch(rows: number, from: number, to: number): [x: MLArray, y: MLArray] {
    const starts = uniform([rows]).toTypedArray();
    const x = new Float32Array(rows * context);
    const y = new Float32Array(rows * context);
    starts.forEach((share, row) => {
      const start = from + Math.floor(share * (to - from - context));
      x.set(codes.subarray(start, start + context), row * context);
      y.set(codes.subarray(start + 1, start + 1 + context), row * context);
    });
    const options = { shape: [rows, context], requiresGrad: false };
    return [new MLArray(x, options), new MLArray(y, options)];
  }

  return {
    network,
    /** At a rate that rises for 100 steps and falls along a cosine to a tenth. */
    train(steps: number, onStep: (step: number, loss: number) => void): void {
      for (let i = 0; i < steps; i++) {
        const fall = 0.55 + 0.45 * Math.cos((Math.PI * i) / steps);
        network.optimizer.learningRate = 1e-3 * Math.min((i + 1) / 100, fall);
        onStep(i + 1, network.trainOnBatch(...batch(batchSize, 0, heldBack)));
      }
    },
    /** The mean over letters of the tenth that was held back. */
    loss: () => network.evaluate(...batch(200, heldBack, codes.length)),
    /** Goes on from a beginning. */
    write(beginning: string, length: number, temperature = 0.8): string {
      const stranger = [...beginning].find((letter) => !vocabulary.includes(letter));
      if (stranger !== undefined) {
        throw new RangeError(
          `"${stranger}" is none of the ${vocabulary.length} letters of the text`,
        );
      }
      let written = beginning;
      while (written.length < beginning.length + length) {
        const seen = [...written].slice(-context).map((letter) => vocabulary.indexOf(letter));
        const logits = network.predict([seen]).get(0, -1);
        written += vocabulary[draw(logits.div(temperature).softmax().toTypedArray())];
      }
      return written;
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
  return probabilities.length - 1;
}

if (process.argv[1] === import.meta.filename) {
  const steps = Number(process.argv[2] ?? 2000);
  const { network, train, loss, write } = shakespeare();
  const start = performance.now();
  train(steps, (step, current) => {
    if (step % 100 !== 0 && step !== 1) return;
    const seconds = (performance.now() - start) / 1000;
    console.log(`step ${step}: loss ${current.toFixed(2)}, ${seconds.toFixed(0)} s`);
  });
  console.log(String(network));
  console.log(`Loss of the text held back: ${loss().toFixed(3)}`);
  console.log(write("\n", 500));
}
