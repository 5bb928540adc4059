import type { MLArray } from "../../src/index.js";
import type { Result } from "./compare.js";
import type { Tensor } from "./schema.js";

/** All that the library exports: `smolml` or `smolml/pure`, from the sources or as built. */
export type Library = typeof import("../../src/index.js");

/** An array of the default dtype that tracks gradients unless told otherwise. */
export function arrayOf(smolml: Library, tensor: Tensor, requiresGrad = true): MLArray {
  const data = Float64Array.from(tensor.data, Number);
  return new smolml.MLArray(data, { shape: [...tensor.shape], requiresGrad });
}

export function resultOf(array: MLArray): Result {
  return { shape: array.shape, data: array.toTypedArray() };
}
