import * as activations from "../ops/activations.js";
import * as indexing from "../ops/indexing.js";
import { matmul } from "../ops/matmul.js";
import * as reduce from "../ops/reduce.js";
import type { PadWidth } from "../ops/repeating.js";
import * as repeating from "../ops/repeating.js";
import { cumsum, prod } from "../ops/scan.js";
import type { Axes } from "../ops/several-axes.js";
import * as shaping from "../ops/shape.js";
import { flip, split } from "../ops/split.js";
import { gather, take } from "../ops/take.js";
import * as triangle from "../ops/triangle.js";
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

  /** Over one axis, several, or all of them without one; `keepDims` leaves each with length 1. */
  sum(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.sum(this.node, axis, keepDims));
  }

  /** Over one axis, several, or all of them without one. */
  mean(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.mean(this.node, axis, keepDims));
  }

  /** Ties share the gradient evenly. */
  max(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.max(this.node, axis, keepDims));
  }

  /** Over one axis, several, or all of them without one; ties share the gradient evenly. */
  min(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.min(this.node, axis, keepDims));
  }

  /** The standard deviation with n in the denominator; slope 0 where all elements are equal. */
  std(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.std(this.node, axis, keepDims));
  }

  /** The variance with n in the denominator. */
  var(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.variance(this.node, axis, keepDims));
  }

  /** The product, over one axis, several, or all of them without one. */
  prod(axis: Axes = null, keepDims = false): this {
    return this.derive(prod(this.node, axis, keepDims));
  }

  /** The Euclidean norm: the square root of the sum of squares, with slope 0 where it is 0. */
  norm(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.norm(this.node, axis, keepDims));
  }

  /** log(sum(e^x)), finite for any finite x. */
  logSumExp(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.logSumExp(this.node, axis, keepDims));
  }

  /** 1 where all elements are true, which all but 0 are, else 0. No gradient. */
  all(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.all(this.node, axis, keepDims));
  }

  /** 1 where any element is true, else 0. No gradient. */
  any(axis: Axes = null, keepDims = false): this {
    return this.derive(reduce.any(this.node, axis, keepDims));
  }

  /** The sum of each element and those before it along an axis, or in the flattened array. */
  cumsum(axis: number | null = null): this {
    return this.derive(cumsum(this.node, axis));
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

  /** Without axes of length 1: all of them, or those named. */
  squeeze(axis: Axes = null): this {
    return this.derive(shaping.squeeze(this.node, axis));
  }

  /** With axes of length 1, at these places of the result. */
  expandDims(axis: number | readonly number[]): this {
    return this.derive(shaping.expandDims(this.node, axis));
  }

  /**
   * With `value` around it: one width for all sides, [before, after] for all axes, or that for each axis:
   * `pad([[1, 1], [0, 2]])`.
   */
  pad(width: number | PadWidth | readonly PadWidth[], value = 0): this {
    return this.derive(repeating.pad(this.node, width, value));
  }

  /** Beside itself so many times, a number for each axis: `tile(2, 3)`. */
  tile(...times: number[]): this {
    return this.derive(repeating.tile(this.node, times));
  }

  /** Each element so many times in a row, along an axis or in the flattened array. */
  repeat(times: number, axis: number | null = null): this {
    return this.derive(repeating.repeat(this.node, times, axis));
  }

  /** Cut along an axis into so many equal parts, or before each of the given places. */
  split(sections: number | readonly number[], axis = 0): this[] {
    return split(this.node, sections, axis).map((part) => this.derive(part));
  }

  /** In the opposite order along axes: all of them, or those named. */
  flip(axis: Axes = null): this {
    return this.derive(flip(this.node, axis));
  }

  /** The last two axes with zeros above a diagonal: 0 is the main one, 1 the one above it. */
  tril(diagonal = 0): this {
    return this.derive(triangle.tril(this.node, diagonal));
  }

  /** The last two axes with zeros below a diagonal. */
  triu(diagonal = 0): this {
    return this.derive(triangle.triu(this.node, diagonal));
  }

  /**
   * The slices at integer indices of any shape, which takes the axis' place, or elements of the flattened array.
   * Negative ones count from the end.
   */
  take(indices: OperandOf<this>, axis: number | null = null): this {
    return this.between("take", indices, (x, at) => take(x, at, axis));
  }

  /**
   * For each position of `indices` the element there, but along the axis at the index: `logits.gather(labels, 1)`
   * with labels of shape (rows, 1). NumPy's take_along_axis.
   */
  gather(indices: OperandOf<this>, axis: number): this {
    return this.between("gather", indices, (x, at) => gather(x, at, axis));
  }
}
