import { MLArray, type Operand } from "../array-api/ml-array.js";

/** The activations as functions; they take and return arrays of any shape. */
export type ActivationFunction = (x: MLArray) => MLArray;

function arrayOf(x: Operand): MLArray {
  return MLArray.ensureArray(x);
}

/** x itself. */
export function linear(x: Operand): MLArray {
  return arrayOf(x);
}

/** max(0, x), slope 0 at 0. */
export function relu(x: Operand): MLArray {
  return arrayOf(x).relu();
}

/** x, or alpha x below 0; alpha >= 0. */
export function leakyRelu(x: Operand, alpha = 0.01): MLArray {
  return arrayOf(x).leakyRelu(alpha);
}

/** x, or alpha (e^x - 1) below 0; alpha >= 0. */
export function elu(x: Operand, alpha = 1): MLArray {
  return arrayOf(x).elu(alpha);
}

/** 1 / (1 + e^-x) */
export function sigmoid(x: Operand): MLArray {
  return arrayOf(x).sigmoid();
}

/** (e^x - e^-x) / (e^x + e^-x) */
export function tanh(x: Operand): MLArray {
  return arrayOf(x).tanh();
}

/** e^x / sum(e^x) along an axis. */
export function softmax(x: Operand, axis = -1): MLArray {
  return arrayOf(x).softmax(axis);
}

// As methods, whose names minifiers keep.
const gelus = {
  gelu(x: Operand): MLArray {
    return arrayOf(x).gelu();
  },
  geluTanh(x: Operand): MLArray {
    return arrayOf(x).geluTanh();
  },
};

/** x Φ(x), Φ being the integral of the normal distribution; `gelu.tanh` is its approximation by tanh. */
export const gelu = /* @__PURE__ */ Object.assign(gelus.gelu, { tanh: gelus.geluTanh });

/** x sigmoid(x): SiLU or Swish. */
export function silu(x: Operand): MLArray {
  return arrayOf(x).silu();
}

/** log(1 + e^x) */
export function softplus(x: Operand): MLArray {
  return arrayOf(x).softplus();
}

/** x tanh(softplus(x)) */
export function mish(x: Operand): MLArray {
  return arrayOf(x).mish();
}
