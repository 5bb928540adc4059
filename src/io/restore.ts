import { noGrad } from "../array/graph.js";
import { generator } from "../array/random.js";
import { checkDType } from "../array-api/array-data.js";
import { type Arrays, type Form, isRecord } from "../array-api/arrays.js";
import { zeros } from "../array-api/creation.js";
import type { MLArray } from "../array-api/ml-array.js";
import { described } from "../errors/described.js";
import { allOrNothing, outsideScopes } from "../memory/memory.js";
import { forwardOf } from "../nn/layers/chain.js";
import { inUse } from "../nn/module/module.js";
import { type ModuleLike, modulesOf, type OwnArray, walk } from "../nn/module/tree.js";
import { checkShape } from "../shape/shape.js";
import { requireCount, requireList, requireObject, requireShallow, within } from "./check.js";
import { Decoder } from "./decode.js";
import { version } from "./description.js";
import type { Known } from "./registry.js";
import { kindOf, type Tensor, type Tensors } from "./safetensors.js";

/** A saved model that comes from outside: the description is still to be checked. */
export interface Unchecked {
  readonly description: unknown;
  readonly tensors: Tensors;
}

/** Room that there is for any file. */
const smallest = 8 * 2 ** 20;

type Data = Readonly<Record<string, unknown>>;

/**
 * The model that `describeModel` described; the random generator goes on where it stood then. All is
 * checked, and where something is wrong nothing has changed.
 */
export function restoreModel({ description, tensors }: Unchecked, known: Known): ModuleLike {
  // Modules draw their first weights, from a copy: what fails leaves the generator as it was.
  const before = generator.exchange(Int32Array.from(generator.getState()));
  try {
    return allOrNothing(roomFor(tensors), () =>
      outsideScopes(() => restore(requireObject("the model", description), tensors, known)),
    );
  } catch (error) {
    generator.exchange(before);
    throw error;
  }
}

/** Arrays as large as the file's, their gradients, and what a row of zeros takes on its way. */
function roomFor(tensors: Tensors): number {
  let bytes = 0;
  for (const { values } of tensors.values()) bytes += values.byteLength;
  return 2 * bytes + smallest;
}

function restore(description: Data, tensors: Tensors, known: Known): ModuleLike {
  requireShallow("the model", description);
  if (description.version !== version) {
    const found = described(description.version);
    throw new RangeError(`the model's version is ${found}, expected ${version}`);
  }
  const state = generatorState(description.generator);
  const shared = sharedPaths(description.shared);
  const rest = new Map(tensors);
  const decoder = new Decoder(known, rest);
  const model = decoder.module(description.model, "");
  const frozen = new Set(requireList("frozen", description.frozen));
  freeze(model, frozen);
  if (hasUnbuilt(model, decoder.arrayNames(rest.keys()))) {
    within("input", () => build(model, description.input));
    freeze(model, frozen);
  }
  share(model, shared);
  takeValues(model, shared, rest);
  decoder.restoreStates();
  requireNone(rest);
  generator.setState(state);
  return model;
}

/** The four words of the generator, which are never all zero. */
function generatorState(value: unknown): number[] {
  const words = requireList("generator", value).map((word) =>
    requireCount("a word of generator", word, 2 ** 32 - 1),
  );
  if (words.length === 4 && words.some((word) => word !== 0)) return words;
  throw new RangeError("generator must be a list of 4 words, not all of them 0");
}

function sharedPaths(value: unknown): Map<string, string> {
  const entries = Object.entries(requireObject("shared", value));
  for (const [path, owner] of entries) {
    if (typeof owner === "string") continue;
    throw new RangeError(`shared: there is no array ${described(owner)} for "${path}"`);
  }
  return new Map(entries as [string, string][]);
}

/** A frozen module freezes those below it, which may have been thawed since: hence from the top down. */
function freeze(model: ModuleLike, frozen: ReadonlySet<unknown>): void {
  for (const { module, path } of walk(model)) {
    if (module.trainable === undefined) continue;
    if (frozen.has(path)) module.trainable = false;
    else if (!module.trainable) module.trainable = true;
  }
}

function hasUnbuilt(model: ModuleLike, names: readonly string[]): boolean {
  if (names.length === 0) return false;
  const paths = new Set(ownArrays(model).map(({ path }) => path));
  return names.some((name) => !paths.has(name));
}

/** Sends zeros of the shape of the last input through, for modules that make their arrays then. */
function build(model: ModuleLike, input: unknown): void {
  if (input === null || input === undefined) return;
  const x = zerosLike(input) as Arrays;
  inUse(modulesOf(model), () => noGrad(() => forwardOf(model, x, [])));
}

/** One array, several, or several by name. */
function zerosLike(input: unknown): Form<MLArray> {
  if (Array.isArray(input)) return input.map(zerosOf);
  const data = requireObject("it", input);
  if (typeof data.dtype === "string" || !isRecord(data)) return zerosOf(data);
  return Object.fromEntries(Object.entries(data).map(([key, part]) => [key, zerosOf(part)]));
}

function zerosOf(part: unknown): MLArray {
  const data = requireObject("it", part);
  const dtype = checkDType("dtype", data.dtype);
  const shape = checkShape("shape", requireList("shape", data.shape));
  return zeros(shape, { dtype, requiresGrad: false });
}

function ownArrays(model: ModuleLike): OwnArray[] {
  return walk(model).flatMap(({ arrays }) => arrays);
}

/** Puts the arrays that stand in two places into the second one. */
function share(model: ModuleLike, shared: ReadonlyMap<string, string>): void {
  if (shared.size === 0) return;
  const modules = new Map<string, ModuleLike>();
  const arrays = new Map<string, OwnArray>();
  for (const visit of walk(model)) {
    for (const own of visit.arrays) {
      arrays.set(own.path, own);
      modules.set(own.path, visit.module);
    }
  }
  for (const [path, owner] of shared) {
    const [to, from] = [arrays.get(path), arrays.get(owner)];
    if (from === undefined || to === undefined || kindOf(from.array) !== kindOf(to.array)) {
      throw new RangeError(`shared: "${path}" cannot be "${owner}"`);
    }
    if (to.array === from.array) continue;
    within(`shared: "${path}"`, () => {
      put(modules.get(path) as ModuleLike, to.name, from.array);
    });
  }
}

/** Sets what stands at a name below a module: "weights", "tables.0". */
function put(module: ModuleLike, name: string, array: MLArray): void {
  const names = name.split(".");
  let owner = module as unknown as Record<string, unknown>;
  for (const each of names.slice(0, -1)) owner = owner[each] as Record<string, unknown>;
  owner[names[names.length - 1]] = array;
}

function takeValues(
  model: ModuleLike,
  shared: ReadonlyMap<string, string>,
  rest: Map<string, Tensor>,
): void {
  const done = new Set<MLArray>();
  for (const { path, array } of ownArrays(model)) {
    if (done.has(array) || shared.has(path)) continue;
    done.add(array);
    array.updateValues(tensorFor(rest, path, array).values);
    rest.delete(path);
  }
}

/** The tensor for an array; throws if there is none, or one of another shape or dtype. */
function tensorFor(tensors: Tensors, path: string, array: MLArray): Tensor {
  const tensor = tensors.get(path);
  if (tensor === undefined) {
    throw new RangeError(`${path}, ${kindOf(array)}: the file has no tensor of that name`);
  }
  if (kindOf(tensor) === kindOf(array)) return tensor;
  throw new RangeError(`${path} is ${kindOf(array)}, but the file has ${kindOf(tensor)} for it`);
}

/** Throws if tensors are left that the model has no array for. */
function requireNone(tensors: Tensors): void {
  for (const [name, tensor] of tensors) {
    throw new RangeError(
      `the file has a tensor "${name}", ${kindOf(tensor)}, for which the model has no array`,
    );
  }
}
