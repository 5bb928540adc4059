export {
  type CosineOptions,
  cosine,
  type ExponentialOptions,
  exponential,
  type StepOptions,
  step,
} from "./decay.js";
export { type ReduceOnPlateauOptions, reduceOnPlateau } from "./reduce-on-plateau.js";
export type { Schedule } from "./schedule.js";
export { type OneCycleOptions, oneCycle, type WarmupOptions, warmup } from "./warmup.js";
