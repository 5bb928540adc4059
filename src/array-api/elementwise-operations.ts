import type { Node } from "../array/node.js";
import { requireNumber } from "../errors/check.js";
import { described } from "../errors/described.js";
import * as activations from "../ops/activations.js";
import * as elementwise from "../ops/elementwise.js";
import type { ArrayData } from "./array-data.js";

/** What an operation of two arrays takes beside this one. */
export type OperandOf<Self> = Self | ArrayData;

/**
 * The element-wise operations of an array: each one line, since ops/ has what they do and how they are
 * differentiated. They follow NumPy and never change their operands.
 */
export abstract class ElementwiseOperations {
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
    other: OperandOf<this>,
    operate: (a: Node, b: Node) => Node,
  ): this;

  /** Element-wise, as all operations of two arrays: their shapes broadcast by NumPy's rules, or it throws. */
  add(other: OperandOf<this>): this {
    return this.between("add", other, elementwise.add);
  }

  /** Element-wise, this minus other. */
  sub(other: OperandOf<this>): this {
    return this.between("sub", other, elementwise.sub);
  }

  /** Element-wise; `matmul` is the matrix product. */
  mul(other: OperandOf<this>): this {
    return this.between("mul", other, elementwise.mul);
  }

  /** By IEEE 754: a division by zero gives Infinity or NaN. */
  div(other: OperandOf<this>): this {
    return this.between("div", other, elementwise.div);
  }

  /** To a power; an array as exponent has a gradient too. */
  pow(exponent: OperandOf<this>): this {
    if (typeof exponent === "number") return this.derive(elementwise.power(this.node, exponent));
    return this.between("pow", exponent, elementwise.pow);
  }

  /** -x. */
  neg(): this {
    return this.derive(elementwise.neg(this.node));
  }

  /** Element-wise; ties share the gradient evenly. */
  maximum(other: OperandOf<this>): this {
    return this.between("maximum", other, elementwise.maximum);
  }

  /** Element-wise; ties share the gradient evenly. */
  minimum(other: OperandOf<this>): this {
    return this.between("minimum", other, elementwise.minimum);
  }

  /** What is left of this by whole multiples of other, with the sign of other, as in NumPy and Python. */
  mod(other: OperandOf<this>): this {
    return this.between("mod", other, elementwise.mod);
  }

  /** The angle of the point (other, this) from the x axis, in [-pi, pi]. */
  atan2(other: OperandOf<this>): this {
    return this.between("atan2", other, elementwise.atan2);
  }

  /** Limits the elements to [min, max]; null leaves a side open. At the bounds the gradient passes. */
  clip(min: number | null, max: number | null): this {
    const low = min ?? Number.NEGATIVE_INFINITY;
    const high = max ?? Number.POSITIVE_INFINITY;
    if (typeof low !== "number" || typeof high !== "number" || !(low <= high)) {
      throw new RangeError(
        `clip: min must not be above max, got ${described(min)} and ${described(max)}`,
      );
    }
    return this.derive(elementwise.clip(this.node, low, high));
  }

  /** 1 where equal, 0 elsewhere. No gradient. */
  equal(other: OperandOf<this>): this {
    return this.between("equal", other, elementwise.equal);
  }

  /** 1 where this is greater, 0 elsewhere. No gradient. */
  greater(other: OperandOf<this>): this {
    return this.between("greater", other, elementwise.greater);
  }

  /** 1 where this is less, 0 elsewhere. No gradient. */
  less(other: OperandOf<this>): this {
    return this.between("less", other, elementwise.less);
  }

  /** 1 where this is greater or equal, 0 elsewhere. No gradient. */
  greaterEqual(other: OperandOf<this>): this {
    return this.between("greaterEqual", other, elementwise.greaterEqual);
  }

  /** 1 where this is less or equal, 0 elsewhere. No gradient. */
  lessEqual(other: OperandOf<this>): this {
    return this.between("lessEqual", other, elementwise.lessEqual);
  }

  /** 1 where not equal, so where either is NaN, 0 elsewhere. No gradient. */
  notEqual(other: OperandOf<this>): this {
    return this.between("notEqual", other, elementwise.notEqual);
  }

  /** 1 where both are true, 0 elsewhere; all but 0 is true, NaN too. No gradient. */
  logicalAnd(other: OperandOf<this>): this {
    return this.between("logicalAnd", other, elementwise.logicalAnd);
  }

  /** 1 where either is true, 0 elsewhere. No gradient. */
  logicalOr(other: OperandOf<this>): this {
    return this.between("logicalOr", other, elementwise.logicalOr);
  }

  /** 1 where one is true and the other is not, 0 elsewhere. No gradient. */
  logicalXor(other: OperandOf<this>): this {
    return this.between("logicalXor", other, elementwise.logicalXor);
  }

  /** 1 where 0, 0 elsewhere. No gradient. */
  logicalNot(): this {
    return this.derive(elementwise.logicalNot(this.node));
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

  /** x x. */
  square(): this {
    return this.derive(elementwise.square(this.node));
  }

  /** e^x - 1, exact where x is small. */
  expm1(): this {
    return this.derive(elementwise.expm1(this.node));
  }

  /** log(1 + x), exact where x is small: -Infinity at -1, NaN below. */
  log1p(): this {
    return this.derive(elementwise.log1p(this.node));
  }

  /** The sine of x radians. Exact to an ulp for |x| up to a million, less and less beyond. */
  sin(): this {
    return this.derive(elementwise.sin(this.node));
  }

  /** The cosine of x radians. Exact to an ulp for |x| up to a million, less and less beyond. */
  cos(): this {
    return this.derive(elementwise.cos(this.node));
  }

  /** The error function: 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
  erf(): this {
    return this.derive(elementwise.erf(this.node));
  }

  /** 1 above 0, -1 below, 0 at 0. No gradient. */
  sign(): this {
    return this.derive(elementwise.sign(this.node));
  }

  /** The largest integer that is not above x. No gradient. */
  floor(): this {
    return this.derive(elementwise.floor(this.node));
  }

  /** The smallest integer that is not below x. No gradient. */
  ceil(): this {
    return this.derive(elementwise.ceil(this.node));
  }

  /** The nearest integer; of two as near, the even one, as in NumPy. No gradient. */
  round(): this {
    return this.derive(elementwise.round(this.node));
  }

  /** x Φ(x), Φ being the integral of the normal distribution: GELU, Hendrycks and Gimpel, 2016. */
  gelu(): this {
    return this.derive(elementwise.gelu(this.node));
  }

  /** The approximation of `gelu` by tanh: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
  geluTanh(): this {
    return this.derive(elementwise.geluTanh(this.node));
  }

  /** x sigmoid(x): SiLU or Swish. */
  silu(): this {
    return this.derive(elementwise.silu(this.node));
  }

  /** log(1 + e^x). */
  softplus(): this {
    return this.derive(elementwise.softplus(this.node));
  }

  /** x tanh(softplus(x)): Misra, 2019. */
  mish(): this {
    return this.derive(elementwise.mish(this.node));
  }
}
