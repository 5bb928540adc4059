import { type Arrays, type Data, type Form, isArrays, mapArrays } from "../array-api/arrays.js";
import { MLArray } from "../array-api/ml-array.js";
import type { BatchData, LazyBatches } from "../data/batches.js";
import { requireInteger, requireOptions } from "../errors/check.js";
import { otherCopy } from "../errors/copy.js";
import { described, isClass } from "../errors/described.js";
import { describedImport } from "../errors/import-hint.js";
import { Input } from "../io/description.js";
import type { SaveOptions } from "../io/encode.js";
import { loadModel, loadWeights, saveModel } from "../io/model-file.js";
import { type ModelJSON, modelFromJSON, modelToJSON } from "../io/model-json.js";
import type { Known } from "../io/registry.js";
import { Chain } from "../nn/layers/chain.js";
import {
  type FlatList,
  type LayerList,
  type LayersOf,
  unfoldLayers,
} from "../nn/layers/layer-list.js";
import type { NetworkLoss } from "../nn/losses.js";
import { Module } from "../nn/module/module.js";
import type { ModuleLike } from "../nn/module/tree.js";
import { TreeView } from "../nn/module/tree-view.js";
import { Optimizer, SGD } from "../nn/optimizers/index.js";
import { printAsText } from "../nn/printable.js";
import { evaluate } from "../nn/training/evaluate.js";
import { trainAsync, trainByEpoch } from "../nn/training/fit.js";
import type { History } from "../nn/training/history.js";
import { inputFor } from "../nn/training/input.js";
import { learn } from "../nn/training/learn.js";
import type { EpochLogs } from "../nn/training/logs.js";
import type { Network } from "../nn/training/network.js";
import type { FitOptions, TrainOptions } from "../nn/training/options.js";
import type { TrainArguments } from "../nn/training/plan.js";
import { predict } from "../nn/training/predict.js";
import { train } from "../nn/training/train.js";
import { gatherParameters } from "../ops/parameter-block.js";
import type { Scaler } from "../preprocessing/column-scaler.js";
import { type Summary, summary } from "./summary.js";

/** The options of a `NeuralNetwork`: what it is made of. */
export interface NeuralNetworkOptions<Layers extends FlatList = FlatList> {
  /**
   * In the order in which data passes through them: modules, activation functions, and lists of those,
   * such as pairs of a layer and its activation.
   */
  readonly layers: Layers | LayerList;
  /**
   * What training lowers; a function of predictions and targets that gives a scalar array. Where the network
   * gives several arrays, the function of your own takes them in that form.
   */
  readonly lossFunction: NetworkLoss;
  /** One of this library's, or of a class that extends one. Default: an `SGD` of its own. */
  readonly optimizer?: Optimizer;
  /** How the data was scaled: saved with the network for those who use it, who call it themselves. */
  readonly scaler?: Scaler | null;
}

const optionNames = ["layers", "lossFunction", "optimizer", "scaler"] as const;

/**
 * Modules in a row, a loss to lower and an optimizer that lowers it. A module itself, it may stand in another
 * network. Data is an array (or what makes one), a list of several, or a record: `train([X1, X2], y, …)`,
 * `train({ image, meta }, y, …)`; its first module takes them in that form.
 */
export class NeuralNetwork<const Layers extends FlatList = FlatList>
  extends Module
  implements Network
{
  /** In their order, lists unfolded and functions as `ActivationLayer`s. */
  readonly layers: LayersOf<Layers>;
  readonly #chain: Chain;
  /** The loss that training lowers. */
  readonly lossFunction: NetworkLoss;
  /** The optimizer that lowers the loss. */
  readonly optimizer: Optimizer;
  /** How the data was scaled, if it was given. */
  readonly scaler: Scaler | null;
  /** Epochs done, by the numbers that training counts: what `initialEpoch` is for going on. */
  epoch = 0;
  #tree: TreeView | null = null;
  /** Of the first forward. */
  #input: Form<Input> | null = null;
  /** The tree whose parameters have been moved into one block; the first forward makes them all known. */
  #gathered: TreeView | null = null;

  /** Throws where an option is unknown or missing, or a layer has no `forward`. */
  constructor(options: NeuralNetworkOptions<Layers>) {
    super();
    requireOptions("NeuralNetwork", options, optionNames);
    const { layers, lossFunction, optimizer = new SGD(), scaler = null } = options;
    if (typeof lossFunction !== "function" || isClass(lossFunction)) {
      throw new TypeError(
        `NeuralNetwork: lossFunction must be a function, got ${describedImport(lossFunction, "loss")}`,
      );
    }
    this.#chain = new Chain(unfoldLayers("NeuralNetwork", { layers }));
    this.layers = this.#chain.layers as readonly unknown[] as LayersOf<Layers>;
    this.lossFunction = lossFunction;
    if (!(optimizer instanceof Optimizer)) {
      throw new TypeError(
        `NeuralNetwork: optimizer must be one of this library, such as new SGD(), got ${describedImport(optimizer, "optimizer")}`,
      );
    }
    this.optimizer = optimizer;
    if (scaler !== null && typeof scaler.transform !== "function") {
      throw new TypeError("NeuralNetwork: scaler must be a scaler such as new StandardScaler()");
    }
    if (otherCopy(scaler) !== null) {
      throw new TypeError(`NeuralNetwork: scaler is ${described(scaler)}`);
    }
    this.scaler = scaler;
    claimOptimizer(optimizer);
    printAsText(this);
  }

  override children(): ModuleLike[] {
    return [...this.#chain.layers];
  }

  /** The network that a `config()` describes. */
  static override fromConfig(config: unknown): NeuralNetwork {
    const { epoch, ...options } = config as NeuralNetworkOptions & { epoch?: unknown };
    requireInteger("NeuralNetwork", "epoch", epoch, 0);
    // biome-ignore lint/complexity/noThisInStatic: of the class that was asked, which may extend this one
    const network = super.fromConfig(options) as NeuralNetwork;
    network.epoch = epoch as number;
    return network;
  }

  /** Its options, with modules, optimizer and scaler as they are, and its epochs. */
  override config(): Record<string, unknown> {
    const { layers, lossFunction, optimizer, scaler, epoch } = this;
    return { layers, lossFunction, optimizer, scaler, epoch };
  }

  /**
   * The bytes of a safetensors file with everything that the network is and has learnt: modules, weights,
   * optimizer and scaler with their state, epochs, and where the random generator stands, so that
   * training goes on to the bit. Without the optimizer's state (`{ optimizer: false }`) it is for use, and a
   * third of the size. Functions and classes of one's own need `register` first.
   */
  save(options: SaveOptions = {}): Uint8Array<ArrayBuffer> {
    return saveModel(this, known(), options);
  }

  /**
   * The network that `save` gave. The random generator goes on where it stood then. Throws, with nothing
   * changed, unless all of the file is in order.
   */
  static load(bytes: Uint8Array | ArrayBuffer): NeuralNetwork {
    return requireNetwork("load", loadModel(bytes, known()));
  }

  /**
   * Takes the weights and buffers of a saved network of the same modules, or of a safetensors file with
   * tensors of the same names ("layers.0.weights", (inputSize, outputSize)). The optimizer stays as it
   * is. Throws, with nothing changed and all that does not fit listed, unless all of them fit.
   */
  loadWeights(bytes: Uint8Array | ArrayBuffer): this {
    loadWeights(this, bytes);
    return this;
  }

  /** What `save` holds as plain data for JSON; for small networks. */
  toJSON(): ModelJSON {
    return modelToJSON(this, known());
  }

  /** The network that `toJSON` described: `NeuralNetwork.fromJSON(JSON.parse(text))`. */
  static fromJSON(json: unknown): NeuralNetwork {
    return requireNetwork("fromJSON", modelFromJSON(json, known()));
  }

  /** The output for a batch, with its history for `backward`. Takes what the first module takes. */
  forward<Y extends Arrays = MLArray>(x: Arrays, ...more: unknown[]): NoInfer<Y> {
    if (!isArrays(x)) {
      throw new TypeError(`NeuralNetwork.forward: expected an MLArray, got ${described(x)}`);
    }
    if (x instanceof MLArray) this.receive(x);
    const y = this.#chain.forward(x, more);
    this.#input ??= inputOf(more.length === 0 ? x : [x, ...more]);
    if (this.#gathered !== this.tree) this.#gather();
    return y as NoInfer<Y>;
  }

  /** @internal */
  get input(): Form<Input> | null {
    return this.#input;
  }

  /** @internal */
  override unbuild(): void {
    this.#input = null;
  }

  /** @internal */
  get tree(): TreeView {
    if (this.#tree?.isCurrent !== true) this.#tree = new TreeView(this);
    return this.#tree;
  }

  /** Moves the parameters into one block, and with them what the optimizer remembers of steps before. */
  #gather(): void {
    const { optimizer, tree } = this;
    const { parameters } = tree;
    const states = parameters.map((array) => optimizer.stateOf(array));
    try {
      gatherParameters(parameters);
    } finally {
      states.forEach((state, i) => {
        if (state !== null) optimizer.setStateOf(parameters[i], state);
      });
    }
    this.#gathered = tree;
  }

  /** The output without history, for using the network: rows are predicted in parts, so memory stays small. */
  predict<Y extends Arrays = MLArray>(x: Data | LazyBatches): NoInfer<Y> {
    return predict(this, x) as NoInfer<Y>;
  }

  /**
   * The mean loss on data that is not learnt from, with what the weights add to it: of X and y, or of all rows
   * of a `DataLoader`.
   */
  evaluate(X: Data, y: Data): number;
  evaluate(batches: BatchData): number;
  evaluate(...given: [X: Data, y: Data] | [batches: BatchData]): number {
    return evaluate(this, given);
  }

  /** One step of learning from one batch; returns the loss before it. */
  trainOnBatch(X: Data, y: Data): number {
    const made: MLArray[] = [];
    const [x, target] = [X, y].map((data, i) =>
      inputFor(this, `trainOnBatch: ${"Xy"[i]}`, data, made),
    );
    return learn(this, { x, y: target, weights: null, made });
  }

  /**
   * Learns from all rows of X and y, `epochs` times, in full batches or in batches of `batchSize`; or
   * from batches, [X, y] each, that come from an iterable (a `DataLoader`) which each epoch goes
   * through. Returns the loss of each epoch (with batches, their mean weighted by size).
   *
   * Without arguments: how all modules are in training, as in the beginning (see `eval`).
   */
  override train(): void;
  override train(X: Data, y: Data, options: TrainOptions): History;
  override train(batches: BatchData, options: TrainOptions): History;
  override train(...given: [] | TrainArguments<TrainOptions>): History | undefined {
    if (given.length > 0) return train(this, given as TrainArguments<TrainOptions>);
    super.train();
    return undefined;
  }

  /** @internal */
  override get hasModes(): boolean {
    return hasModes(this);
  }

  /**
   * As `train`, to the bit, but asynchronous: gives way to the event loop every few milliseconds, ends
   * early when `signal` is aborted, and takes batches that come asynchronously.
   */
  fit(X: Data, y: Data, options: FitOptions): Promise<History>;
  fit(batches: BatchData, options: FitOptions): Promise<History>;
  fit(...given: TrainArguments<FitOptions>): Promise<History> {
    return trainAsync(this, given);
  }

  /** As `fit`, epoch by epoch: `for await (const { epoch, loss } of model.epochs(X, y, { epochs: 10 }))`. */
  epochs(X: Data, y: Data, options: FitOptions): AsyncGenerator<EpochLogs, History, void>;
  epochs(batches: BatchData, options: FitOptions): AsyncGenerator<EpochLogs, History, void>;
  epochs(...given: TrainArguments<FitOptions>): AsyncGenerator<EpochLogs, History, void> {
    return trainByEpoch(this, given);
  }

  /** Modules, shapes, parameter counts, memory, optimizer and loss as a table, which prints itself. */
  summary(): Summary {
    return summary(this);
  }

  /** The printed summary. */
  override toString(): string {
    return summary(this).toString();
  }
}

/** The shapes of a row of what a network was given; null where that is more than arrays. */
function inputOf(x: unknown): Form<Input> | null {
  if (!isArrays(x)) return null;
  return mapArrays(x, ({ shape, dtype }: MLArray) => {
    const [rows, ...rest] = shape;
    return new Input(rest.length === 0 ? shape : [Math.min(rows, 1), ...rest], dtype);
  });
}

/** Optimizers that belong to a network. */
const claimed = /* @__PURE__ */ new WeakSet<Optimizer>();

/** Two networks would count their steps together, and lower the rate of each other. */
function claimOptimizer(optimizer: Optimizer): void {
  if (claimed.has(optimizer)) {
    throw new Error(
      `NeuralNetwork: this ${optimizer.constructor.name} belongs to another network, whose steps it counts: give each network one of its own`,
    );
  }
  claimed.add(optimizer);
}

// Named from outside of the class: bundlers rename classes that name themselves.

/** Its `train` is another one's only by the overloads that train. */
function hasModes(network: NeuralNetwork): boolean {
  const { train, eval: use } = NeuralNetwork.prototype;
  return network.train !== train || network.eval !== use;
}

function known(): Known {
  return { NeuralNetwork };
}

function requireNetwork(operation: string, model: ModuleLike): NeuralNetwork {
  if (model instanceof NeuralNetwork) return model;
  throw new RangeError(
    `${operation}: the file holds a ${model.constructor.name}, no NeuralNetwork`,
  );
}
