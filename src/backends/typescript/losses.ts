import { exp, expMinusOne } from "../../kernels/exp.js";
import type { LossKernel, LossKernels } from "../../kernels/kernels.js";
import { log, logOnePlus } from "../../kernels/log.js";
import { sigmoid } from "../../kernels/sigmoid.js";
import { tanh } from "../../kernels/tanh.js";
import type { Reals } from "./reals.js";

type ElementLossNames =
  | "mse"
  | "mae"
  | "huber"
  | "logCosh"
  | "binaryCrossEntropy"
  | "binaryCrossEntropyOfSigmoid"
  | "sigmoidBinaryCrossEntropy";

/** The loss of one element and its slope by p, before the mean is taken. */
interface ElementLoss {
  value(p: number, t: number): number;
  slope(p: number, t: number): number;
}

/** The losses that take the mean over all elements. */
export function elementLossKernels(reals: Reals): Pick<LossKernels, ElementLossNames> {
  const kernel = (make: (reals: Reals, parameter: number) => ElementLoss) =>
    elementLossKernel(reals, (parameter) => make(reals, parameter));
  return {
    mse: kernel(squaredError),
    mae: kernel(absoluteError),
    huber: kernel(huber),
    logCosh: kernel(logCosh),
    binaryCrossEntropy: kernel(binaryCrossEntropy),
    binaryCrossEntropyOfSigmoid: kernel((...args) => ({
      ...binaryCrossEntropy(...args),
      slope: (p, t) => p - t,
    })),
    sigmoidBinaryCrossEntropy: kernel(sigmoidBinaryCrossEntropy),
  };
}

function elementLossKernel(reals: Reals, make: (parameter: number) => ElementLoss): LossKernel {
  return (p, t, y, dp, rows, columns, parameter) => {
    const n = rows * columns;
    if (n === 0) return;
    const v = reals.view;
    const p0 = reals.index(p);
    const t0 = reals.index(t);
    const dp0 = reals.index(dp);
    const { value, slope } = make(parameter);
    const divisor = reals.round(n);
    let total = 0;
    for (let i = 0; i < n; i++) {
      const pi = v[p0 + i];
      const ti = v[t0 + i];
      total += reals.round(value(pi, ti));
      if (dp !== 0) v[dp0 + i] = reals.round(slope(pi, ti)) / divisor;
    }
    v[reals.index(y)] = total / n;
  };
}

function squaredError(reals: Reals): ElementLoss {
  return {
    value(p, t) {
      const d = reals.round(p - t);
      return d * d;
    },
    slope: (p, t) => 2 * reals.round(p - t),
  };
}

function absoluteError(reals: Reals): ElementLoss {
  return {
    value: (p, t) => Math.abs(reals.round(p - t)),
    slope: (p, t) => Math.sign(reals.round(p - t)),
  };
}

function huber(reals: Reals, parameter: number): ElementLoss {
  const delta = reals.round(parameter);
  const offset = reals.round((parameter * parameter) / 2);
  return {
    value(p, t) {
      const d = Math.abs(reals.round(p - t));
      return d <= delta ? reals.round(d * d) / 2 : reals.round(delta * d) - offset;
    },
    slope(p, t) {
      const d = reals.round(p - t);
      return Math.abs(d) <= delta ? d : delta * Math.sign(d);
    },
  };
}

function logCosh(reals: Reals): ElementLoss {
  return {
    value(p, t) {
      const d = Math.abs(reals.round(p - t));
      const lost = expMinusOne(-d);
      const e = 1 + lost;
      if (d <= 1) return logOnePlus((0.5 * (lost * lost)) / e);
      return logOnePlus(e * e) + (d - Math.LN2);
    },
    slope: (p, t) => tanh(reals.round(p - t)),
  };
}

function binaryCrossEntropy(reals: Reals, epsilon: number): ElementLoss {
  const low = reals.round(epsilon);
  const high = reals.round(1 - epsilon);
  const clip = (p: number) => (p < low ? low : p > high ? high : p);
  const logOf = (q: number) => reals.round(log(q));
  // 1 - 1e-15 is 1 in float32: log(1 - q) must stay finite.
  const rest = (q: number) => reals.round(1 - q) || low;
  return {
    value(p, t) {
      const q = clip(p);
      return -reals.round(
        reals.round(t * logOf(q)) + reals.round(reals.round(1 - t) * logOf(rest(q))),
      );
    },
    slope(p, t) {
      if (p < low || p > high) return 0;
      return reals.round(reals.round(1 - t) / rest(p)) - reals.round(t / p);
    },
  };
}

function sigmoidBinaryCrossEntropy(reals: Reals): ElementLoss {
  return {
    value(z, t) {
      const linear = reals.round(Math.max(z, 0) - reals.round(z * t));
      return linear + reals.round(logOnePlus(exp(-Math.abs(z))));
    },
    slope: (z, t) => reals.round(sigmoid(z)) - t,
  };
}
