import * as activations from "../ops/activations.js";
import * as indexing from "../ops/indexing.js";
import { matmul } from "../ops/matmul.js";
import * as reduce from "../ops/reduce.js";
import * as shaping from "../ops/shape.js";
import type { Shape } from "../shape/shape.js";
import { ElementwiseOperations, type OperandOf } from "./elementwise-operations.js";

/** The other operations of an array: products, reductions, and what moves elements. Each is one line, as above. */
export abstract class ArrayOperations extends ElementwiseOperations {
  /** The matrix product by NumPy's rules, for vectors and stacks of matrices too. */
  matmul(other: OperandOf<this>): this {
    return this.between("matmul", other, matmul);
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

  /** The standard deviation with n in the denominator. */
  std(axis: number | null = null, keepDims = false): this {
    return this.derive(reduce.std(this.node, axis, keepDims));
  }

  /** The variance with n in the denominator. */
  var(axis: number | null = null, keepDims = false): this {
    return this.derive(reduce.variance(this.node, axis, keepDims));
  }

  /** The index of the first maximum along an axis, or in the flattened array. */
  argmax(axis: number | null = null): this {
    return this.derive(reduce.argmax(this.node, axis));
  }

  /** The index of the first minimum along an axis, or in the flattened array. */
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
