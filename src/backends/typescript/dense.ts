import { unary } from "../../kernels/elementwise.js";
import { fusedActivation, type Kernels, type UnaryKernel } from "../../kernels/kernels.js";
import { sigmoidSlope, tanhSlope } from "./elementwise.js";
import { LaneSum } from "./lane-sum.js";
import type { Reals } from "./reals.js";
import { addRows } from "./rows.js";

type DenseNames = "dense" | "denseGrad";
type Used = "matmul" | "softmax" | "relu" | "leakyRelu" | "sigmoid" | "tanh";

/** A layer in one call, from the kernels that it consists of. */
export function denseKernels(
  reals: Reals,
  kernels: Pick<Kernels, Used>,
): Pick<Kernels, DenseNames> {
  const activations: Record<number, UnaryKernel | undefined> = {
    [fusedActivation.relu]: kernels.relu,
    [fusedActivation.leakyRelu]: kernels.leakyRelu,
    [fusedActivation.sigmoid]: kernels.sigmoid,
    [fusedActivation.tanh]: kernels.tanh,
  };
  const backThroughActivation = activationGradient(reals);
  const { matmul } = kernels;
  return {
    dense(x, w, bias, y, m, n, k, activation, alpha, scratch) {
      matmul(x, w, y, m, n, k, k, 1, n, 1, bias, 0, 1, scratch);
      if (activation === fusedActivation.softmax) kernels.softmax(y, y, m, n, 1);
      else activations[activation]?.(y, y, m * n, alpha, 0);
    },

    denseGrad(x, w, y, dy, dz, dw, dbias, dx, m, n, k, activation, alpha, scratch, fresh) {
      backThroughActivation(y, dy, dz, m, n, activation, alpha);
      // Each gradient starts from what it holds, so it accumulates, unless it is fresh.
      const from = (gradient: number, bit: number) => (fresh & bit ? 0 : gradient);
      if (dw !== 0) matmul(x, dz, dw, k, n, m, 1, k, n, 1, from(dw, 1), n, 1, scratch);
      if (dbias !== 0) addRows(reals, dz, dbias, m, n, (fresh & 2) !== 0);
      if (dx !== 0) matmul(dz, w, dx, m, k, n, n, 1, 1, n, from(dx, 4), k, 1, scratch);
    },
  };
}

type ActivationGradient = (
  y: number,
  dy: number,
  dz: number,
  m: number,
  n: number,
  activation: number,
  alpha: number,
) => void;

/** dz = dy activation'(y), from the output y. */
function activationGradient(reals: Reals): ActivationGradient {
  const [sigmoid, tanh] = [sigmoidSlope(reals), tanhSlope(reals)];
  const gradients: Record<number, ((dy: number, y: number, alpha: number) => number) | undefined> =
    {
      [fusedActivation.relu]: unary.relu.gradient,
      [fusedActivation.leakyRelu]: unary.leakyRelu.gradient,
      [fusedActivation.sigmoid]: (dy, y) => dy * reals.round(sigmoid(y)),
      [fusedActivation.tanh]: (dy, y) => dy * reals.round(tanh(y)),
    };
  const sum = new LaneSum(reals.dtype);
  return (y, dy, dz, m, n, activation, alpha) => {
    const v = reals.view;
    const toDy = reals.index(dy) - reals.index(y);
    const toDz = reals.index(dz) - reals.index(y);
    const first = reals.index(y);
    const end = first + m * n;
    const a = reals.round(alpha);
    const gradient = gradients[activation];
    if (gradient) {
      for (let at = first; at < end; at++) v[at + toDz] = gradient(v[at + toDy], v[at], a);
    } else if (activation === fusedActivation.softmax) {
      for (let row = first; row < end; row += n) {
        sum.start(1);
        for (let at = row; at < row + n; at++) sum.add(reals.round(v[at + toDy] * v[at]));
        const mean = sum.total();
        for (let at = row; at < row + n; at++) {
          v[at + toDz] = v[at] * reals.round(v[at + toDy] - mean);
        }
      }
    }
  };
}
