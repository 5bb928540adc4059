import { noGrad } from "../array/graph.js";
import { zeros } from "../array-api/creation.js";
import { MLArray } from "../array-api/ml-array.js";
import { tidy } from "../array-api/tidy.js";
import { described } from "../errors/described.js";
import type { ActivationFunction } from "../nn/activation.js";
import {
  Constant,
  HeNormal,
  HeUniform,
  LeCunNormal,
  LeCunUniform,
  Ones,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  type WeightInitializer,
  XavierNormal,
  XavierUniform,
  Zeros,
} from "../nn/initializers.js";
import { activationsByName } from "../nn/known-activations.js";
import { lossesByName } from "../nn/known-losses.js";
import { ActivationLayer } from "../nn/layers/activation-layer.js";
import { BatchNorm } from "../nn/layers/batch-norm.js";
import { Bidirectional } from "../nn/layers/bidirectional.js";
import { DenseLayer } from "../nn/layers/dense-layer.js";
import { Dropout } from "../nn/layers/dropout.js";
import { Embedding } from "../nn/layers/embedding.js";
import { Flatten } from "../nn/layers/flatten.js";
import { GRU } from "../nn/layers/gru.js";
import { LayerNorm } from "../nn/layers/layer-norm.js";
import { LSTM } from "../nn/layers/lstm.js";
import { MultiHeadAttention } from "../nn/layers/multi-head-attention.js";
import { Parallel } from "../nn/layers/parallel.js";
import { PositionEmbedding } from "../nn/layers/position-embedding.js";
import { Residual } from "../nn/layers/residual.js";
import { RMSNorm } from "../nn/layers/rms-norm.js";
import { Sequential } from "../nn/layers/sequential.js";
import { SimpleRNN } from "../nn/layers/simple-rnn.js";
import { TransformerBlock } from "../nn/layers/transformer-block.js";
import type { LossFunction } from "../nn/losses.js";
import type { ModuleLike } from "../nn/module/tree.js";
import {
  AdaGrad,
  Adam,
  AdamW,
  Lion,
  Optimizer,
  RMSprop,
  SGD,
  SGDMomentum,
} from "../nn/optimizers/index.js";
import { type ScheduleFactory, scheduleFactories } from "../nn/schedules/restore.js";
import type { Scaler } from "../preprocessing/column-scaler.js";
import { MinMaxScaler } from "../preprocessing/min-max-scaler.js";
import { StandardScaler } from "../preprocessing/standard-scaler.js";

/** What a file refers to by name. */
interface Things {
  layer: ModuleClass;
  activation: ActivationFunction;
  initializer: WeightInitializer;
  loss: LossFunction;
  optimizer: new (config: object) => Optimizer;
  schedule: ScheduleFactory;
  scaler: new () => Scaler;
}

export type Kind = keyof Things;

/** A class of modules that can be made anew. */
export interface ModuleClass {
  fromConfig(config: unknown): ModuleLike;
}

/** Classes of models that stand above this folder, by name. */
export type Known = Readonly<Record<string, ModuleClass>>;

/** By names of our own, because a bundler may rename functions and classes. */
const builtIn: Readonly<Record<Kind, Readonly<Record<string, unknown>>>> = {
  layer: {
    ActivationLayer,
    BatchNorm,
    DenseLayer,
    Dropout,
    Embedding,
    Flatten,
    LayerNorm,
    MultiHeadAttention,
    PositionEmbedding,
    RMSNorm,
    TransformerBlock,
    SimpleRNN,
    GRU,
    LSTM,
    Bidirectional,
    Parallel,
    Residual,
    Sequential,
  },
  activation: activationsByName,
  initializer: {
    RandomUniform,
    XavierUniform,
    XavierNormal,
    HeUniform,
    HeNormal,
    LeCunUniform,
    LeCunNormal,
    Zeros,
    Ones,
    Constant,
    RandomNormal,
    TruncatedNormal,
    Orthogonal,
  },
  loss: lossesByName,
  optimizer: { AdaGrad, Adam, AdamW, Lion, RMSprop, SGD, SGDMomentum },
  schedule: scheduleFactories,
  scaler: { MinMaxScaler, StandardScaler },
};

const registered = new Map<string, unknown>();

/** Whether something registered can stand where a file names a thing of that kind. */
function fits(kind: Kind, thing: unknown): boolean {
  if (kind === "layer") return hasMethod(thing, "fromConfig");
  if (kind === "initializer") return hasMethod(thing, "initialize");
  if (typeof thing !== "function") return false;
  const isOptimizer = thing.prototype instanceof Optimizer;
  if (isOptimizer !== (kind === "optimizer") || hasMethod(thing, "fromConfig")) return false;
  const { length } = thing;
  // Both are functions of arrays, which their parameters tell apart, or else what they give.
  if (kind === "loss") return length !== 1 || trial(thing) !== "as many numbers";
  return kind !== "activation" || length < 2 || trial(thing) === "as many numbers";
}

/** What a function gives for an array of four numbers alone. */
function trial(thing: object): "as many numbers" | "something else" {
  try {
    return tidy(() => {
      const x = zeros([2, 2], { requiresGrad: false });
      const y: unknown = noGrad(() => (thing as ActivationFunction)(x));
      return y instanceof MLArray && y.size() === 4 ? "as many numbers" : "something else";
    });
  } catch {
    return "something else";
  }
}

function hasMethod(thing: unknown, name: string): boolean {
  return typeof (thing as Record<string, unknown> | null)?.[name] === "function";
}

/**
 * Gives something of one's own a name, under which files refer to it: an activation or loss function, a
 * function that makes schedules from their options, a layer's class with a static `fromConfig`, an
 * optimizer's class, a weight initializer. Needed before a model with it is saved or loaded.
 */
export function register(name: string, thing: object): void {
  if (typeof name !== "string" || name === "") {
    throw new TypeError(`register: expected a name, got ${String(name)}`);
  }
  if (typeof thing !== "function" && !hasMethod(thing, "initialize")) {
    throw new TypeError(
      `register: "${name}" must be a function, a class or a weight initializer, got ${typeof thing}`,
    );
  }
  const taken =
    (registered.has(name) && registered.get(name) !== thing) ||
    Object.values(builtIn).some((table) => Object.hasOwn(table, name));
  if (taken) throw new RangeError(`register: the name "${name}" is taken`);
  registered.set(name, thing);
}

/** The name under which files refer to a thing. `place` is where the model has it. */
export function nameOf(place: string, kind: Kind, thing: unknown, known: Known = {}): string {
  const name = findName([kind], thing, known);
  if (name !== undefined) return name;
  // A network of a class of the user's own is saved as the network that it extends.
  const base = Object.entries(known).find(([, each]) => extend(thing, each))?.[0];
  if (base !== undefined) return base;
  throw unregistered(place, kind, (thing as { name?: string }).name);
}

/** That of an activation or a loss. */
export function nameOfFunction(place: string, thing: object): string {
  const name = findName(["activation", "loss"], thing, {});
  if (name !== undefined) return name;
  const kind = isLoss(place) ? "loss" : "activation";
  throw unregistered(place, kind, (thing as { name?: string }).name);
}

/** Both are functions: what an option is called tells which it takes. */
function isLoss(place: string): boolean {
  return /(^|\.)lossFunction$/.test(place);
}

function findName(kinds: readonly Kind[], thing: unknown, known: Known): string | undefined {
  const own = kinds.flatMap((kind) => Object.entries(builtIn[kind]));
  const entries = [...Object.entries(known), ...own, ...registered];
  return entries.find(([, each]) => each === thing)?.[0];
}

function extend(thing: unknown, base: unknown): boolean {
  const { prototype } = thing as { prototype?: unknown };
  return typeof base === "function" && prototype instanceof base;
}

/** Throws unless the name refers to something. */
export function requireName(place: string, kind: Kind, name: string): void {
  if (find(kind, name) === undefined) throw unregistered(place, kind, name);
}

/** What a name in a file refers to. */
export function thingOf<K extends Kind>(
  place: string,
  kind: K,
  name: unknown,
  known: Known = {},
): Things[K] {
  const isText = typeof name === "string";
  const above = isText && kind === "layer" && Object.hasOwn(known, name) ? known[name] : undefined;
  const thing = above ?? (isText ? find(kind, name) : undefined);
  if (thing !== undefined) return thing as Things[K];
  throw new RangeError(
    `${place}: there is no ${kind} ${described(name)}; there are ${Object.keys({ ...known, ...builtIn[kind] }).join(", ")}, and those that you register`,
  );
}

/** What a name in the place of a function refers to. */
export function functionNamed(place: string, name: unknown): unknown {
  const kind = isLoss(place) ? "loss" : "activation";
  return thingOf(place, kind, name);
}

function find(kind: Kind, name: string): unknown {
  if (Object.hasOwn(builtIn[kind], name)) return builtIn[kind][name];
  const thing = registered.get(name);
  return fits(kind, thing) ? thing : undefined;
}

function unregistered(place: string, kind: Kind, name?: string): TypeError {
  const own = name || "a name";
  return new TypeError(
    `${place}: the ${kind} ${own} is none of this library's: call register("${own}", …) with it first, and again before loading`,
  );
}
