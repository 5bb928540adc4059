export { EarlyStopping, type EarlyStoppingOptions } from "./early-stopping.js";
export { LearningRateScheduler, type RateFunction } from "./learning-rate-scheduler.js";
export { ModelCheckpoint, type ModelCheckpointOptions } from "./model-checkpoint.js";
export { TerminateOnNaN } from "./terminate-on-nan.js";
