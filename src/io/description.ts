import type { Form } from "../array-api/arrays.js";
import { mapArrays } from "../array-api/arrays.js";
import type { MLArray } from "../array-api/ml-array.js";
import type { ModuleLike } from "../nn/module/tree.js";
import { walk } from "../nn/module/tree.js";
import { randomStateOf } from "../nn/training/own-stream.js";
import type { DType } from "../shape/dtype.js";
import type { Shape } from "../shape/shape.js";
import { Encoder, type SaveOptions } from "./encode.js";
import type { ModuleDescription } from "./plain.js";
import type { Known } from "./registry.js";
import type { Tensor } from "./safetensors.js";

/** The shape and dtype of an input. */
export class Input {
  readonly shape: Shape;

  constructor(
    shape: Shape,
    readonly dtype: DType,
  ) {
    // Descriptions of the model hand it out.
    this.shape = Object.freeze([...shape]);
  }
}

/** All of a model that is no tensor, as JSON. */
export interface Description {
  /** The version of this form of a description. */
  readonly version: 2;
  /** The class and the options of the model, and within them those of its modules. */
  readonly model: ModuleDescription;
  /** Arrays that stand in two places: { "layers.2.weights": "layers.0.weights" }. */
  readonly shared: Readonly<Record<string, string>>;
  /** The modules that are frozen, by their paths. */
  readonly frozen: readonly string[];
  /** What the model was given first, of one row, for arrays that wait for a first input; null before that. */
  readonly input: Form<{ readonly shape: Shape; readonly dtype: DType }> | null;
  /** Where the random generator stands that it is trained by. */
  readonly generator: readonly number[];
}

/** What a file holds: the tensors under the paths of the arrays. */
export interface SavedModel {
  readonly description: Description;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

export const version = 2;

/** A model that can be saved: it knows its last input. */
export interface Model extends ModuleLike {
  /** @internal The shapes of a row of its first input; null before that. */
  readonly input: Form<Input> | null;
}

/** All that is needed to go on with a model elsewhere as if nothing had happened. */
export function describeModel(model: Model, known: Known, options: SaveOptions): SavedModel {
  const encoder = new Encoder(model, known, options);
  const visits = walk(model);
  const shared: Record<string, string> = {};
  const owners = new Map<MLArray, string>();
  const tensors = new Map<string, Tensor>();
  for (const { path, array } of visits.flatMap(({ arrays }) => arrays)) {
    const owner = owners.get(array);
    if (owner !== undefined) shared[path] = owner;
    else {
      owners.set(array, path);
      const { dtype, shape } = array;
      tensors.set(path, { dtype, shape, values: array.toTypedArray() });
    }
  }
  const description: Description = {
    version,
    model: encoder.module(model, ""),
    shared,
    frozen: visits.filter(({ module }) => module.trainable === false).map(({ path }) => path),
    input: model.input && mapArrays(model.input, ({ shape, dtype }) => ({ shape, dtype })),
    generator: randomStateOf(model),
  };
  for (const [name, tensor] of encoder.tensors) tensors.set(name, tensor);
  return { description, tensors };
}
