import { noGrad } from "../../array/graph.js";
import type { Node } from "../../array/node.js";
import { zeros } from "../../array-api/creation.js";
import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { buildWhole } from "../../memory/memory.js";
import type { GRUParameters } from "../../ops/gru.js";
import type { DType } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";
import { Orthogonal, type WeightInitializer, XavierUniform } from "../initializers.js";
import { Module } from "../module/module.js";
import { temporaries } from "../module/spent.js";
import { takenArray } from "../module/taken.js";
import { treeChanged } from "../module/tree.js";
import { requireInitializer } from "./given-functions.js";
import { checkRegularization, penaltyOf, type Regularization } from "./regularization.js";
import { type LayerState, type SequenceOptions, statesGiven } from "./sequence-options.js";

/** What a `SimpleRNN`, a `GRU` or an `LSTM` is made from. */
export interface RecurrentOptions {
  /** How many numbers a state has, and so an output. */
  readonly outputSize: number;
  /** Whether the states of all steps are given, (rows, steps, outputSize), or the last alone. Default false. */
  readonly returnSequences?: boolean;
  /** Draws the first weights of the input. Default `XavierUniform`. */
  readonly weightInitializer?: WeightInitializer;
  /** Draws the first weights of the states. Default `Orthogonal`. */
  readonly recurrentInitializer?: WeightInitializer;
  /** Whether biases are added. Default true. */
  readonly useBias?: boolean;
  /** What the weights, those of the input and those of the states, add to the loss. Default nothing. */
  readonly regularization?: Regularization;
  /** Features of a step; taken from the first input if not given. */
  readonly inputSize?: number;
}

const optionNames = /* @__PURE__ */ Object.keys({
  outputSize: true,
  returnSequences: true,
  weightInitializer: true,
  recurrentInitializer: true,
  useBias: true,
  regularization: true,
  inputSize: true,
} satisfies Record<keyof RecurrentOptions, true>);

/** The columns of each are those of the gates, one behind the other. */
interface RecurrentArrays {
  readonly weights: MLArray;
  readonly recurrentWeights: MLArray;
  readonly biases: MLArray | null;
  readonly recurrentBiases: MLArray | null;
}

/** A layer that goes through a sequence step by step, and carries a state along: the base of `SimpleRNN`, `GRU`, `LSTM`. */
export abstract class RecurrentLayer<State extends LayerState = LayerState> extends Module {
  /** How many numbers a state has, and so an output. */
  readonly outputSize: number;
  /** Whether the states of all steps are given, or the last alone. */
  readonly returnSequences: boolean;
  /** The initializer that draws the first weights of the input. */
  readonly weightInitializer: WeightInitializer;
  /** The initializer that draws the first weights of the states. */
  readonly recurrentInitializer: WeightInitializer;
  /** Whether there are biases. */
  readonly useBias: boolean;
  /** What the weights add to the loss; {} for nothing. */
  readonly regularization: Regularization;
  #arrays: RecurrentArrays | null = null;

  constructor(options: RecurrentOptions) {
    super();
    const { name } = this.constructor;
    requireOptions(name, options, optionNames);
    const { outputSize, inputSize, useBias = true, returnSequences = false } = options;
    requirePositiveInteger(name, "outputSize", outputSize);
    if (inputSize !== undefined) requirePositiveInteger(name, "inputSize", inputSize);
    const { weightInitializer = XavierUniform, recurrentInitializer = Orthogonal } = options;
    requireInitializer(name, weightInitializer);
    requireInitializer(name, recurrentInitializer, "recurrentInitializer");
    const { regularization = {} } = options;
    checkRegularization(name, regularization);
    this.outputSize = outputSize;
    this.returnSequences = returnSequences;
    this.weightInitializer = weightInitializer;
    this.recurrentInitializer = recurrentInitializer;
    this.useBias = useBias;
    this.regularization = { ...regularization };
    if (inputSize !== undefined) this.build([1, 1, inputSize]);
  }

  /** Undefined until the first input tells it, unless it was given. */
  get inputSize(): number | undefined {
    return this.#arrays?.weights.shape[0];
  }

  /** (inputSize, gates outputSize). May be set: to an array of that shape and dtype, also that of another layer. */
  get weights(): MLArray {
    return this.array("weights");
  }

  set weights(array: MLArray) {
    this.replace("weights", array);
  }

  /** (outputSize, gates outputSize); may be set as `weights`. */
  get recurrentWeights(): MLArray {
    return this.array("recurrentWeights");
  }

  set recurrentWeights(array: MLArray) {
    this.replace("recurrentWeights", array);
  }

  /** (gates outputSize,); may be set as `weights`. Without `useBias` there are none: it throws. */
  get biases(): MLArray {
    return this.array("biases");
  }

  set biases(array: MLArray) {
    this.replace("biases", array);
  }

  /** @internal */
  protected array(name: keyof RecurrentArrays): MLArray {
    const array = this.#arrays?.[name];
    if (array) return array;
    throw new Error(
      array === null
        ? `${this.constructor.name}: made with useBias: false, so it has no ${name}`
        : `${this.constructor.name}: there are no ${name} yet: give inputSize, or call forward with a first input`,
    );
  }

  /** @internal */
  protected replace(name: keyof RecurrentArrays, array: MLArray): void {
    const { shape, dtype } = this.array(name);
    const taken = takenArray(`${this.constructor.name}: ${name}`, array, shape, dtype);
    this.#arrays = { ...(this.#arrays as RecurrentArrays), [name]: taken };
    treeChanged();
  }

  override penalty(counted: Set<MLArray> = new Set()): MLArray | null {
    const { weights = null, recurrentWeights = null } = this.#arrays ?? {};
    const [a, b] = [weights, recurrentWeights].map((array) =>
      penaltyOf(array, this.regularization, counted),
    );
    return a === null || b === null ? (a ?? b) : temporaries(() => a.add(b));
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    const { inputSize, outputSize, returnSequences, weightInitializer, recurrentInitializer } =
      this;
    const { useBias, regularization } = this;
    const sizes = { inputSize, outputSize, returnSequences };
    return { ...sizes, weightInitializer, recurrentInitializer, useBias, regularization };
  }

  /**
   * Of (rows, steps, features), at least one step: the state after the last step, (rows, outputSize); with
   * `returnSequences` those after each, (rows, steps, outputSize). Steps that the mask leaves out repeat the state before.
   */
  forward(x: MLArray, options: SequenceOptions<State> = {}): MLArray {
    const states = this.#checked(x, options);
    return temporaries(() => {
      const [all] = this.#steps(x, states, options.mask);
      return this.returnSequences ? all : lastOf(all);
    });
  }

  /** As `forward`, with the state after the last step, from which a next call may go on. */
  forwardWithState(
    x: MLArray,
    options: SequenceOptions<State> = {},
  ): { output: MLArray; state: State } {
    const all = this.#steps(x, this.#checked(x, options), options.mask);
    const last = all.map(lastOf);
    const state = (last.length === 1 ? last[0] : last) as State;
    return { output: this.returnSequences ? all[0] : last[0], state };
  }

  #steps(x: MLArray, states: readonly MLArray[], mask: MLArray | undefined): MLArray[] {
    const { weights, recurrentWeights, biases, recurrentBiases } = this.#arrays as RecurrentArrays;
    const parameters = {
      kernel: weights.node,
      recurrent: recurrentWeights.node,
      biases: biases?.node ?? null,
      recurrentBiases: recurrentBiases?.node ?? null,
    };
    const kept = mask === undefined ? null : noGrad(() => mask.astype(x.dtype)).node;
    const nodes = states.map((array) => array.node);
    return this.run(x.node, parameters, nodes, kept).map((node) => new MLArray(node));
  }

  /** Checks all that a call is given, and builds from the first input; gives the arrays of the state. */
  #checked(x: MLArray, options: SequenceOptions<State>): readonly MLArray[] {
    const { shape, dtype } = this.receive(x);
    const { outputSize, inputSize, stateCount } = this;
    const call = { layer: this.constructor.name, shape, dtype, inputSize, outputSize, stateCount };
    const states = statesGiven(call, options);
    // By hand, `backward` goes by the input alone.
    if (options.state !== undefined || options.mask !== undefined) this.forget();
    if (this.#arrays === null) this.build(shape, dtype);
    return states;
  }

  /** Makes weights and biases for inputs of this shape; they outlive any tidy scope. */
  override build(shape: Shape, dtype?: DType): void {
    const { name } = this.constructor;
    const [units, width] = [this.outputSize, this.gateCount * this.outputSize];
    const drawn = (option: "weightInitializer" | "recurrentInitializer", rows: number): MLArray => {
      const array = this[option].initialize(rows, width, { dtype });
      return takenArray(`${name}: what ${option} gives`, array, [rows, width], dtype);
    };
    buildWhole(() => {
      const weights = drawn("weightInitializer", shape[shape.length - 1]);
      const recurrentWeights = drawn("recurrentInitializer", units);
      const biases = this.useBias ? this.firstBiases(weights.dtype) : noBiases;
      this.#arrays = { weights, recurrentWeights, ...biases };
    });
    this.applyTrainable();
    treeChanged();
  }

  /** @internal */
  override unbuild(): void {
    this.#arrays = null;
    treeChanged();
  }

  /** @internal */
  override hiddenArrays(): Readonly<Record<string, MLArray | null>> {
    return { ...(this.#arrays ?? { weights: null, recurrentWeights: null, ...noBiases }) };
  }

  /** @internal Whose columns stand side by side in the arrays. */
  protected abstract get gateCount(): number;

  /** @internal How many arrays a state is. */
  protected get stateCount(): number {
    return 1;
  }

  /** @internal */
  protected firstBiases(dtype: DType): Pick<RecurrentArrays, "biases" | "recurrentBiases"> {
    return { ...noBiases, biases: zeros([this.gateCount * this.outputSize], { dtype }) };
  }

  /** @internal The states, and what else a state is, of all steps; `state` is empty for zeros. */
  protected abstract run(
    x: Node,
    parameters: GRUParameters,
    state: readonly Node[],
    mask: Node | null,
  ): Node[];
}

const noBiases = { biases: null, recurrentBiases: null };

function lastOf(states: MLArray): MLArray {
  return states.get([], -1);
}
