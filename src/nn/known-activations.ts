import {
  type ActivationFunction,
  elu,
  gelu,
  leakyRelu,
  linear,
  mish,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from "./activation.js";

/** The activations of this library, by name because a bundler may rename the functions. */
export const activationsByName = {
  linear,
  relu,
  leakyRelu,
  elu,
  sigmoid,
  tanh,
  softmax,
  gelu,
  "gelu.tanh": gelu.tanh,
  silu,
  softplus,
  mish,
};

/** Made when it is first asked for: made at import, it would be in every bundle. */
let known: ReadonlySet<unknown> | null = null;

/** Whether an activation is one of this library's, which keep nothing of what they are given. */
export function isKnownActivation(activation: ActivationFunction): boolean {
  known ??= new Set(Object.values(activationsByName));
  return known.has(activation);
}

/** The name of an activation, a user's own included. */
export function nameOfActivation(activation: ActivationFunction): string {
  const entry = Object.entries(activationsByName).find(([, each]) => each === activation);
  return entry?.[0] ?? activation.name;
}
