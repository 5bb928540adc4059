/** All that both entries export. */

export type { DType } from "./array/dtype.js";
export { noGrad } from "./array/graph.js";
export type { Nested } from "./array/nested.js";
export type { Shape } from "./array/shape.js";
export type { ArrayData, ArrayOptions, NumericArray } from "./array-data.js";
export { setDefaultDtype } from "./array-data.js";
export type { BackendName } from "./backends/backend.js";
export { type BackendInfo, backendInfo, getBackend, setBackend } from "./backends/current.js";
export * from "./creation.js";
export { type MemoryReport, memory, setMemoryBudget } from "./memory/memory.js";
export { type Index, MLArray, type Operand } from "./ml-array.js";
export type { ActivationFunction } from "./nn/activation.js";
export * as activation from "./nn/activation.js";
export { elu, leakyRelu, linear, relu, sigmoid, softmax, tanh } from "./nn/activation.js";
export * as initializers from "./nn/initializers.js";
export * from "./nn/initializers.js";
export { ActivationLayer } from "./nn/layers/activation-layer.js";
export { DenseLayer, type DenseLayerOptions } from "./nn/layers/dense-layer.js";
export type { Module } from "./nn/layers/layer.js";
export * as losses from "./nn/losses.js";
export {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  huberLoss,
  type LossFunction,
  logCoshLoss,
  maeLoss,
  mseLoss,
  sigmoidBinaryCrossEntropy,
  softmaxCrossEntropy,
  sparseCategoricalCrossEntropy,
  sparseSoftmaxCrossEntropy,
} from "./nn/losses.js";
export * as metrics from "./nn/metrics/index.js";
export { NeuralNetwork, type NeuralNetworkOptions } from "./nn/neural-network.js";
export * as optimizers from "./nn/optimizers/index.js";
export * from "./nn/optimizers/index.js";
export * as schedules from "./nn/schedules/index.js";
export type { Callback, Step, TrainingRun } from "./nn/training/callback.js";
export { History } from "./nn/training/history.js";
export type { EpochLogs } from "./nn/training/logs.js";
export type { FitOptions, TrainOptions } from "./nn/training/options.js";
export type { BatchData } from "./nn/training/source.js";
export * from "./preprocessing/index.js";
export { manualSeed } from "./random.js";
export { tidy } from "./tidy.js";
export { Value } from "./value.js";
