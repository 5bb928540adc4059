import { getDefaultDtype, setDefaultDtype } from "../array-api/array-data.js";
import { DenseLayer } from "../nn/layers/dense-layer.js";
import { Embedding } from "../nn/layers/embedding.js";
import type { Module } from "../nn/layers/layer.js";
import type { DType } from "../shape/dtype.js";
import { formatShape } from "../shape/shape.js";
import { requireCount, requireList, requireObject, within } from "./check.js";
import { decodeConfig } from "./config.js";
import { kindOf, type NamedArray, namedArrays } from "./named-arrays.js";
import { thingOf } from "./registry.js";
import type { Tensor, Tensors } from "./safetensors.js";

type Data = Readonly<Record<string, unknown>>;

/** The layers of a description. Their arrays have the shapes of the tensors, not yet the values. */
export function restoreLayers(description: Data, tensors: Tensors): Module[] {
  const shared = requireObject("shared", description.shared);
  const known = new Map(tensors);
  for (const [name, owner] of Object.entries(shared)) {
    const tensor = tensors.get(owner as string);
    if (tensor === undefined) {
      throw new RangeError(`shared: there is no tensor ${JSON.stringify(owner)} for "${name}"`);
    }
    known.set(name, tensor);
  }
  const layers: Module[] = [];
  requireList("layers", description.layers).forEach((entry, i) => {
    layers.push(within(`layers[${i}]`, () => layerOf(entry, i, layers, known)));
  });
  share(layers, Object.entries(shared) as [string, string][]);
  return layers;
}

function layerOf(entry: unknown, i: number, before: readonly Module[], tensors: Tensors): Module {
  const data = requireObject("it", entry);
  if ("sameAs" in data) return before[requireCount("sameAs", data.sameAs, i - 1)];
  const own = `layers.${i}.`;
  const first = [...tensors].find(([name]) => name.startsWith(own))?.[1];
  const type = thingOf("type", "layer", data.type);
  const config = decodeConfig("config", data.config);
  if (hasSizes(type)) requireSizes(config, tensors.get(`${own}weights`));
  const layer = inDtype(first?.dtype, () => type.fromConfig(config));
  const isBuilt = (layer.parameters?.() ?? []).length > 0;
  if (first !== undefined && !isBuilt) layer.build?.(first.shape[0], first.dtype);
  if (data.trainable === false) layer.trainable = false;
  return layer;
}

function hasSizes(type: unknown): boolean {
  const classes = [DenseLayer, Embedding];
  return classes.some(
    (each) => type === each || (type as { prototype: unknown }).prototype instanceof each,
  );
}

/** Before a layer allocates weights: as many as the file holds for it. */
function requireSizes({ inputSize, outputSize }: Data, weights: Tensor | undefined): void {
  const shape = weights?.shape ?? [];
  const isUnbuilt = weights === undefined && inputSize === undefined;
  const fits =
    shape.length === 2 &&
    [undefined, shape[0]].includes(inputSize as number) &&
    outputSize === shape[1];
  if (isUnbuilt || fits) return;
  const found = weights === undefined ? "no weights" : `weights ${formatShape(shape)}`;
  throw new RangeError(
    `the file has ${found}, but inputSize ${JSON.stringify(inputSize)} and outputSize ${JSON.stringify(outputSize)}`,
  );
}

/** Layers make their arrays in the default dtype. */
function inDtype<T>(dtype: DType = getDefaultDtype(), fn: () => T): T {
  const before = getDefaultDtype();
  setDefaultDtype(dtype);
  try {
    return fn();
  } finally {
    setDefaultDtype(before);
  }
}

function share(layers: readonly Module[], shared: readonly (readonly [string, string])[]): void {
  const arrays = namedArrays(layers);
  const named = (name: string): NamedArray | undefined => arrays.find((each) => each.name === name);
  for (const [name, owner] of shared) {
    const [to, from] = [named(name), named(owner)];
    const fits = to && from && kindOf(to.array) === kindOf(from.array);
    if (!fits || !(to.layer instanceof DenseLayer) || to.layer.weights !== to.array) {
      throw new RangeError(`shared: "${name}" cannot be "${owner}"`);
    }
    to.layer.weights = from.array;
  }
}
