/** Layers whose windows slide over images and sequences, of odd sizes, and all that goes with them. */
import type { NeuralNetworkOptions } from "smolml";
import type { Library } from "./networks.js";

interface Sliding {
  /** What stands in front of the dense layer that ends each network. */
  readonly layers: () => NeuralNetworkOptions["layers"];
  /** The shape of a row of the input. */
  readonly row: readonly number[];
}

export function slidingLayers(library: Library): Record<string, Sliding> {
  const { relu, tanh } = library.activation;
  const image = [7, 6, 3];
  return {
    Conv1D: {
      layers: () => [
        new library.Conv1D({ filters: 6, kernelSize: 3, padding: "causal", dilation: 2 }),
        new library.MaxPool1D({ poolSize: 3, strides: 2, padding: "same" }),
        new library.SpatialDropout1D({ rate: 0.2 }),
        new library.Conv1D({ filters: 4, kernelSize: 2, groups: 2, activationFunction: tanh }),
        new library.AveragePool1D(),
        new library.GlobalAveragePool1D(),
      ],
      row: [9, 2],
    },
    Conv2D: {
      layers: () => [
        new library.Conv2D({
          filters: 9,
          kernelSize: 3,
          padding: "same",
          activationFunction: relu,
        }),
        new library.MaxPool2D(),
        new library.Conv2D({ filters: 6, kernelSize: [2, 3], groups: 3, activationFunction: tanh }),
        new library.Flatten(),
      ],
      row: image,
    },
    DepthwiseConv2D: {
      layers: () => [
        new library.DepthwiseConv2D({ kernelSize: 3, multiplier: 2, strides: 2, padding: 1 }),
        new library.BatchNorm(),
        new library.AveragePool2D({ poolSize: 3, strides: 1, padding: "same" }),
        new library.GlobalAveragePool2D(),
      ],
      row: image,
    },
    Conv2DTranspose: {
      layers: () => [
        new library.Conv2DTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: "same" }),
        new library.SpatialDropout2D({ rate: 0.2 }),
        new library.ZeroPad2D(),
        new library.Conv2D({
          filters: 2,
          kernelSize: 5,
          strides: [3, 2],
          activationFunction: tanh,
        }),
        new library.UpSample2D(),
        new library.Flatten(),
      ],
      row: image,
    },
  };
}
