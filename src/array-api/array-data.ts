import { Node } from "../array/node.js";
import { described, describedItem } from "../errors/described.js";
import { nodeWith } from "../ops/access.js";
import { nodeOfValues, numbersIn } from "../ops/value-bridge.js";
import { type DType, dtypes, isDType } from "../shape/dtype.js";
import { type Accept, flattenNested, type Nested } from "../shape/nested.js";
import { checkShape, formatShape, type Shape, sizeOf } from "../shape/shape.js";
import { lengthOf, typedArrayKind } from "../shape/typed-array.js";
import { Value } from "../value/value.js";

/** Typed arrays that are taken as data. */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** What an array can be made of: a number, nested arrays, a typed array or lists of them, `Value`s. */
export type ArrayData = Nested<number | Value | NumericArray>;

/** The options of an array: shape, dtype, and whether it tracks gradients. */
export interface ArrayOptions {
  /** Given with flat data to shape it, else it must agree with the nesting. */
  readonly shape?: Shape;
  /** Default: what `setDefaultDtype` says, float32 at first. */
  readonly dtype?: DType;
  /** Whether gradients are computed for it. Default true. */
  readonly requiresGrad?: boolean;
}

let defaultDtype: DType = "float32";

/** The dtype of arrays made without one from here on. */
export function setDefaultDtype(dtype: DType): void {
  defaultDtype = checkDType("setDefaultDtype", dtype);
}

export function getDefaultDtype(): DType {
  return defaultDtype;
}

export function checkDType(operation: string, dtype: unknown): DType {
  if (isDType(dtype)) return dtype;
  const expected = dtypes.map((name) => `"${name}"`).join(" or ");
  throw new TypeError(`${operation}: dtype must be ${expected}, got ${described(dtype)}`);
}

/** A node with the given data, checked: no ragged nesting, nothing but numbers. */
export function nodeOfData(operation: string, data: ArrayData, options: ArrayOptions = {}): Node {
  const dtype = options.dtype === undefined ? defaultDtype : checkDType(operation, options.dtype);
  if (isNumericArray(data)) {
    const size = lengthOf(data);
    const shape = resolveShape(operation, [size], size, options.shape);
    return track(nodeWith(operation, data, shape, dtype), options);
  }
  const { shape: nesting, leaves } = flattenNested(operation, data, acceptValues(operation));
  const shape = resolveShape(operation, nesting, leaves.length, options.shape);
  if (leaves instanceof Float64Array) {
    return track(nodeWith(operation, leaves, shape, dtype), options);
  }
  const joined = leaves as readonly (number | Value)[];
  if (options.requiresGrad !== false) return nodeOfValues(joined, shape, dtype);
  return track(nodeWith(operation, numbersIn(joined), shape, dtype), options);
}

/** Data that an operation meets: a constant of the given dtype, but its `Value`s get their gradients. */
export function operandOfData(operation: string, data: ArrayData, dtype: DType): Node {
  const node = nodeOfData(operation, data, { dtype });
  if (!node.isInterior) node.requiresGrad = false;
  return node;
}

/** The numbers in `data`, flat, for an existing array of `shape`. */
export function numbersFor(operation: string, data: ArrayData, shape: Shape): ArrayLike<number> {
  if (isNumericArray(data)) {
    const size = lengthOf(data);
    resolveShape(operation, [size], size, shape);
    return data;
  }
  const { shape: nesting, leaves } = flattenNested(operation, data, acceptValues(operation));
  resolveShape(operation, nesting, leaves.length, shape);
  return leaves instanceof Float64Array ? leaves : numbersIn(leaves as readonly (number | Value)[]);
}

export function isNumericArray(data: unknown): data is NumericArray {
  const kind = typedArrayKind(data);
  return kind !== undefined && !kind.startsWith("Big");
}

function track(node: Node, options: ArrayOptions): Node {
  node.requiresGrad = options.requiresGrad ?? true;
  return node;
}

/** Of what is no number, `Value`s alone. */
function acceptValues(operation: string): Accept {
  return (leaf, where) => {
    if (leaf instanceof Value) return;
    throw new TypeError(
      `${operation}: ${where} is ${describedItem(leaf)}; expected a number or a Value${hintFor(leaf)}`,
    );
  };
}

/** Arrays cannot be told here by their class, which stands above: what they hold tells them. */
function hintFor(leaf: unknown): string {
  const isArray = (leaf as { node?: unknown } | null | undefined)?.node instanceof Node;
  return isArray ? "; stack and concat make one array of several" : "";
}

/** The shape asked for, if the data fills it: nested data must be flat or nested in just that way. */
function resolveShape(
  operation: string,
  nesting: Shape,
  size: number,
  requested: Shape | undefined,
): Shape {
  if (size === 0) {
    throw new RangeError(`${operation}: empty arrays hold nothing to compute with`);
  }
  if (requested === undefined) return nesting;
  const shape = checkShape(operation, requested);
  const agrees =
    nesting.length <= 1 ||
    (nesting.length === shape.length && nesting.every((length, i) => length === shape[i]));
  if (sizeOf(shape) !== size || !agrees) {
    throw new RangeError(
      `${operation}: data of shape ${formatShape(nesting)} does not fill shape ${formatShape(shape)}`,
    );
  }
  return shape;
}
