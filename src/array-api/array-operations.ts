import type { Node } from "../array/node.js";
import { requireNumber } from "../errors/check.js";
import * as activations from "../ops/activations.js";
import * as elementwise from "../ops/elementwise.js";
import * as indexing from "../ops/indexing.js";
import { matmul } from "../ops/matmul.js";
import * as reduce from "../ops/reduce.js";
import * as shaping from "../ops/shape.js";
import type { Shape } from "../shape/shape.js";
import type { ArrayData } from "./array-data.js";

type Operand<Self> = Self | ArrayData;

/**
 * The operations of an array: each one line, since ops/ has what they do and how they are
 * differentiated. They follow NumPy and never change their operands.
 */
export abstract class ArrayOperations {
  /** @internal */
  abstract readonly node: Node;
  /** @internal A result with the face of this array. */
  protected abstract derive(node: Node): this;
  /**
   * @internal What an operation makes of this array and an operand; numbers and data take this array's dtype.
   * `operation` stands in errors.
   */
  protected abstract between(
    operation: string,
    other: Operand<this>,
    operate: (a: Node, b: Node) => Node,
  ): this;

  /** Element-wise, as all operations of two arrays: their shapes broadcast by NumPy's rules, or it throws. */
  add(other: Operand<this>): this {
    return this.between("add", other, elementwise.add);
  }

  /** Element-wise, this minus other. */
  sub(other: Operand<this>): this {
    return this.between("sub", other, elementwise.sub);
  }

  /** Element-wise; `matmul` is the matrix product. */
  mul(other: Operand<this>): this {
    return this.between("mul", other, elementwise.mul);
  }

  /** By IEEE 754: a division by zero gives Infinity or NaN. */
  div(other: Operand<this>): this {
    return this.between("div", other, elementwise.div);
  }

  /** To a power; an array as exponent has a gradient too. */
  pow(exponent: Operand<this>): this {
    if (typeof exponent === "number") return this.derive(elementwise.power(this.node, exponent));
    return this.between("pow", exponent, elementwise.pow);
  }

  /** -x. */
  neg(): this {
    return this.derive(elementwise.neg(this.node));
  }

  /** Element-wise; ties share the gradient evenly. */
  maximum(other: Operand<this>): this {
    return this.between("maximum", other, elementwise.maximum);
  }

  /** Element-wise; ties share the gradient evenly. */
  minimum(other: Operand<this>): this {
    return this.between("minimum", other, elementwise.minimum);
  }

  /** Limits the elements to [min, max]; null leaves a side open. At the bounds the gradient passes. */
  clip(min: number | null, max: number | null): this {
    const low = min ?? Number.NEGATIVE_INFINITY;
    const high = max ?? Number.POSITIVE_INFINITY;
    if (!(low <= high)) {
      throw new RangeError(
        `clip: min must not be above max, got ${String(min)} and ${String(max)}`,
      );
    }
    return this.derive(elementwise.clip(this.node, low, high));
  }

  /** 1 where equal, 0 elsewhere. No gradient. */
  equal(other: Operand<this>): this {
    return this.between("equal", other, elementwise.equal);
  }

  /** 1 where this is greater, 0 elsewhere. No gradient. */
  greater(other: Operand<this>): this {
    return this.between("greater", other, elementwise.greater);
  }

  /** 1 where this is less, 0 elsewhere. No gradient. */
  less(other: Operand<this>): this {
    return this.between("less", other, elementwise.less);
  }

  /** The matrix product by NumPy's rules, for vectors and stacks of matrices too. */
  matmul(other: Operand<this>): this {
    return this.between("matmul", other, matmul);
  }

  /** e^x. */
  exp(): this {
    return this.derive(elementwise.exp(this.node));
  }

  /** The natural logarithm: -Infinity at 0, NaN below. */
  log(): this {
    return this.derive(elementwise.log(this.node));
  }

  /** The square root: NaN below 0. */
  sqrt(): this {
    return this.derive(elementwise.sqrt(this.node));
  }

  /** Slope 0 at 0. */
  abs(): this {
    return this.derive(elementwise.abs(this.node));
  }

  /** max(0, x), slope 0 at 0. */
  relu(): this {
    return this.derive(elementwise.relu(this.node));
  }

  /** x, or alpha x below 0; alpha >= 0. */
  leakyRelu(alpha = 0.01): this {
    requireNumber("leakyRelu", "alpha", alpha, 0);
    return this.derive(elementwise.leakyRelu(this.node, alpha));
  }

  /** x, or alpha (e^x - 1) below 0; alpha >= 0. */
  elu(alpha = 1): this {
    requireNumber("elu", "alpha", alpha, 0);
    return this.derive(elementwise.elu(this.node, alpha));
  }

  /** 1 / (1 + e^-x). */
  sigmoid(): this {
    return this.derive(activations.sigmoid(this.node));
  }

  /** The hyperbolic tangent. */
  tanh(): this {
    return this.derive(elementwise.tanh(this.node));
  }

  /** e^x over its sum along the axis; finite for any finite x. */
  softmax(axis = -1): this {
    return this.derive(activations.softmax(this.node, axis));
  }

  /** The logarithm of `softmax`, exact where that would be 0. */
  logSoftmax(axis = -1): this {
    return this.derive(activations.logSoftmax(this.node, axis));
  }

  /** Over one axis, or all of them without one; `keepDims` leaves the axis with length 1. */
  sum(axis: number | null = null, keepDims = false): this {
    return this.derive(reduce.sum(this.node, axis, keepDims));
  }

  /** Over one axis, or all of them without one. */
  mean(axis: number | null = null, keepDims = false): this {
    return this.derive(reduce.mean(this.node, axis, keepDims));
  }

  /** Ties share the gradient evenly. */
  max(axis: number | null = null, keepDims = false): this {
    return this.derive(reduce.max(this.node, axis, keepDims));
  }

  /** Over one axis, or all of them without one; ties share the gradient evenly. */
  min(axis: number | null = null, keepDims = false): this {
    return this.derive(reduce.min(this.node, axis, keepDims));
  }

  /** The standard deviation with n in the denominator; slope 0 where all elements are equal. */
  std(axis: number | null = null, keepDims = false): this {
    return this.derive(reduce.std(this.node, axis, keepDims));
  }

  /** The variance with n in the denominator. */
  var(axis: number | null = null, keepDims = false): this {
    return this.derive(reduce.variance(this.node, axis, keepDims));
  }

  /**
   * The index of the first maximum along an axis, or in the flattened array; a NaN passes for one. float64 where
   * float32 does not have all indices (more than 2^24).
   */
  argmax(axis: number | null = null): this {
    return this.derive(reduce.argmax(this.node, axis));
  }

  /** As `argmax`, of the first minimum. */
  argmin(axis: number | null = null): this {
    return this.derive(reduce.argmin(this.node, axis));
  }

  /** The same elements under another shape, given as numbers or one array; one of them may be -1. */
  reshape(...shape: number[] | [Shape]): this {
    const [first] = shape;
    const requested = Array.isArray(first) ? (first as Shape) : (shape as number[]);
    return this.derive(shaping.reshape(this.node, requested));
  }

  /** Permutes the axes; reverses them without `axes`. */
  transpose(axes?: readonly number[]): this {
    return this.derive(shaping.transpose(this.node, axes));
  }

  /** All elements along one axis. */
  flatten(): this {
    return this.derive(shaping.reshape(this.node, [-1]));
  }

  /**
   * The selected part, as in Python: per axis an integer (drops the axis; negative counts from the
   * end) or [start, stop, step] with null for open; axes left out are taken whole. A copy.
   */
  get(...index: indexing.Index[]): this {
    return this.derive(indexing.get(this.node, index));
  }
}
