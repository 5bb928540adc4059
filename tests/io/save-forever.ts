/** Run as a process of its own: saves a large model again and again, its weights all equal. Argument: file. */
import { DenseLayer, initializers, mseLoss, NeuralNetwork } from "../../src/index.js";
import { saveFile } from "../../src/node/index.js";

const layer = new DenseLayer({
  inputSize: 1000,
  outputSize: 1000,
  weightInitializer: initializers.Zeros,
});
const model = new NeuralNetwork({ layers: [layer], lossFunction: mseLoss });
const weights = new Float32Array(1_000_000);

for (let i = 0; ; i++) {
  layer.weights.updateValues(weights.fill(i));
  saveFile(model, process.argv[2]);
  if (i === 0) console.log("saved");
}
