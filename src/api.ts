/** All that both entries export. */

export { noGrad } from "./array/graph.js";
export { manualSeed } from "./array/random.js";
export type { ArrayData, ArrayOptions, NumericArray } from "./array-api/array-data.js";
export { setDefaultDtype } from "./array-api/array-data.js";
export type { Arrays, ArraysOf, Data, Form } from "./array-api/arrays.js";
export * from "./array-api/creation.js";
export { customGradient, type GradientRule } from "./array-api/custom-gradient.js";
export { type Index, MLArray, type Operand } from "./array-api/ml-array.js";
export type { ShapeArguments } from "./array-api/shape-arguments.js";
export { tidy } from "./array-api/tidy.js";
export type { BackendName } from "./backends/backend.js";
export { type BackendInfo, backendInfo, getBackend, setBackend } from "./backends/current.js";
export type { BatchData } from "./data/batches.js";
export { DataLoader, type DataLoaderOptions, type RowSource } from "./data/data-loader.js";
export type { Row } from "./data/row.js";
export * as datasets from "./datasets/index.js";
export type { Dataset } from "./datasets/points.js";
export { type CheckGradientsOptions, checkGradients } from "./debug/check-gradients.js";
export { type GraphOptions, graph } from "./debug/graph.js";
export type { SaveOptions } from "./io/encode.js";
export type { ModelJSON, TensorJSON } from "./io/model-json.js";
export type { ModuleDescription } from "./io/plain.js";
export { register } from "./io/registry.js";
export { type MemoryReport, memory, setMemoryBudget } from "./memory/memory.js";
export { NeuralNetwork, type NeuralNetworkOptions } from "./network/neural-network.js";
export type { Summary, SummaryRow } from "./network/summary.js";
export type { ActivationFunction } from "./nn/activation.js";
export * as activation from "./nn/activation.js";
export {
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
} from "./nn/activation.js";
export type { EarlyStoppingState } from "./nn/callbacks/early-stopping.js";
export * as callbacks from "./nn/callbacks/index.js";
export * from "./nn/callbacks/index.js";
export * as initializers from "./nn/initializers.js";
export * from "./nn/initializers.js";
export { ActivationLayer } from "./nn/layers/activation-layer.js";
export {
  AveragePool1D,
  type AveragePool1DOptions,
  AveragePool2D,
  type AveragePool2DOptions,
} from "./nn/layers/average-pool.js";
export { BatchNorm, type BatchNormOptions } from "./nn/layers/batch-norm.js";
export { Bidirectional, type BidirectionalOptions } from "./nn/layers/bidirectional.js";
export { Conv1D, type Conv1DOptions } from "./nn/layers/conv-1d.js";
export { Conv2D, type Conv2DOptions } from "./nn/layers/conv-2d.js";
export { Conv2DTranspose, type Conv2DTransposeOptions } from "./nn/layers/conv-2d-transpose.js";
export { DenseLayer, type DenseLayerOptions } from "./nn/layers/dense-layer.js";
export { DepthwiseConv2D, type DepthwiseConv2DOptions } from "./nn/layers/depthwise-conv-2d.js";
export { Dropout, type DropoutOptions } from "./nn/layers/dropout.js";
export { Embedding, type EmbeddingOptions } from "./nn/layers/embedding.js";
export { Flatten } from "./nn/layers/flatten.js";
export { GlobalAveragePool1D, GlobalAveragePool2D } from "./nn/layers/global-average-pool.js";
export { GRU } from "./nn/layers/gru.js";
export type {
  FlatList,
  LayerList,
  LayerOf,
  LayersGiven,
  LayersOf,
} from "./nn/layers/layer-list.js";
export { LayerNorm, type LayerNormOptions } from "./nn/layers/layer-norm.js";
export { LSTM } from "./nn/layers/lstm.js";
export {
  MaxPool1D,
  type MaxPool1DOptions,
  MaxPool2D,
  type MaxPool2DOptions,
} from "./nn/layers/max-pool.js";
export {
  type AttentionOptions,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from "./nn/layers/multi-head-attention.js";
export { Parallel, type ParallelOptions } from "./nn/layers/parallel.js";
export {
  PositionEmbedding,
  type PositionEmbeddingOptions,
} from "./nn/layers/position-embedding.js";
export type { RecurrentLayer, RecurrentOptions } from "./nn/layers/recurrent-layer.js";
export type { Regularization } from "./nn/layers/regularization.js";
export { Residual } from "./nn/layers/residual.js";
export { RMSNorm, type RMSNormOptions } from "./nn/layers/rms-norm.js";
export type { LayerState, SequenceOptions } from "./nn/layers/sequence-options.js";
export { Sequential } from "./nn/layers/sequential.js";
export { SimpleRNN } from "./nn/layers/simple-rnn.js";
export { SpatialDropout1D, SpatialDropout2D } from "./nn/layers/spatial-dropout.js";
export { TransformerBlock, type TransformerBlockOptions } from "./nn/layers/transformer-block.js";
export { UpSample2D, type UpSample2DOptions } from "./nn/layers/up-sample-2d.js";
export type { Padding1D, Padding2D, Size2D } from "./nn/layers/window-layout.js";
export { ZeroPad2D, type ZeroPad2DOptions } from "./nn/layers/zero-pad-2d.js";
export * as losses from "./nn/losses.js";
export {
  type BinaryLossOptions,
  binaryCrossEntropy,
  type ClassLossOptions,
  type ClippedLossOptions,
  categoricalCrossEntropy,
  cosineLoss,
  type EpsilonLossOptions,
  type HuberLossOptions,
  hingeLoss,
  huberLoss,
  klDivergence,
  type LossFunction,
  type LossOptions,
  logCoshLoss,
  maeLoss,
  mseLoss,
  type NetworkLoss,
  type ProbabilityLossOptions,
  poissonLoss,
  sigmoidBinaryCrossEntropy,
  softmaxCrossEntropy,
  sparseCategoricalCrossEntropy,
  sparseSoftmaxCrossEntropy,
} from "./nn/losses.js";
export * as metrics from "./nn/metrics/index.js";
export { Module } from "./nn/module/module.js";
export type { ModuleLike } from "./nn/module/tree.js";
export * as optimizers from "./nn/optimizers/index.js";
export * from "./nn/optimizers/index.js";
export { Layer, type LayerOptions } from "./nn/scalar/layer.js";
export { Neuron, type NeuronOptions } from "./nn/scalar/neuron.js";
export * as schedules from "./nn/schedules/index.js";
export type { Callback, Step, TrainingRun } from "./nn/training/callback.js";
export { History } from "./nn/training/history.js";
export type { EpochLogs } from "./nn/training/logs.js";
export type { FitOptions, TrainOptions } from "./nn/training/options.js";
export type { PlotSize } from "./plot/curve.js";
export type { ColumnStatistics } from "./preprocessing/column-scaler.js";
export * from "./preprocessing/index.js";
export {
  LinearRegression,
  type RegressionFitOptions,
  type RegressionOptions,
} from "./regression/linear-regression.js";
export {
  PolynomialRegression,
  type PolynomialRegressionOptions,
} from "./regression/polynomial-regression.js";
export type { DType, RealArray } from "./shape/dtype.js";
export type { Nested } from "./shape/nested.js";
export type { Shape } from "./shape/shape.js";
export { Value } from "./value/value.js";
