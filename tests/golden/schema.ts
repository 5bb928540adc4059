/** The form of the JSON files; README.md says what the fields mean. */

/** JSON has no such numbers, so their names stand for them. */
export type Entry = number | "NaN" | "Infinity" | "-Infinity";

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly Entry[];
}

interface Case {
  readonly id: string;
}

export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

export interface OpAttributes {
  readonly exponent: number;
  readonly alpha: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly axis: number | null;
  readonly keepdims: boolean;
  readonly axes: number[] | null;
  readonly shape: number[];
  readonly index: (number | Slice)[];
}

export interface OpCase extends Case {
  readonly op: string;
  readonly attrs: OpAttributes;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly upstream: Tensor;
  readonly grads: readonly (Tensor | null)[];
  readonly f32?: number | null;
}

export interface LossAttributes {
  readonly delta?: number;
  readonly epsilon?: number;
  readonly labelSmoothing?: number;
  readonly ignoreLabel?: number;
  readonly reduction?: "mean" | "sum";
}

export interface LossCase extends Case {
  readonly loss: string;
  readonly attrs: LossAttributes;
  readonly pred: Tensor;
  readonly target: Tensor;
  readonly value: number;
  readonly grad: Tensor;
  readonly f32: number | null;
}

export interface OptimizerAttributes {
  readonly lr: number;
  readonly decay?: number;
  readonly momentum?: number;
  readonly epsilon?: number;
  readonly rho?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly weightDecay?: number;
  readonly weightDecayOn?: "all" | "matrices";
}

/** What all optimizer cases of a file share. */
export interface OptimizerFile {
  readonly params: readonly (Tensor & { readonly name: string })[];
  readonly gradients: readonly (readonly number[][])[];
}

export interface OptimizerCase extends Case {
  readonly optimizer: string;
  readonly attrs: OptimizerAttributes;
  readonly learningRates?: readonly number[];
  readonly trajectory: readonly (readonly number[][])[];
  readonly f32: number | null;
}

export interface LayerWeights {
  readonly weights: Tensor;
  readonly biases: Tensor;
}

export interface TrainingLayer extends LayerWeights {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: string;
  readonly alpha?: number;
}

export interface TrainingCase extends Case {
  readonly task: "binary" | "multiclass" | "regression";
  readonly X: Tensor;
  readonly y: Tensor;
  readonly layers: readonly TrainingLayer[];
  readonly loss: string;
  readonly lossAttrs: LossAttributes;
  readonly optimizer: string;
  readonly optimizerAttrs: OptimizerAttributes;
  readonly epochs: number;
  readonly batches: readonly (readonly number[][])[] | null;
  readonly losses: readonly number[];
  readonly batchLosses: readonly (readonly number[])[] | null;
  readonly afterFirstStep: readonly LayerWeights[];
  readonly final: readonly LayerWeights[];
  readonly predictions: Tensor;
  readonly finalLoss: number;
  readonly accuracy: number | null;
  readonly f32spread: {
    readonly loss: number;
    readonly predictions: number;
    readonly weights: number;
  };
}

export interface LayerCase extends Case {
  readonly layer: string;
  readonly options: object;
  readonly x: Tensor;
  readonly parameters: readonly Tensor[];
  readonly upstream: Tensor;
  readonly y: Tensor;
  readonly grads: readonly Tensor[];
  readonly f32: number;
}

export interface LayerTrainingCase extends Case {
  readonly x: Tensor;
  readonly labels: readonly number[];
  readonly start: readonly Tensor[];
  readonly steps: number;
  readonly learningRate: number;
  readonly losses: readonly number[];
  readonly final: readonly Tensor[];
  readonly f32: number;
}

export interface InitializerCase extends Case {
  readonly initializer: string;
  readonly attrs: { readonly limit?: number };
  readonly shape: number[];
  readonly low: number | null;
  readonly high: number | null;
  readonly mean: number;
  readonly std: number;
  readonly meanTolerance: number;
  readonly stdTolerance: number;
}

export interface ScalerCase extends Case {
  readonly what: "standard_scaler" | "minmax_scaler";
  readonly X: Tensor;
  readonly mean?: Tensor;
  readonly std?: Tensor;
  readonly min?: Tensor;
  readonly max?: Tensor;
  readonly transformed: Tensor;
  readonly X2?: Tensor;
  readonly transformed2?: Tensor;
  readonly inverse?: Tensor;
}

export interface PolynomialCase extends Case {
  readonly what: "polynomial_features";
  readonly attrs: { readonly degree: number };
  readonly X: Tensor;
  readonly transformed: Tensor;
}

export interface RegressionCase extends Case {
  readonly what: "linear_regression";
  readonly optimizer: string;
  readonly attrs: { readonly lr: number };
  readonly X: Tensor;
  readonly y: Tensor;
  readonly initialWeights: Tensor;
  readonly initialBias: Tensor;
  readonly iterations: number;
  readonly losses: readonly number[];
  readonly weights: Tensor;
  readonly bias: Tensor;
  readonly predictions: Tensor;
}

/** By path below a layer: "weights", "backwardLayer.weights". */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A layer's arrays, what it is given and gives, and the gradients of sum(output * upstream). */
interface SequenceCase extends Case {
  readonly inputs: readonly Tensor[];
  readonly arrays: Tensors;
  readonly output: Tensor;
  readonly upstream: Tensor;
  readonly inputGrads: readonly Tensor[];
  readonly grads: Tensors;
  readonly f32: number;
}

export interface RecurrentCase extends SequenceCase {
  readonly what: "recurrent";
  readonly layer: "SimpleRNN" | "GRU" | "LSTM";
  readonly bidirectional: boolean;
  readonly options: {
    readonly outputSize: number;
    readonly returnSequences: boolean;
    readonly useBias: boolean;
  };
  /** Of each direction its arrays. */
  readonly state: readonly (readonly Tensor[])[] | null;
  readonly stateGrads: readonly (readonly Tensor[])[] | null;
  readonly lengths: readonly number[] | null;
  readonly last: readonly Tensor[];
}

export interface AttentionCase extends SequenceCase {
  readonly what: "attention";
  readonly options: {
    readonly heads: number;
    readonly causal: boolean;
    readonly keySize?: number;
  };
  readonly mask: Tensor | null;
}

export interface SequenceTrainingCase extends Case {
  readonly what: "training";
  readonly X: Tensor;
  readonly y: Tensor;
  readonly arrays: readonly Tensors[];
  readonly epochs: number;
  readonly learningRate: number;
  readonly losses: readonly number[];
  readonly predictions: Tensor;
  readonly final: readonly Tensors[];
  readonly f32: number;
}
