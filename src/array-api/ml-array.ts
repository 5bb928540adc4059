import { backpropagate } from "../array/backward.js";
import { formatArray } from "../array/format.js";
import { textAlone } from "../array/no-operators.js";
import { disposeNode, Node } from "../array/node.js";
import { requireOptions } from "../errors/check.js";
import { thisCopy } from "../errors/copy.js";
import { described } from "../errors/described.js";
import * as access from "../ops/access.js";
import * as cast from "../ops/cast.js";
import * as indexing from "../ops/indexing.js";
import type { RowWeights } from "../ops/row-weights.js";
import { valuesOf } from "../ops/value-bridge.js";
import type { DType, RealArray } from "../shape/dtype.js";
import { type Nested, nest } from "../shape/nested.js";
import { formatShape, type Shape, sameShape } from "../shape/shape.js";
import { typedArrayKind } from "../shape/typed-array.js";
import type { Value } from "../value/value.js";
import {
  type ArrayData,
  type ArrayOptions,
  checkDType,
  nodeOfData,
  numbersFor,
  operandOfData,
} from "./array-data.js";
import { ArrayOperations } from "./array-operations.js";

export type { Index } from "../ops/indexing.js";

/** What operations accept beside arrays: numbers and data take the dtype of the array they meet. */
export type Operand = MLArray | ArrayData;

/** `using` calls this where the engine knows it. */
const disposeSymbol: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/**
 * An n-dimensional array with gradients: contiguous, row-major, of float32 or float64 elements.
 * Operations follow NumPy (broadcasting, axes, slices) and never change their operands; what they
 * return remembers how it was computed, so that `backward()` can differentiate it.
 */
export class MLArray extends ArrayOperations {
  /** @internal */
  readonly node: Node;
  /** @internal How much its rows count in the losses that it is handed to; set on predictions. */
  declare rowWeights?: RowWeights;
  /** @internal Whether `predict` gave it: a loss of it has nothing to learn from. */
  declare predicted?: true;

  /** @internal */
  get "smolml.copy"(): object {
    return thisCopy;
  }

  /** @throws on ragged or empty nesting, on anything that is no number, on a shape that does not fit */
  constructor(data: ArrayData, options?: ArrayOptions);
  /** @internal */
  constructor(node: Node);
  constructor(data: ArrayData | Node, options?: ArrayOptions) {
    super();
    if (options !== undefined)
      requireOptions("MLArray", options, ["shape", "dtype", "requiresGrad"]);
    this.node = data instanceof Node ? data : nodeOfData("MLArray", data, options);
  }

  /** Turns numbers and nested data into arrays and leaves arrays as they are: one, or a list of them. */
  static ensureArray(value: Operand): MLArray;
  static ensureArray(...values: Operand[]): MLArray[];
  static ensureArray(...values: Operand[]): MLArray | MLArray[] {
    const arrays = values.map((value) => (isArray(value) ? value : arrayOf(value)));
    return arrays.length === 1 ? arrays[0] : arrays;
  }

  /** The lengths of its axes, outermost first: a frozen list. */
  get shape(): Shape {
    return this.node.frozenShape;
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

  /** The elements of an array of one axis as a list. */
  toVector(): number[] {
    return this.listOf("toVector", 1) as number[];
  }

  /** The elements of an array of two axes as a list of rows. */
  toMatrix(): number[][] {
    return this.listOf("toMatrix", 2) as number[][];
  }

  private listOf(operation: string, axes: number): Nested<number> {
    if (this.shape.length === axes) return this.toList();
    throw new RangeError(
      `${operation}: expected ${axes === 1 ? "one axis" : "two axes"}, got ${formatShape(this.shape)}`,
    );
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

  /** What `JSON.stringify` writes: `toList`. JSON has no NaN and no infinities; they become null. */
  toJSON(): Nested<number> {
    return this.toList();
  }

  /** A copy of the elements, row-major. */
  toTypedArray(): RealArray {
    return this.read("toTypedArray").slice();
  }

  /** Copies the elements into a typed array of the same length, which is returned. */
  copyTo<T extends { length: number; set(values: ArrayLike<number>): void }>(target: T): T {
    if (target?.length !== this.node.size) {
      throw new RangeError(
        `copyTo: the target holds ${described(target?.length)} elements, the array ${this.node.size}`,
      );
    }
    const values = this.read("copyTo");
    // What is no typed array might keep what it is handed.
    target.set(typedArrayKind(target) === undefined ? values.slice() : values);
    return target;
  }

  /** The gradient that `backward` has added up, as an array of the same shape: zeros before any. */
  grad(): MLArray {
    return faceOf(access.gradientOf(this.node));
  }

  /** Sets the gradient back to zero. */
  restart(): this {
    access.clearGradient("restart", this.node);
    return this;
  }

  /**
   * Differentiates this array by everything it was computed from, and adds to their gradients.
   * `gradient` is what flows in, of the same shape; ones if it is not given (so several elements
   * count as their sum). The graph is let go afterwards unless `retainGraph`. If memory runs out within, the
   * gradients of all that it reaches are zero, and the graph is let go.
   */
  backward(gradient?: Operand | null, options?: { retainGraph?: boolean }): void {
    const { node } = this;
    if (options !== undefined) requireOptions("backward", options, ["retainGraph"]);
    if (!node.requiresGrad) {
      throw new Error(
        "backward: this array takes no part in gradients (made with requiresGrad: false, by detach or predict, or inside noGrad)",
      );
    }
    access.requireValues("backward", node);
    const given = gradient == null ? null : this.meet("backward", gradient);
    if (given !== null) requireAlike("backward", "the gradient", given, node);
    const seed = (): void => access.addToGradient("backward", node, given);
    backpropagate(node, seed, options?.retainGraph ?? false);
  }

  /**
   * Overwrites the selected part in place with a value that broadcasts to it: `set([0, [1, 3]], 5)`. Takes
   * no part in gradients.
   */
  set(index: number | readonly indexing.Index[], value: Operand): this {
    const node = this.meet("set", value);
    indexing.set(this.node, typeof index === "number" ? [index] : index, node);
    return this;
  }

  /** Overwrites all elements in place; gradients and history stay as they are. */
  updateValues(data: Operand): this {
    if (!isArray(data)) {
      access.write("updateValues", this.node, numbersFor("updateValues", data, this.shape));
      return this;
    }
    requireAlike("updateValues", "the values", data.node, this.node);
    access.overwrite("updateValues", this.node, data.node);
    return this;
  }

  /** A copy in another dtype, through which gradients flow. */
  astype(dtype: DType): MLArray {
    return faceOf(cast.astype(this.node, checkDType("astype", dtype)));
  }

  /** The same elements without history; shares the storage. */
  detach(): MLArray {
    return faceOf(cast.detach(this.node));
  }

  /** A copy, through which gradients flow. */
  clone(): MLArray {
    return faceOf(cast.copyOf(this.node));
  }

  /** Frees the elements at once; using the array afterwards is an error. Never needed. */
  dispose(): void {
    disposeNode(this.node);
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  /** Text for templates; `a + b` and `a * 2` throw, and name the methods. */
  [Symbol.toPrimitive](hint: string): string {
    return textAlone("an MLArray", hint, this);
  }

  /** As NumPy prints it; long arrays are shortened. */
  override toString(): string {
    return formatArray(this.read("toString"), this.shape, this.dtype);
  }

  /** What Node's console.log prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  private read(operation: string): RealArray {
    return access.read(operation, this.node);
  }

  /** @internal */
  protected derive(node: Node): this {
    return faceOf(node) as this;
  }

  /** @internal */
  protected between(operation: string, other: Operand, operate: (a: Node, b: Node) => Node): this {
    if (isArray(other)) return this.derive(operate(this.node, other.node));
    const operand = operandOfData(operation, other, this.dtype);
    const y = operate(this.node, operand);
    if (!operand.isInterior) y.takeOperand(operand);
    return this.derive(y);
  }

  private meet(operation: string, other: Operand): Node {
    return isArray(other) ? other.node : operandOfData(operation, other, this.dtype);
  }
}

function requireAlike(operation: string, what: string, given: Node, expected: Node): void {
  if (sameShape(given.shape, expected.shape) && given.dtype === expected.dtype) return;
  throw new RangeError(
    `${operation}: ${what} must be ${expected.dtype} ${formatShape(expected.shape)}, ` +
      `got ${given.dtype} ${formatShape(given.shape)}`,
  );
}

// The class is named from outside of it only: bundlers rename classes that name themselves, and then
// errors and stack traces show the new name.

function isArray(value: unknown): value is MLArray {
  return value instanceof MLArray;
}

function faceOf(node: Node): MLArray {
  return new MLArray(node);
}

function arrayOf(data: ArrayData): MLArray {
  return new MLArray(data);
}
