import { backpropagate } from "./array/backward.js";
import type { DType, RealArray } from "./array/dtype.js";
import { formatArray } from "./array/format.js";
import { type Nested, nest } from "./array/nested.js";
import {
  address,
  disposeNode,
  elements,
  gradientAddress,
  kernelsFor,
  Node,
  newNode,
  nodeOf,
  view,
} from "./array/node.js";
import { formatShape, type Shape, sameShape } from "./array/shape.js";
import {
  type ArrayData,
  type ArrayOptions,
  checkDType,
  nodeOfData,
  numbersFor,
} from "./array-data.js";
import { begin } from "./memory/memory.js";
import * as activations from "./ops/activations.js";
import * as cast from "./ops/cast.js";
import { requireNumber } from "./ops/check.js";
import * as elementwise from "./ops/elementwise.js";
import * as indexing from "./ops/indexing.js";
import { matmul } from "./ops/matmul.js";
import * as reduce from "./ops/reduce.js";
import * as shaping from "./ops/shape.js";
import type { Value } from "./value.js";
import { valuesOf } from "./value-bridge.js";

export type { Index } from "./ops/indexing.js";

/** What operations accept beside arrays: numbers and data take the dtype of the array they meet. */
export type Operand = MLArray | ArrayData;

/** `using` calls this where the engine knows it. */
const disposeSymbol: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/**
 * An n-dimensional array with gradients: contiguous, row-major, of float32 or float64 elements.
 * Operations follow NumPy (broadcasting, axes, slices) and never change their operands; what they
 * return remembers how it was computed, so that `backward()` can differentiate it.
 */
export class MLArray {
  /** @internal */
  readonly node: Node;

  /** @throws on ragged or empty nesting, on anything that is no number, on a shape that does not fit */
  constructor(data: ArrayData, options?: ArrayOptions);
  /** @internal */
  constructor(node: Node);
  constructor(data: ArrayData | Node, options?: ArrayOptions) {
    this.node = data instanceof Node ? data : nodeOfData("MLArray", data, options);
  }

  /** Turns numbers and nested data into arrays and leaves arrays as they are: one, or a list of them. */
  static ensureArray(value: Operand): MLArray;
  static ensureArray(...values: Operand[]): MLArray[];
  static ensureArray(...values: Operand[]): MLArray | MLArray[] {
    const arrays = values.map((value) => (value instanceof MLArray ? value : new MLArray(value)));
    return arrays.length === 1 ? arrays[0] : arrays;
  }

  get shape(): Shape {
    return this.node.shape;
  }

  get dtype(): DType {
    return this.node.dtype;
  }

  /** Whether gradients are computed for it. */
  get requiresGrad(): boolean {
    return this.node.requiresGrad;
  }

  /** The transpose: axes reversed. */
  get T(): MLArray {
    return this.transpose();
  }

  /** The elements as nested `Value`s joined to this array's graph (a bare one for a scalar). */
  get data(): Nested<Value> {
    return valuesOf(this.node);
  }

  /** The number of elements. */
  size(): number {
    return this.node.size;
  }

  /** The number in an array of one element. */
  item(): number {
    if (this.node.size !== 1) {
      throw new RangeError(
        `item: expected an array of one element, got ${formatShape(this.shape)}`,
      );
    }
    return this.read("item")[0];
  }

  /** The elements as nested plain numbers. */
  toList(): Nested<number> {
    return nest(this.shape, this.read("toList"));
  }

  /** A copy of the elements, row-major. */
  toTypedArray(): RealArray {
    return this.read("toTypedArray").slice();
  }

  /** Copies the elements into a typed array of the same length, which is returned. */
  copyTo<T extends { length: number; set(values: ArrayLike<number>): void }>(target: T): T {
    if (target.length !== this.node.size) {
      throw new RangeError(
        `copyTo: the target holds ${target.length} elements, the array ${this.node.size}`,
      );
    }
    target.set(this.read("copyTo"));
    return target;
  }

  /** The gradient that `backward` has added up, as an array of the same shape: zeros before any. */
  grad(): MLArray {
    const { node } = this;
    begin("grad");
    address(node);
    const copy = newNode(node.shape, node.dtype);
    const dx = gradientAddress(node);
    elements(copy).set(view(dx, node.size, node.dtype));
    return new MLArray(copy);
  }

  /** Sets the gradient back to zero. */
  restart(): this {
    const { node } = this;
    begin("restart");
    if (node.gradient !== null) kernelsFor(node.dtype).fill(gradientAddress(node), node.size, 0);
    return this;
  }

  /**
   * Differentiates this array by everything it was computed from, and adds to their gradients.
   * `gradient` is what flows in, of the same shape; ones if it is not given (so several elements
   * count as their sum). The graph is let go afterwards unless `retainGraph`.
   */
  backward(gradient?: Operand | null, options: { retainGraph?: boolean } = {}): void {
    const { node } = this;
    if (!node.requiresGrad) {
      throw new Error(
        "backward: this array takes no part in gradients (made with requiresGrad: false, by detach, or inside noGrad)",
      );
    }
    const given = gradient == null ? null : operand(gradient, node.dtype).node;
    if (given !== null) requireAlike("backward", "the gradient", given, node);
    const seed = (): void => {
      begin("backward");
      const kernels = kernelsFor(node.dtype);
      const one = given ?? nodeOf([1], [], node.dtype);
      const dx = gradientAddress(node);
      const stride = given === null ? 0 : 1;
      kernels.add(dx, address(one), dx, 1, node.size, 0, 1, 0, stride);
    };
    backpropagate(node, seed, options.retainGraph ?? false);
  }

  add(other: Operand): MLArray {
    return new MLArray(elementwise.add(this.node, this.meet(other)));
  }

  sub(other: Operand): MLArray {
    return new MLArray(elementwise.sub(this.node, this.meet(other)));
  }

  mul(other: Operand): MLArray {
    return new MLArray(elementwise.mul(this.node, this.meet(other)));
  }

  /** By IEEE 754: a division by zero gives Infinity or NaN. */
  div(other: Operand): MLArray {
    return new MLArray(elementwise.div(this.node, this.meet(other)));
  }

  /** To a power; an array as exponent has a gradient too. */
  pow(exponent: Operand): MLArray {
    if (typeof exponent === "number") return new MLArray(elementwise.power(this.node, exponent));
    return new MLArray(elementwise.pow(this.node, this.meet(exponent)));
  }

  neg(): MLArray {
    return new MLArray(elementwise.neg(this.node));
  }

  /** Element-wise; ties share the gradient evenly. */
  maximum(other: Operand): MLArray {
    return new MLArray(elementwise.maximum(this.node, this.meet(other)));
  }

  minimum(other: Operand): MLArray {
    return new MLArray(elementwise.minimum(this.node, this.meet(other)));
  }

  /** Limits the elements to [min, max]; null leaves a side open. At the bounds the gradient passes. */
  clip(min: number | null, max: number | null): MLArray {
    const low = min ?? Number.NEGATIVE_INFINITY;
    const high = max ?? Number.POSITIVE_INFINITY;
    if (!(low <= high)) {
      throw new RangeError(
        `clip: min must not be above max, got ${String(min)} and ${String(max)}`,
      );
    }
    return new MLArray(elementwise.clip(this.node, low, high));
  }

  /** 1 where equal, 0 elsewhere. No gradient. */
  equal(other: Operand): MLArray {
    return new MLArray(elementwise.equal(this.node, this.meet(other)));
  }

  greater(other: Operand): MLArray {
    return new MLArray(elementwise.greater(this.node, this.meet(other)));
  }

  less(other: Operand): MLArray {
    return new MLArray(elementwise.less(this.node, this.meet(other)));
  }

  /** The matrix product by NumPy's rules, for vectors and stacks of matrices too. */
  matmul(other: Operand): MLArray {
    return new MLArray(matmul(this.node, this.meet(other)));
  }

  exp(): MLArray {
    return new MLArray(elementwise.exp(this.node));
  }

  log(): MLArray {
    return new MLArray(elementwise.log(this.node));
  }

  sqrt(): MLArray {
    return new MLArray(elementwise.sqrt(this.node));
  }

  /** Slope 0 at 0. */
  abs(): MLArray {
    return new MLArray(elementwise.abs(this.node));
  }

  /** max(0, x), slope 0 at 0. */
  relu(): MLArray {
    return new MLArray(elementwise.relu(this.node));
  }

  /** x, or alpha x below 0; alpha >= 0. */
  leakyRelu(alpha = 0.01): MLArray {
    requireNumber("leakyRelu", "alpha", alpha, 0);
    return new MLArray(elementwise.leakyRelu(this.node, alpha));
  }

  /** x, or alpha (e^x - 1) below 0; alpha >= 0. */
  elu(alpha = 1): MLArray {
    requireNumber("elu", "alpha", alpha, 0);
    return new MLArray(elementwise.elu(this.node, alpha));
  }

  sigmoid(): MLArray {
    return new MLArray(activations.sigmoid(this.node));
  }

  tanh(): MLArray {
    return new MLArray(elementwise.tanh(this.node));
  }

  softmax(axis = -1): MLArray {
    return new MLArray(activations.softmax(this.node, axis));
  }

  logSoftmax(axis = -1): MLArray {
    return new MLArray(activations.logSoftmax(this.node, axis));
  }

  /** Over one axis, or all of them without one; `keepDims` leaves the axis with length 1. */
  sum(axis: number | null = null, keepDims = false): MLArray {
    return new MLArray(reduce.sum(this.node, axis, keepDims));
  }

  mean(axis: number | null = null, keepDims = false): MLArray {
    return new MLArray(reduce.mean(this.node, axis, keepDims));
  }

  /** Ties share the gradient evenly. */
  max(axis: number | null = null, keepDims = false): MLArray {
    return new MLArray(reduce.max(this.node, axis, keepDims));
  }

  min(axis: number | null = null, keepDims = false): MLArray {
    return new MLArray(reduce.min(this.node, axis, keepDims));
  }

  /** The standard deviation with n in the denominator. */
  std(axis: number | null = null, keepDims = false): MLArray {
    return new MLArray(reduce.std(this.node, axis, keepDims));
  }

  /** The variance with n in the denominator. */
  var(axis: number | null = null, keepDims = false): MLArray {
    return new MLArray(reduce.variance(this.node, axis, keepDims));
  }

  /** The index of the first maximum along an axis, or in the flattened array. */
  argmax(axis: number | null = null): MLArray {
    return new MLArray(reduce.argmax(this.node, axis));
  }

  argmin(axis: number | null = null): MLArray {
    return new MLArray(reduce.argmin(this.node, axis));
  }

  /** The same elements under another shape, given as numbers or one array; one of them may be -1. */
  reshape(...shape: number[] | [Shape]): MLArray {
    const [first] = shape;
    const requested = Array.isArray(first) ? (first as Shape) : (shape as number[]);
    return new MLArray(shaping.reshape(this.node, requested));
  }

  /** Permutes the axes; reverses them without `axes`. */
  transpose(axes?: readonly number[]): MLArray {
    return new MLArray(shaping.transpose(this.node, axes));
  }

  /** All elements along one axis. */
  flatten(): MLArray {
    return new MLArray(shaping.reshape(this.node, [-1]));
  }

  /**
   * The selected part, as in Python: per axis an integer (drops the axis; negative counts from the
   * end) or [start, stop, step] with null for open; axes left out are taken whole. A copy.
   */
  get(...index: indexing.Index[]): MLArray {
    return new MLArray(indexing.get(this.node, index));
  }

  /**
   * Overwrites the selected part in place with a value that broadcasts to it: `set([0, [1, 3]], 5)`. Takes
   * no part in gradients.
   */
  set(index: number | readonly indexing.Index[], value: Operand): this {
    const { node } = operand(value, this.dtype);
    indexing.set(this.node, typeof index === "number" ? [index] : index, node);
    return this;
  }

  /** Overwrites all elements in place; gradients and history stay as they are. */
  updateValues(data: Operand): this {
    if (!(data instanceof MLArray)) {
      const values = numbersFor("updateValues", data, this.shape);
      this.read("updateValues").set(values);
      return this;
    }
    requireAlike("updateValues", "the values", data.node, this.node);
    begin("updateValues");
    address(this.node);
    const values = elements(data.node);
    elements(this.node).set(values);
    return this;
  }

  /** A copy in another dtype, through which gradients flow. */
  astype(dtype: DType): MLArray {
    return new MLArray(cast.astype(this.node, checkDType("astype", dtype)));
  }

  /** The same elements without history; shares the storage. */
  detach(): MLArray {
    return new MLArray(cast.detach(this.node));
  }

  /** A copy, through which gradients flow. */
  clone(): MLArray {
    return new MLArray(cast.copyOf(this.node));
  }

  /** Frees the elements at once; using the array afterwards is an error. Never needed. */
  dispose(): void {
    disposeNode(this.node);
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  /** As NumPy prints it; long arrays are shortened. */
  toString(): string {
    return formatArray(this.read("toString"), this.shape, this.dtype);
  }

  /** What Node's console.log prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  private read(operation: string): RealArray {
    begin(operation);
    return elements(this.node);
  }

  private meet(other: Operand): Node {
    return other instanceof MLArray ? other.node : operand(other, this.dtype).node;
  }
}

/** Numbers and data as constants of a given dtype; arrays as they are. */
function operand(value: Operand, dtype: DType): MLArray {
  if (value instanceof MLArray) return value;
  return new MLArray(value, { dtype, requiresGrad: false });
}

function requireAlike(operation: string, what: string, given: Node, expected: Node): void {
  if (sameShape(given.shape, expected.shape) && given.dtype === expected.dtype) return;
  throw new RangeError(
    `${operation}: ${what} must be ${expected.dtype} ${formatShape(expected.shape)}, ` +
      `got ${given.dtype} ${formatShape(given.shape)}`,
  );
}
