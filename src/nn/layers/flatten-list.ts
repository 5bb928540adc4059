import type { ActivationFunction } from "../activation.js";
import { ActivationLayer } from "./activation-layer.js";
import type { Module } from "./layer.js";

/** Layers as a list may hold them: layers, activation functions, and lists (such as pairs) of those. */
export type LayerList = readonly (Module | ActivationFunction | LayerList)[];

/** The layers of a nested list in order; a function becomes an `ActivationLayer`. */
export function flattenLayers(list: LayerList, path = "layers"): Module[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError(`NeuralNetwork: ${path} must be a list of at least one layer`);
  }
  return list.flatMap((item: unknown, i): Module[] => {
    const place = `${path}[${i}]`;
    if (Array.isArray(item)) return flattenLayers(item, place);
    if (typeof item === "function") return [new ActivationLayer(item as ActivationFunction)];
    if (typeof (item as { predict?: unknown } | null)?.predict === "function") {
      throw new TypeError(`NeuralNetwork: ${place} is a network; give the list of its layers`);
    }
    if (typeof (item as Module | null)?.forward === "function") return [item as Module];
    throw new TypeError(
      `NeuralNetwork: ${place} is no layer: it has no forward method, and is no activation function`,
    );
  });
}
