/** Learns exclusive or with the build given; says on which core, and what it learnt. */
module.exports = function trainXor(smolml) {
  const { activation, Adam, DenseLayer, getBackend, losses, manualSeed, MLArray, NeuralNetwork } =
    smolml;
  manualSeed(1);
  const X = new MLArray([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const y = new MLArray([[0], [1], [1], [0]]);
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 2, outputSize: 8, activationFunction: activation.tanh }),
      new DenseLayer({ inputSize: 8, outputSize: 1, activationFunction: activation.sigmoid }),
    ],
    lossFunction: losses.binaryCrossEntropy,
    optimizer: new Adam({ learningRate: 0.1 }),
  });
  network.train(X, y, { epochs: 200, verbose: false });
  return { core: getBackend(), predictions: network.predict(X).toList().flat() };
};
