import type { MLArray } from "../array-api/ml-array.js";
import type { Network } from "../nn/training/network.js";
import { within } from "./check.js";
import { describeModel, type Model } from "./description.js";
import { distinct, namedArrays, placeOf, tensorFor } from "./named-arrays.js";
import { type Parts, requireNone, restoreModel } from "./restore.js";
import {
  decodeSafetensors,
  encodeSafetensors,
  type Tensor,
  type TensorFile,
  type Tensors,
} from "./safetensors.js";

/** Models as safetensors files: the description is JSON text in the metadata. */
const metadataKey = "smolml";

export function saveModel(model: Model): Uint8Array<ArrayBuffer> {
  return within("save", () => {
    const { description, tensors } = describeModel(model);
    const metadata = { format: "smolml", [metadataKey]: JSON.stringify(description) };
    return encodeSafetensors({ tensors, metadata });
  });
}

export function loadModel<M extends Model>(
  bytes: Uint8Array | ArrayBuffer,
  make: (parts: Parts) => M,
): M {
  return within("load", () => {
    const { tensors, metadata } = decode(bytes);
    if (!Object.hasOwn(metadata, metadataKey)) {
      throw new RangeError(
        "the file holds tensors, but no model of this library: make the model and call its loadWeights",
      );
    }
    const description = within("the file's model", () => JSON.parse(metadata[metadataKey]));
    return restoreModel({ description, tensors }, make);
  });
}

/** Overwrites the arrays of a network's layers; optimizer and scaler stay as they are. */
export function loadWeights(network: Network, bytes: Uint8Array | ArrayBuffer): void {
  within("loadWeights", () => {
    const tensors = new Map(decode(bytes).tensors);
    const pairs = distinct(namedArrays(network.layers)).map((each): [MLArray, Tensor] => {
      const tensor = tensorFor(tensors, each);
      tensors.delete(each.name);
      return [each.array, tensor];
    });
    for (const name of tensors.keys()) if (/^(optimizer|scaler)\./.test(name)) tensors.delete(name);
    requireBuilt(network, tensors);
    requireNone(tensors);
    for (const [array, { values }] of pairs) array.updateValues(values);
  });
}

/** A layer that waits for its first input has no arrays to take the file's. */
function requireBuilt({ layers }: Network, rest: Tensors): void {
  layers.forEach((layer, i) => {
    const waits = layer.build !== undefined && layer.parameters?.().length === 0;
    if (!waits || ![...rest.keys()].some((name) => name.startsWith(`layers.${i}.`))) return;
    throw new RangeError(
      `${placeOf(layer, i)} has no arrays before its first input: call predict with a row of data first`,
    );
  });
}

function decode(bytes: Uint8Array | ArrayBuffer): TensorFile {
  if (bytes instanceof Uint8Array) return decodeSafetensors(bytes);
  if (bytes instanceof ArrayBuffer) return decodeSafetensors(new Uint8Array(bytes));
  throw new TypeError(
    `expected the bytes of a file as a Uint8Array or an ArrayBuffer, got ${typeof bytes}`,
  );
}
