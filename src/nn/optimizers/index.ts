export { AdaGrad, type AdaGradOptions } from "./adagrad.js";
export { Adam, type AdamOptions, AdamW, type AdamWOptions } from "./adam.js";
export { Lion, type LionOptions } from "./lion.js";
export {
  Optimizer,
  type OptimizerCounters,
  type OptimizerOptions,
  type Update,
} from "./optimizer.js";
export { RMSprop, type RMSpropOptions } from "./rmsprop.js";
export { SGD, SGDMomentum, type SGDOptions } from "./sgd.js";
