import { Adam, activation, DenseLayer, losses, MLArray, NeuralNetwork, Value } from "smolml";
import * as pure from "smolml/pure";

const x: MLArray = new MLArray([[1, 2]], { dtype: "float64" });
const shape: readonly number[] = x.matmul(x.T).softmax().shape;
const network = new NeuralNetwork({
  layers: [new DenseLayer({ outputSize: 1, activationFunction: activation.relu })],
  lossFunction: losses.mseLoss,
  optimizer: new Adam({ learningRate: 0.1 }),
});
const history: number[] = network.train(x, new MLArray([[1]]), { epochs: shape.length });
const slope: number = new Value(history[0]).grad;
const mean: number = pure.ones(2, 2).mean().item() + slope;

// @ts-expect-error: shows that the types are really there, and not any
const wrong: string = mean;

export default wrong;
