import {
  requireInteger,
  requireNumber,
  requireOptions,
  requirePositiveInteger,
} from "../../errors/check.js";
import { halfCosine } from "./decay.js";
import { isSchedule, requireRate, type Schedule } from "./schedule.js";

/** What `schedules.warmup` takes. */
export interface WarmupOptions {
  /** The rate after the warm-up, or a schedule that starts then. */
  readonly learningRate: number | Schedule;
  /** How long the warm-up lasts: a positive integer. */
  readonly steps: number;
  /** The share of the rate that it starts from, in [0, 1]. Default 0. */
  readonly startFactor?: number;
}

/** Rises linearly to the rate, then hands over: PyTorch's LinearLR before another. */
export function warmup(options: WarmupOptions): Schedule {
  requireOptions("schedules.warmup", options, ["learningRate", "steps", "startFactor"]);
  const { learningRate, steps, startFactor = 0 } = options;
  if (!isSchedule(learningRate)) requireRate("schedules.warmup", "learningRate", learningRate);
  requirePositiveInteger("schedules.warmup", "steps", steps);
  requireNumber("schedules.warmup", "startFactor", startFactor, 0, 1);
  const after = isSchedule(learningRate) ? learningRate : { at: () => learningRate };
  const at = (t: number): number =>
    t < steps ? after.at(0) * (startFactor + ((1 - startFactor) * t) / steps) : after.at(t - steps);
  if (!isSchedule(learningRate)) return { name: "warmup", options: { ...options }, at };
  const { monitor } = learningRate;
  return {
    name: "warmup",
    options: { ...options },
    at,
    monitor,
    observe: (value) => learningRate.observe?.(value),
  };
}

/** What `schedules.oneCycle` takes. */
export interface OneCycleOptions {
  /** The highest rate. */
  readonly learningRate: number;
  /** How long the cycle lasts, at least 2; the last rate stays. */
  readonly steps: number;
  /** The share of the cycle in which the rate rises, in [0, 1]. Default 0.3. */
  readonly riseShare?: number;
  /** The first rate is learningRate / divFactor. Default 25. */
  readonly divFactor?: number;
  /** The last rate is the first one / finalDivFactor. Default 1e4. */
  readonly finalDivFactor?: number;
}

const oneCycleOptions = [
  "learningRate",
  "steps",
  "riseShare",
  "divFactor",
  "finalDivFactor",
] as const;

/** One rise and one longer fall, half a cosine each: Smith and Topin, 2018, as PyTorch's OneCycleLR. */
export function oneCycle(options: OneCycleOptions): Schedule {
  requireOptions("schedules.oneCycle", options, oneCycleOptions);
  const { learningRate, steps, riseShare = 0.3, divFactor = 25, finalDivFactor = 1e4 } = options;
  requireRate("schedules.oneCycle", "learningRate", learningRate);
  requireInteger("schedules.oneCycle", "steps", steps, 2);
  requireNumber("schedules.oneCycle", "riseShare", riseShare, 0, 1);
  requireNumber("schedules.oneCycle", "divFactor", divFactor, 1);
  requireNumber("schedules.oneCycle", "finalDivFactor", finalDivFactor, 1);
  const [first, last] = [learningRate / divFactor, learningRate / divFactor / finalDivFactor];
  const top = Math.max(riseShare * steps - 1, 0);
  const at = (t: number): number =>
    t < top
      ? halfCosine(first, learningRate, t / top)
      : halfCosine(learningRate, last, t >= steps - 1 ? 1 : (t - top) / (steps - 1 - top));
  return { name: "oneCycle", options: { ...options }, at };
}
