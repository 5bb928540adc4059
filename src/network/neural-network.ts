import { noGrad } from "../array/graph.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import type { BatchData } from "../data/batches.js";
import { requireOptions } from "../errors/check.js";
import { loadModel, loadWeights, saveModel } from "../io/model-file.js";
import { type ModelJSON, modelFromJSON, modelToJSON } from "../io/model-json.js";
import { inScope } from "../memory/memory.js";
import { flattenLayers, type LayerList } from "../nn/layers/flatten-list.js";
import type { Module } from "../nn/layers/layer.js";
import type { LossFunction } from "../nn/losses.js";
import { Optimizer, SGD } from "../nn/optimizers/index.js";
import { Printable } from "../nn/printable.js";
import { trainAsync, trainByEpoch } from "../nn/training/fit.js";
import type { History } from "../nn/training/history.js";
import { inputFor } from "../nn/training/input.js";
import { learn } from "../nn/training/learn.js";
import type { EpochLogs } from "../nn/training/logs.js";
import { lossOf } from "../nn/training/loss.js";
import type { Network } from "../nn/training/network.js";
import type { FitOptions, TrainOptions } from "../nn/training/options.js";
import type { TrainArguments } from "../nn/training/plan.js";
import { train } from "../nn/training/train.js";
import { gatherParameters } from "../ops/parameter-block.js";
import type { Scaler } from "../preprocessing/column-scaler.js";
import { type Summary, summary } from "./summary.js";

/** What a network is made of. */
export interface NeuralNetworkOptions {
  /**
   * In the order in which data passes through them: layers, activation functions, and lists of those,
   * such as pairs of a layer and its activation.
   */
  readonly layers: LayerList;
  /** What training lowers; a function of predictions and targets that gives a scalar array. */
  readonly lossFunction: LossFunction;
  /** One of this library's, or of a class that extends one. Default: an `SGD` of its own. */
  readonly optimizer?: Optimizer;
  /** How the data was scaled: saved with the network for those who use it, who call it themselves. */
  readonly scaler?: Scaler;
}

/** Layers in a row, a loss to lower and an optimizer that lowers it. */
export class NeuralNetwork extends Printable implements Network {
  /** In their order, lists unfolded and functions as `ActivationLayer`s. */
  readonly layers: readonly Module[];
  /** What training lowers. */
  readonly lossFunction: LossFunction;
  /** What lowers it. */
  readonly optimizer: Optimizer;
  /** How the data was scaled, if it was given. */
  readonly scaler: Scaler | null;
  /** Epochs done, by the numbers that training counts: what `initialEpoch` is for going on. */
  epoch = 0;
  /** Whether the parameters have been moved into one block; the first forward makes them all known. */
  private gathered = false;

  /** Throws where an option is unknown or missing, or a layer has no `forward`. */
  constructor(options: NeuralNetworkOptions) {
    super();
    requireOptions("NeuralNetwork", options, ["layers", "lossFunction", "optimizer", "scaler"]);
    const { layers, lossFunction, optimizer = new SGD(), scaler = null } = options;
    if (typeof lossFunction !== "function") {
      throw new TypeError(
        `NeuralNetwork: lossFunction must be a function, got ${typeof lossFunction}`,
      );
    }
    this.layers = flattenLayers(layers);
    this.lossFunction = lossFunction;
    if (!(optimizer instanceof Optimizer)) {
      throw new TypeError(
        `NeuralNetwork: optimizer must be one of this library, such as new SGD(), got ${typeof optimizer}`,
      );
    }
    this.optimizer = optimizer;
    if (scaler !== null && typeof scaler.transform !== "function") {
      throw new TypeError("NeuralNetwork: scaler must be a scaler such as new StandardScaler()");
    }
    this.scaler = scaler;
  }

  /**
   * The bytes of a safetensors file with everything that the network is and has learnt: layers, weights,
   * optimizer and scaler with their state, epochs, and where the random generator stands, so that
   * training goes on to the bit. Functions and classes of one's own need `register` first.
   */
  save(): Uint8Array<ArrayBuffer> {
    return saveModel(this);
  }

  /**
   * The network that `save` gave. The random generator goes on where it stood then. Throws, with nothing
   * changed, unless all of the file is in order.
   */
  static load(bytes: Uint8Array | ArrayBuffer): NeuralNetwork {
    return loadModel(bytes, networkOf);
  }

  /**
   * Takes the weights and buffers of a saved network of the same layers, or of a safetensors file with
   * tensors of the same names ("layers.0.weights", (inputSize, outputSize)). The optimizer stays as it
   * is. Throws, with nothing changed, unless all of them fit.
   */
  loadWeights(bytes: Uint8Array | ArrayBuffer): this {
    loadWeights(this, bytes);
    return this;
  }

  /** What `save` holds as plain data for JSON; for small networks. */
  toJSON(): ModelJSON {
    return modelToJSON(this);
  }

  /** The network that `toJSON` described: `NeuralNetwork.fromJSON(JSON.parse(text))`. */
  static fromJSON(json: unknown): NeuralNetwork {
    return modelFromJSON(json, networkOf);
  }

  /** The output for a batch, with its history for `backward`. */
  forward(x: MLArray): MLArray {
    if (!(x instanceof MLArray)) {
      throw new TypeError(`NeuralNetwork.forward: expected an MLArray, got ${typeof x}`);
    }
    let y = x;
    for (const layer of this.layers) y = requireArray(layer, layer.forward(y));
    if (!this.gathered) this.gather();
    return y;
  }

  /** Moves the parameters into one block, and with them what the optimizer remembers of steps before. */
  private gather(): void {
    const { optimizer } = this;
    const parameters = this.parameters();
    const states = parameters.map((array) => optimizer.stateOf(array));
    gatherParameters(parameters);
    states.forEach((state, i) => {
      if (state !== null) optimizer.setStateOf(parameters[i], state);
    });
    this.gathered = true;
  }

  /** The output without history, for using the network. */
  predict(x: Operand): MLArray {
    return inScope(
      () => {
        const y = this.inUse(() => this.forward(inputFor(this, x)));
        // Layers that hand on what they are given must not hand out the caller's own array.
        return y === x ? y.detach() : y;
      },
      (y) => [y.node.storage],
    );
  }

  /** The mean loss on data that is not learnt from, with what the weights add to it. */
  evaluate(X: Operand, y: Operand): number {
    const [x, t] = [inputFor(this, X), inputFor(this, y)];
    return inScope(
      () => this.inUse(() => lossOf(this, this.forward(x), t).item()),
      () => [],
    );
  }

  /** The arrays that training changes, each once. Those of layers without a known input size are missing. */
  parameters(): MLArray[] {
    const arrays = new Set<MLArray>();
    for (const layer of this.layers) {
      for (const array of layer.parameters?.() ?? []) arrays.add(array);
    }
    return [...arrays];
  }

  /** One step of learning from one batch; returns the loss before it. */
  trainOnBatch(X: Operand, y: Operand): number {
    return learn(this, inputFor(this, X), inputFor(this, y));
  }

  /**
   * Learns from all rows of X and y, `epochs` times, in full batches or in batches of `batchSize`; or
   * from batches, [X, y] each, that come from an iterable (a `DataLoader`) which each epoch goes
   * through. Returns the loss of each epoch (with batches, their mean weighted by size).
   */
  train(X: Operand, y: Operand, options: TrainOptions): History;
  train(batches: BatchData, options: TrainOptions): History;
  train(...given: TrainArguments<TrainOptions>): History {
    return train(this, given);
  }

  /**
   * As `train`, to the bit, but asynchronous: gives way to the event loop every few milliseconds, ends
   * early when `signal` is aborted, and takes batches that come asynchronously.
   */
  fit(X: Operand, y: Operand, options: FitOptions): Promise<History>;
  fit(batches: BatchData, options: FitOptions): Promise<History>;
  fit(...given: TrainArguments<FitOptions>): Promise<History> {
    return trainAsync(this, given);
  }

  /** As `fit`, epoch by epoch: `for await (const { epoch, loss } of model.epochs(X, y, { epochs: 10 }))`. */
  epochs(X: Operand, y: Operand, options: FitOptions): AsyncGenerator<EpochLogs, History, void>;
  epochs(batches: BatchData, options: FitOptions): AsyncGenerator<EpochLogs, History, void>;
  epochs(...given: TrainArguments<FitOptions>): AsyncGenerator<EpochLogs, History, void> {
    return trainByEpoch(this, given);
  }

  /** Runs `fn` without history and with the layers as they are for prediction. */
  private inUse<T>(fn: () => T): T {
    for (const layer of this.layers) layer.eval?.();
    try {
      return noGrad(fn);
    } finally {
      for (const layer of this.layers) layer.train?.();
    }
  }

  /** Layers, shapes, parameter counts, memory, optimizer and loss as a table, which prints itself. */
  summary(): Summary {
    return summary(this);
  }

  /** The printed summary. */
  override toString(): string {
    return summary(this).toString();
  }
}

/** What a layer gave, if it is an array. */
function requireArray(layer: Module, y: unknown): MLArray {
  if (y instanceof MLArray) return y;
  throw new TypeError(`${layer.constructor.name}: forward must give an MLArray, got ${typeof y}`);
}

// Named from outside of the class: bundlers rename classes that name themselves.
function networkOf(options: NeuralNetworkOptions): NeuralNetwork {
  return new NeuralNetwork(options);
}
