import type { MLArray } from "../array-api/ml-array.js";
import { requireFlag, requireOptions } from "../errors/check.js";
import { described } from "../errors/described.js";
import { type ModuleLike, type OwnArray, walk } from "../nn/module/tree.js";
import { asBytes } from "../shape/typed-array.js";
import { within } from "./check.js";
import { describeModel, type Model } from "./description.js";
import { requireDistinctKeys } from "./distinct-keys.js";
import { prefixesOf, type SaveOptions } from "./encode.js";
import type { Known } from "./registry.js";
import { restoreModel } from "./restore.js";
import {
  decodeSafetensors,
  encodeSafetensors,
  kindOf,
  type Tensor,
  type TensorFile,
  type Tensors,
} from "./safetensors.js";

/** Models as safetensors files: the description is JSON text in the metadata. */
const metadataKey = "smolml";

export function saveModel(
  model: Model,
  known: Known,
  options: SaveOptions = {},
): Uint8Array<ArrayBuffer> {
  requireOptions("save", options, ["optimizer"]);
  requireFlag("save", "optimizer", options.optimizer);
  return within("save", () => {
    const { description, tensors } = describeModel(model, known, options);
    const metadata = { format: "smolml", [metadataKey]: JSON.stringify(description) };
    return encodeSafetensors({ tensors, metadata });
  });
}

export function loadModel(bytes: Uint8Array | ArrayBuffer, known: Known): ModuleLike {
  return within("load", () => {
    const { tensors, metadata } = decode(bytes);
    if (!Object.hasOwn(metadata, metadataKey)) {
      throw new RangeError(
        "the file holds tensors, but no model of this library: make the model and call its loadWeights",
      );
    }
    const text = metadata[metadataKey];
    const description = within("the file's model", () => JSON.parse(text));
    requireDistinctKeys("the file's model", text);
    return restoreModel({ description, tensors }, known);
  });
}

/** Overwrites the arrays of a model's modules; what an optimizer or a scaler remembers stays as it is. */
export function loadWeights(model: ModuleLike, bytes: Uint8Array | ArrayBuffer): void {
  within("loadWeights", () => {
    const { tensors } = decode(bytes);
    const arrays = distinctArrays(model);
    requireFit(model, arrays, tensors);
    for (const { path, array } of arrays) {
      const tensor = tensors.get(path);
      if (tensor !== undefined) array.updateValues(tensor.values);
    }
  });
}

function distinctArrays(model: ModuleLike): OwnArray[] {
  const seen = new Set<MLArray>();
  return walk(model)
    .flatMap(({ arrays }) => arrays)
    .filter(({ array }) => !seen.has(array) && seen.add(array));
}

/** Throws, with a list of all that does not fit: what is missing, left over, and of another shape or dtype. */
function requireFit(model: ModuleLike, arrays: readonly OwnArray[], tensors: Tensors): void {
  const paths = new Set(arrays.map(({ path }) => path));
  const isOfArray = (name: string): boolean => !/(^|\.)(optimizer|scaler)\./.test(name);
  const missing = arrays.filter(({ path }) => !tensors.has(path));
  const left = [...tensors.keys()].filter((name) => !paths.has(name) && isOfArray(name));
  const unlike = arrays.flatMap(({ path, array }) => {
    const tensor = tensors.get(path);
    const fits = tensor === undefined || kindOf(tensor) === kindOf(array);
    return fits ? [] : [`${path} is ${kindOf(array)}, but the file has ${kindOf(tensor)} for it`];
  });
  const hintFor = hinterFor(model);
  const findings = [
    ...missing.map(({ path, array }) => `the file has no tensor "${path}", ${kindOf(array)}`),
    ...left.map((name) => {
      const kind = kindOf(tensors.get(name) as Tensor);
      return `the file has a tensor "${name}", ${kind}, for which the model has no array${hintFor(name)}`;
    }),
    ...unlike,
  ];
  if (findings.length > 0) throw new RangeError(findings.join("; "));
}

/** A module that waits for its first input has no arrays to take the file's. */
function hinterFor(model: ModuleLike): (name: string) => string {
  const waiting = walk(model).filter(
    ({ module, arrays }) => arrays.length === 0 && module.children?.().length === 0,
  );
  const paths = new Set(waiting.map(({ path }) => path));
  return (name) =>
    prefixesOf(name).some((prefix) => paths.has(prefix))
      ? " before its first input: call predict with a row of data first"
      : "";
}

function decode(bytes: Uint8Array | ArrayBuffer): TensorFile {
  const plain = asBytes(bytes);
  if (plain !== null) return decodeSafetensors(plain);
  throw new TypeError(
    `expected the bytes of a file as a Uint8Array or an ArrayBuffer, got ${described(bytes)}`,
  );
}
