/** Draws the curves that README opens with: `npx tsx scripts/draw-curves.ts`, after `npm run build`. */
import { writeFileSync } from "node:fs";
import {
  Adam,
  DenseLayer,
  Dropout,
  MLArray,
  manualSeed,
  NeuralNetwork,
  relu,
  sparseSoftmaxCrossEntropy,
  trainTestSplit,
} from "smolml";
import { loadDigits } from "smolml/datasets";

/** Losses of a network on handwritten digits, over its own rows and those held back, as SVG. */
export function drawCurves(): string {
  manualSeed(1);
  const { X, y } = loadDigits();
  const [XTrain, XTest, yTrain, yTest] = trainTestSplit(new MLArray(X).div(16), y);
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ outputSize: 64, activationFunction: relu }),
      new Dropout({ rate: 0.2 }),
      new DenseLayer({ outputSize: 10 }),
    ],
    lossFunction: sparseSoftmaxCrossEntropy,
    optimizer: new Adam({ learningRate: 0.002 }),
  });
  const validationData = [XTest, yTest] as const;
  const history = network.train(XTrain, yTrain, {
    epochs: 30,
    batchSize: 32,
    validationData,
    verbose: false,
  });
  return history.toSVG({ height: 280 });
}

if (process.argv[1] === import.meta.filename) writeFileSync("docs/curves.svg", `${drawCurves()}\n`);
