import { generator } from "../array/random.js";
import { outsideScopes } from "../memory/memory.js";
import type { Module } from "../nn/layers/layer.js";
import type { LossFunction } from "../nn/losses.js";
import type { Optimizer } from "../nn/optimizers/index.js";
import type { Scaler } from "../preprocessing/column-scaler.js";
import { requireCount, requireList, requireObject, within } from "./check.js";
import { type Model, version } from "./description.js";
import { distinct, kindOf, namedArrays, tensorFor } from "./named-arrays.js";
import { thingOf } from "./registry.js";
import { restoreLayers } from "./restore-layers.js";
import { restoreOptimizer, restoreStates } from "./restore-optimizer.js";
import type { Tensor, Tensors } from "./safetensors.js";

/** What a model is made of. */
export interface Parts {
  readonly layers: readonly Module[];
  readonly lossFunction: LossFunction;
  readonly optimizer: Optimizer;
  readonly scaler?: Scaler;
}

/** A saved model that comes from outside: the description is still to be checked. */
export interface Unchecked {
  readonly description: unknown;
  readonly tensors: Tensors;
}

/**
 * The model that `describeModel` described, made by `make`; the random generator goes on where it stood
 * then. All is checked, and where something is wrong nothing has changed.
 */
export function restoreModel<M extends Model>(
  { description, tensors }: Unchecked,
  make: (parts: Parts) => M,
): M {
  // Layers draw their first weights, from a copy: what fails leaves the generator as it was.
  const before = generator.exchange(Int32Array.from(generator.getState()));
  try {
    return outsideScopes(() => restore(requireObject("the model", description), tensors, make));
  } catch (error) {
    generator.exchange(before);
    throw error;
  }
}

function restore<M extends Model>(
  description: Readonly<Record<string, unknown>>,
  tensors: Tensors,
  make: (parts: Parts) => M,
): M {
  if (description.version !== version) {
    const found = JSON.stringify(description.version);
    throw new RangeError(`the model's version is ${found}, expected ${version}`);
  }
  const rest = new Map(tensors);
  const take = (name: string): Tensor | undefined => {
    const tensor = rest.get(name);
    rest.delete(name);
    return tensor;
  };
  const layers = restoreLayers(description, tensors);
  const arrays = distinct(namedArrays(layers));
  for (const each of arrays) {
    each.array.updateValues(tensorFor(tensors, each).values);
    rest.delete(each.name);
  }
  const optimizer = within("optimizer", () => restoreOptimizer(description.optimizer));
  restoreStates(
    optimizer,
    arrays.filter((each) => each.isParameter),
    take,
  );
  const scaler = within("scaler", () => scalerOf(description.scaler, take));
  const lossFunction = thingOf("lossFunction", "loss", description.lossFunction);
  const epoch = requireCount("epoch", description.epoch);
  const state = generatorState(description.generator);
  requireNone(rest);
  const model = make({ layers, lossFunction, optimizer, scaler });
  model.epoch = epoch;
  generator.setState(state);
  return model;
}

function scalerOf(name: unknown, take: (name: string) => Tensor | undefined): Scaler | undefined {
  if (name === null) return undefined;
  const type = thingOf("type", "scaler", name);
  const scaler = new type();
  const state: Record<string, Tensor["values"]> = {};
  for (const statistic of scaler.statisticNames) {
    const tensor = take(`scaler.${statistic}`);
    if (tensor === undefined) continue;
    if (tensor.dtype !== "float64" || tensor.shape.length !== 1) {
      throw new RangeError(`${statistic} is ${kindOf(tensor)}, expected float64 (columns,)`);
    }
    state[statistic] = tensor.values;
  }
  if (Object.keys(state).length > 0) scaler.setState(state);
  return scaler;
}

/** The four words of the generator, which are never all zero. */
function generatorState(value: unknown): number[] {
  const words = requireList("generator", value).map((word) =>
    requireCount("a word of generator", word, 2 ** 32 - 1),
  );
  if (words.length === 4 && words.some((word) => word !== 0)) return words;
  throw new RangeError("generator must be a list of 4 words, not all of them 0");
}

/** Throws if tensors are left that the model has no array for. */
export function requireNone(tensors: Tensors): void {
  for (const [name, tensor] of tensors) {
    throw new RangeError(
      `the file has a tensor "${name}", ${kindOf(tensor)}, for which the model has no array`,
    );
  }
}
