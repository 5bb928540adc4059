import type { MLArray } from "../array-api/ml-array.js";
import { DenseLayer } from "../nn/layers/dense-layer.js";
import { Embedding } from "../nn/layers/embedding.js";
import type { Module } from "../nn/layers/layer.js";
import { BatchNorm, LayerNorm } from "../nn/layers/normalization.js";
import { formatShape } from "../shape/shape.js";
import type { Tensor, Tensors } from "./safetensors.js";

/** An array of a network under the name that it has in a file: "layers.0.weights". */
export interface NamedArray {
  readonly name: string;
  readonly array: MLArray;
  /** How errors name it. */
  readonly place: string;
  readonly layer: Module;
  /** Whether training changes it. */
  readonly isParameter: boolean;
}

/** All arrays of the layers; one that two layers share has two names. */
export function namedArrays(layers: readonly Module[]): NamedArray[] {
  return layers.flatMap((layer, i) => {
    if (layers.indexOf(layer) < i) return [];
    const named = (isParameter: boolean, own: readonly string[]) => (array: MLArray, j: number) => {
      const name = own[j] ?? `${isParameter ? "parameters" : "buffers"}.${j}`;
      const place = `${placeOf(layer, i)} ${name}`;
      return { name: `layers.${i}.${name}`, array, place, layer, isParameter };
    };
    const { parameters, buffers } = ownNames(layer);
    return [
      ...(layer.parameters?.() ?? []).map(named(true, parameters)),
      ...(layer.buffers?.() ?? []).map(named(false, buffers)),
    ];
  });
}

export function placeOf(layer: Module, index: number): string {
  return `layers[${index}] (${layer.constructor.name})`;
}

/** The names of a layer's arrays, in the order in which it gives them; those of unknown layers are numbers. */
function ownNames(layer: Module): { parameters: readonly string[]; buffers: readonly string[] } {
  if (layer instanceof DenseLayer || layer instanceof Embedding) {
    return { parameters: ["weights", "biases"], buffers: [] };
  }
  if (layer instanceof BatchNorm || layer instanceof LayerNorm) {
    return { parameters: ["gain", "offset"], buffers: ["mean", "variance"] };
  }
  return { parameters: [], buffers: [] };
}

/** Each array once, under its first name. */
export function distinct(arrays: readonly NamedArray[]): NamedArray[] {
  return arrays.filter(({ array }, i) => arrays.findIndex((each) => each.array === array) === i);
}

/** The tensor for an array; throws if there is none, or one of another shape or dtype. */
export function tensorFor(tensors: Tensors, wanted: NamedArray): Tensor {
  const { name, place, array } = wanted;
  const tensor = tensors.get(name);
  const expected = kindOf(array);
  if (tensor === undefined) {
    throw new RangeError(`${place}, ${expected}: the file has no tensor "${name}"`);
  }
  if (kindOf(tensor) !== expected) {
    throw new RangeError(`${place} is ${expected}, but the file has ${kindOf(tensor)} for it`);
  }
  return tensor;
}

/** float32 (2, 3) */
export function kindOf({ dtype, shape }: Pick<Tensor, "dtype" | "shape">): string {
  return `${dtype} ${formatShape(shape)}`;
}
