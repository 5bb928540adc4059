import type { MLArray } from "../array-api/ml-array.js";
import { DenseLayer } from "../nn/layers/dense-layer.js";
import type { OptimizerCounters } from "../nn/optimizers/index.js";
import type { Network } from "../nn/training/network.js";
import { randomStateOf } from "../nn/training/own-stream.js";
import type { Scaler } from "../preprocessing/column-scaler.js";
import { encodeConfig } from "./config.js";
import { distinct, type NamedArray, namedArrays, placeOf } from "./named-arrays.js";
import { nameOf } from "./registry.js";
import type { Tensor } from "./safetensors.js";

/** All of a model that is no tensor, as JSON. */
export interface Description {
  /** That of this form. */
  readonly version: 1;
  /** In their order. */
  readonly layers: readonly LayerDescription[];
  /** Weights that are those of another layer: { "layers.2.weights": "layers.0.weights" }. */
  readonly shared: Readonly<Record<string, string>>;
  /** The name of the loss. */
  readonly lossFunction: string;
  /** The class of the optimizer by name, its options, and the steps it has done. */
  readonly optimizer: {
    readonly type: string;
    readonly config: Readonly<Record<string, unknown>>;
    readonly counters: OptimizerCounters;
  };
  /** The class of the scaler; null for none. */
  readonly scaler: string | null;
  /** Epochs of training so far. */
  readonly epoch: number;
  /** Where the random generator stands that it is trained by. */
  readonly generator: readonly number[];
}

/** A layer anew, or one that stands in the list before as well. */
export type LayerDescription =
  | {
      readonly type: string;
      readonly config: Readonly<Record<string, unknown>>;
      readonly trainable: boolean;
    }
  | { readonly sameAs: number };

/** What a file holds: the tensors under readable names, in the order of the layers. */
export interface SavedModel {
  readonly description: Description;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

export const version = 1;

/** A network with what belongs to it beside its layers. */
export interface Model extends Network {
  readonly scaler: Scaler | null;
}

/** All that is needed to go on with a model elsewhere as if nothing had happened. */
export function describeModel(model: Model): SavedModel {
  const { layers, lossFunction, optimizer, scaler, epoch } = model;
  const arrays = namedArrays(layers);
  const description: Description = {
    version,
    layers: layers.map((_, i) => describeLayer(model, i)),
    shared: sharedNames(arrays),
    lossFunction: nameOf("lossFunction", "loss", lossFunction),
    optimizer: {
      type: nameOf("optimizer", "optimizer", optimizer.constructor),
      config: encodeConfig("optimizer", { ...optimizer.config() }),
      counters: optimizer.getCounters(),
    },
    scaler: scaler && nameOf("scaler", "scaler", scaler.constructor),
    epoch,
    generator: randomStateOf(model),
  };
  const own = distinct(arrays);
  const tensors = [...own.map(tensorOf), ...optimizerTensors(model, own), ...scalerTensors(scaler)];
  return { description, tensors: new Map(tensors) };
}

function describeLayer({ layers }: Network, i: number): LayerDescription {
  const layer = layers[i];
  const sameAs = layers.indexOf(layer);
  if (sameAs < i) return { sameAs };
  if (layer.constructor === Object) {
    throw new TypeError(`layers[${i}] is a plain object: only layers made by a class can be saved`);
  }
  const type = nameOf(`layers[${i}]`, "layer", layer.constructor);
  const config = encodeConfig(placeOf(layer, i), layer.config?.() ?? {});
  return { type, config, trainable: layer.trainable ?? true };
}

/** Only a DenseLayer can be given another one's weights, so only that can be done again. */
function sharedNames(arrays: readonly NamedArray[]): Record<string, string> {
  const owners = new Map<MLArray, string>();
  const shared: Record<string, string> = {};
  for (const { name, array, place, layer } of arrays) {
    const owner = owners.get(array);
    if (owner === undefined) owners.set(array, name);
    else if (layer instanceof DenseLayer && layer.weights === array) shared[name] = owner;
    else {
      throw new TypeError(
        `${place} is ${owner} as well; of later layers, only a DenseLayer can share weights`,
      );
    }
  }
  return shared;
}

function tensorOf({ name, array }: NamedArray): [string, Tensor] {
  return [name, { dtype: array.dtype, shape: array.shape, values: array.toTypedArray() }];
}

/** optimizer.layers.0.weights.m and so on, for parameters that have taken a step. */
function optimizerTensors({ optimizer }: Network, arrays: readonly NamedArray[]) {
  return arrays.flatMap(({ name, array: { dtype, shape }, array, isParameter }) => {
    const states = isParameter ? optimizer.stateOf(array) : null;
    return (states ?? []).map((values, i): [string, Tensor] => [
      optimizerTensorName(name, optimizer.stateNames[i]),
      { dtype, shape, values },
    ]);
  });
}

export function optimizerTensorName(array: string, state: string): string {
  return `optimizer.${array}.${state}`;
}

function scalerTensors(scaler: Scaler | null): [string, Tensor][] {
  return Object.entries(scaler?.getState() ?? {}).map(([name, column]) => [
    `scaler.${name}`,
    { dtype: "float64", shape: [column.length], values: Float64Array.from(column) },
  ]);
}
