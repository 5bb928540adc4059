import type { FusedActivation } from "../kernels/kernels.js";
import {
  type ActivationFunction,
  elu,
  leakyRelu,
  linear,
  relu,
  sigmoid,
  softmax,
  tanh,
} from "./activation.js";

/** An activation that `DenseLayer` computes inside its own kernel, with its default parameter. */
export interface Fused {
  readonly name: FusedActivation;
  readonly alpha: number;
}

const fused = new Map<unknown, Fused>([
  [linear, { name: "linear", alpha: 0 }],
  [relu, { name: "relu", alpha: 0 }],
  [leakyRelu, { name: "leakyRelu", alpha: 0.01 }],
  [sigmoid, { name: "sigmoid", alpha: 0 }],
  [tanh, { name: "tanh", alpha: 0 }],
  [softmax, { name: "softmax", alpha: 0 }],
]);

/** How a layer can fuse an activation function; null for one of the user's own. */
export function fusedActivationOf(activation: ActivationFunction): Fused | null {
  return fused.get(activation) ?? null;
}

/** The name of an activation, a user's own included; a bundler may have renamed the functions of this library. */
export function nameOfActivation(activation: ActivationFunction): string {
  return activation === elu ? "elu" : (fusedActivationOf(activation)?.name ?? activation.name);
}
