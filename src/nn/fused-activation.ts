import type { FusedActivation } from "../kernels/kernels.js";
import type { ActivationFunction } from "./activation.js";
import { activationsByName } from "./known-activations.js";

/** An activation that `DenseLayer` computes inside its own kernel, with its default parameter. */
export interface Fused {
  readonly name: FusedActivation;
  readonly alpha: number;
}

/** The activations that are fused, with the parameter that their functions take by default. */
const alphas: Readonly<Record<FusedActivation, number>> = {
  linear: 0,
  relu: 0,
  leakyRelu: 0.01,
  sigmoid: 0,
  tanh: 0,
  softmax: 0,
};

const fused = new Map<unknown, Fused>(
  (Object.keys(alphas) as FusedActivation[]).map((name) => [
    activationsByName[name],
    { name, alpha: alphas[name] },
  ]),
);

/** How a layer can fuse an activation function; null for the others, and for one of the user's own. */
export function fusedActivationOf(activation: ActivationFunction): Fused | null {
  return fused.get(activation) ?? null;
}
