import { requireNumber, requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { cos } from "../../kernels/circular.js";
import { integerPower } from "../../kernels/integer-power.js";
import { requireRate, type Schedule } from "./schedule.js";

/** What `schedules.step` takes. */
export interface StepOptions {
  /** The first rate. */
  readonly learningRate: number;
  /** How long a rate is kept: a positive integer. */
  readonly stepSize: number;
  /** What the rate is multiplied by then, >= 0. Default 0.1. */
  readonly gamma?: number;
}

/** learningRate gamma^floor(t / stepSize), as PyTorch's StepLR. */
export function step(options: StepOptions): Schedule {
  requireOptions("schedules.step", options, ["learningRate", "stepSize", "gamma"]);
  const { learningRate, stepSize, gamma = 0.1 } = options;
  requireRate("schedules.step", "learningRate", learningRate);
  requirePositiveInteger("schedules.step", "stepSize", stepSize);
  requireNumber("schedules.step", "gamma", gamma, 0);
  const at = (t: number): number => learningRate * integerPower(gamma, Math.floor(t / stepSize));
  return { name: "step", options: { ...options }, at };
}

/** What `schedules.exponential` takes. */
export interface ExponentialOptions {
  /** The first rate. */
  readonly learningRate: number;
  /** What the rate is multiplied by each time, >= 0. */
  readonly gamma: number;
}

/** learningRate gamma^t, as PyTorch's ExponentialLR. */
export function exponential(options: ExponentialOptions): Schedule {
  requireOptions("schedules.exponential", options, ["learningRate", "gamma"]);
  const { learningRate, gamma } = options;
  requireRate("schedules.exponential", "learningRate", learningRate);
  requireNumber("schedules.exponential", "gamma", gamma, 0);
  return {
    name: "exponential",
    options: { ...options },
    at: (t) => learningRate * integerPower(gamma, t),
  };
}

/** What `schedules.cosine` takes. */
export interface CosineOptions {
  /** The first rate. */
  readonly learningRate: number;
  /** When the minimum is reached: a positive integer. */
  readonly steps: number;
  /** The last rate, which stays. Default 0. */
  readonly minimum?: number;
}

/**
 * Half a cosine from learningRate down to the minimum: Loshchilov and Hutter, 2017, without restarts, as
 * Keras' CosineDecay.
 */
export function cosine(options: CosineOptions): Schedule {
  requireOptions("schedules.cosine", options, ["learningRate", "steps", "minimum"]);
  const { learningRate, steps, minimum = 0 } = options;
  requireRate("schedules.cosine", "learningRate", learningRate);
  requirePositiveInteger("schedules.cosine", "steps", steps);
  requireRate("schedules.cosine", "minimum", minimum);
  const at = (t: number): number => halfCosine(learningRate, minimum, t / steps);
  return { name: "cosine", options: { ...options }, at };
}

/** From `start` at a share of 0 to `end` at 1, where it stays. */
export function halfCosine(start: number, end: number, share: number): number {
  return end + ((start - end) * (1 + cos(Math.PI * Math.min(share, 1)))) / 2;
}
