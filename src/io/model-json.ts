import { checkDType } from "../array-api/array-data.js";
import type { ModuleLike } from "../nn/module/tree.js";
import { checkShape, sizeOf } from "../shape/shape.js";
import { requireList, requireObject, within } from "./check.js";
import { type Description, describeModel, type Model } from "./description.js";
import type { Known } from "./registry.js";
import { restoreModel } from "./restore.js";
import type { Tensor } from "./safetensors.js";

/** JSON has no number for these; texts stand for them. */
type Texts = "NaN" | "Infinity" | "-Infinity" | "-0";

/** A tensor as JSON: its elements row-major. */
export interface TensorJSON {
  /** The dtype of the elements: float32 or float64. */
  readonly dtype: Tensor["dtype"];
  /** The lengths of its axes. */
  readonly shape: readonly number[];
  /** The elements, row-major: as many as the shape asks for. */
  readonly data: readonly (number | Texts)[];
}

/** A model as JSON: what is in a file, in a form that people read. */
export interface ModelJSON extends Description {
  /** Under the names of a file: "layers.0.weights". */
  readonly tensors: Readonly<Record<string, TensorJSON>>;
}

export function modelToJSON(model: Model, known: Known): ModelJSON {
  return within("toJSON", () => {
    const { description, tensors } = describeModel(model, known, {});
    const entries = [...tensors].map(([name, { dtype, shape, values }]) => {
      return [name, { dtype, shape, data: Array.from(values, numberToJSON) }] as const;
    });
    return { ...description, tensors: Object.fromEntries(entries) };
  });
}

export function modelFromJSON(json: unknown, known: Known): ModuleLike {
  return within("fromJSON", () => {
    const { tensors, ...description } = requireObject("the model", json);
    const entries = Object.entries(requireObject("tensors", tensors)).map(([name, tensor]) => {
      return [name, within(name, () => tensorFromJSON(tensor))] as const;
    });
    return restoreModel({ description, tensors: new Map(entries) }, known);
  });
}

function tensorFromJSON(json: unknown): Tensor {
  const { dtype: label, shape: lengths, data } = requireObject("the tensor", json);
  const dtype = checkDType("dtype", label);
  const shape = checkShape("shape", requireList("shape", lengths));
  const numbers = requireList("data", data).map(numberFromJSON);
  if (numbers.length !== sizeOf(shape)) {
    throw new RangeError(`data has ${numbers.length} numbers, expected ${sizeOf(shape)}`);
  }
  const values = dtype === "float32" ? Float32Array.from(numbers) : Float64Array.from(numbers);
  return { dtype, shape, values };
}

function numberToJSON(value: number): number | Texts {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return Object.is(value, -0) ? "-0" : (String(value) as Texts);
}

function numberFromJSON(value: unknown): number {
  if (typeof value === "number") return value;
  if (["NaN", "Infinity", "-Infinity", "-0"].includes(value as string)) return Number(value);
  throw new RangeError(`data holds ${JSON.stringify(value)}, expected numbers`);
}
