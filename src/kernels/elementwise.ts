/**
 * The element-wise functions: value and gradient side by side, written as a textbook does.
 *
 * Everything else about them derives from this table: the TypeScript kernels run it, the types of
 * both cores follow its names, the scalar `Value` uses it as it stands, and the parity and gradient
 * tests draw their inputs from each row's domain.
 *
 * Where a function is no arithmetic, it is one of the files beside this: `Math.exp` and its like have other
 * last bits on each engine.
 *
 * Conventions at the kinks, where mathematics has none: relu'(0) = 0, |x|'(0) = 0, leakyRelu and elu
 * take the slope of the negative side at 0, ties of maximum and minimum share evenly, clip passes the
 * gradient at its bounds.
 *
 * Where a function is flat it hands on 0, whatever comes: relu, clip, and the smaller side of a maximum, as in
 * PyTorch. A NaN among the operands of relu, maximum and minimum hands on what comes.
 */

import { atan2 } from "./arc-tangent.js";
import { cos, sin } from "./circular.js";
import { exp, expMinusOne, expm1 } from "./exp.js";
import { geluTanh, geluTanhSlope, mish, mishSlope, silu, siluSlope, softplus } from "./gates.js";
import { erf, erfSlope, gelu, geluSlope } from "./gaussian.js";
import { log, log1p } from "./log.js";
import { pow, powerOf } from "./pow.js";
import { mod, roundToEven } from "./rounding.js";
import { sigmoid } from "./sigmoid.js";
import { tanh } from "./tanh.js";

/** A function of one number and up to two parameters. */
export interface Unary {
  /** The number of parameters in use; the others are ignored. */
  readonly parameters: 0 | 1 | 2;
  value(x: number, alpha: number, beta: number): number;
  /**
   * What it hands on of dy: dy times the derivative, given x or y = value(x), as `gradientFrom` says; absent where
   * the function is a step and has none worth having.
   */
  gradient?(dy: number, s: number, alpha: number, beta: number): number;
  /** What backward needs: the input or the output. With the output, the input may be forgotten. */
  readonly gradientFrom: "input" | "output";
  /** Where the function is smooth and its gradient can be tested: [low, high]; `usualDomain` if not given. */
  readonly domain?: readonly [number, number];
}

/** A function of two numbers. */
export interface Binary {
  value(a: number, b: number): number;
  /** dy times a partial derivative; absent where the function is a step and has none worth having. */
  readonly gradientA?: (dy: number, a: number, b: number) => number;
  readonly gradientB?: (dy: number, a: number, b: number) => number;
  /** Domains of a and b for tests; `usualDomain` if not given. */
  readonly domain?: readonly [readonly [number, number], readonly [number, number]];
}

const plain = { parameters: 0 } as const;
export const usualDomain = [-4, 4] as const;

export const unary = {
  neg: {
    ...plain,
    value: (x) => -x,
    gradient: (dy) => -dy,
    gradientFrom: "output",
  },
  abs: {
    ...plain,
    value: (x) => Math.abs(x),
    gradient: (dy, x) => dy * (x > 0 ? 1 : x < 0 ? -1 : 0),
    gradientFrom: "input",
  },
  exp: {
    ...plain,
    value: exp,
    gradient: (dy, y) => dy * y,
    gradientFrom: "output",
  },
  log: {
    ...plain,
    value: log,
    gradient: (dy, x) => dy / x,
    gradientFrom: "input",
    domain: [0.1, 8],
  },
  sqrt: {
    ...plain,
    value: (x) => Math.sqrt(x),
    gradient: (dy, y) => dy * (0.5 / y),
    gradientFrom: "output",
    domain: [0.1, 8],
  },
  relu: {
    ...plain,
    // A NaN stays a NaN: the comparison is written so that it falls through.
    value: (x) => (x <= 0 ? 0 : x),
    gradient: (dy, y) => (y <= 0 ? 0 : dy),
    gradientFrom: "output",
  },
  /** alpha is the slope left of 0; alpha >= 0, so that the output shows the side. */
  leakyRelu: {
    parameters: 1,
    value: (x, alpha) => (x > 0 ? x : alpha * x),
    gradient: (dy, y, alpha) => (y > 0 ? dy : dy * alpha),
    gradientFrom: "output",
  },
  /** alpha (e^x - 1) left of 0: its slope is taken from x, since e^x is lost in y. */
  elu: {
    parameters: 1,
    value: (x, alpha) => (x > 0 ? x : alpha * expMinusOne(x)),
    gradient: (dy, x, alpha) => (x > 0 ? dy : dy * (alpha * exp(x))),
    gradientFrom: "input",
  },
  sigmoid: {
    ...plain,
    value: sigmoid,
    gradient: (dy, y) => dy * (y * (1 - y)),
    gradientFrom: "output",
    domain: [-6, 6],
  },
  tanh: {
    ...plain,
    value: tanh,
    gradient: (dy, y) => dy * (1 - y * y),
    gradientFrom: "output",
    domain: [-3, 3],
  },
  /** Bounds alpha <= beta; -Infinity and Infinity leave a side open. A NaN stays a NaN. */
  clip: {
    parameters: 2,
    value: (x, low, high) => (x < low ? low : x > high ? high : x),
    gradient: (dy, x, low, high) => (x >= low && x <= high ? dy : 0),
    gradientFrom: "input",
  },
  /** x to a constant power. The slope of x^0 is 0 everywhere, at 0 too. */
  power: {
    parameters: 1,
    value: powerOf,
    gradient: (dy, x, exponent) => (exponent === 0 ? 0 : dy * (exponent * pow(x, exponent - 1))),
    gradientFrom: "input",
    domain: [0.1, 4],
  },
  gelu: {
    ...plain,
    value: gelu,
    gradient: (dy, x) => dy * geluSlope(x),
    gradientFrom: "input",
  },
  geluTanh: {
    ...plain,
    value: geluTanh,
    gradient: (dy, x) => dy * geluTanhSlope(x),
    gradientFrom: "input",
  },
  silu: {
    ...plain,
    value: silu,
    gradient: (dy, x) => dy * siluSlope(x),
    gradientFrom: "input",
  },
  softplus: {
    ...plain,
    value: softplus,
    gradient: (dy, x) => dy * sigmoid(x),
    gradientFrom: "input",
  },
  mish: {
    ...plain,
    value: mish,
    gradient: (dy, x) => dy * mishSlope(x),
    gradientFrom: "input",
  },
  erf: {
    ...plain,
    value: erf,
    gradient: (dy, x) => dy * erfSlope(x),
    gradientFrom: "input",
  },
  sin: {
    ...plain,
    value: sin,
    gradient: (dy, x) => dy * cos(x),
    gradientFrom: "input",
  },
  cos: {
    ...plain,
    value: cos,
    gradient: (dy, x) => dy * -sin(x),
    gradientFrom: "input",
  },
  expm1: {
    ...plain,
    value: expm1,
    gradient: (dy, y) => dy * (y + 1),
    gradientFrom: "output",
  },
  log1p: {
    ...plain,
    value: log1p,
    gradient: (dy, x) => dy / (1 + x),
    gradientFrom: "input",
    domain: [-0.9, 8],
  },
  /** 1, -1, or x itself where it is 0 or NaN. */
  sign: {
    ...plain,
    value: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
    gradientFrom: "input",
  },
  floor: { ...plain, value: Math.floor, gradientFrom: "input" },
  ceil: { ...plain, value: Math.ceil, gradientFrom: "input" },
  /** 1 for 0, 0 for all else, NaN included. */
  logicalNot: {
    ...plain,
    value: (x) => (x === 0 ? 1 : 0),
    gradientFrom: "input",
  },
  round: { ...plain, value: roundToEven, gradientFrom: "input" },
} as const satisfies Record<string, Unary>;

export const binary = {
  add: {
    value: (a, b) => a + b,
    gradientA: (dy) => dy,
    gradientB: (dy) => dy,
  },
  sub: {
    value: (a, b) => a - b,
    gradientA: (dy) => dy,
    gradientB: (dy) => -dy,
  },
  mul: {
    value: (a, b) => a * b,
    gradientA: (dy, _, b) => dy * b,
    gradientB: (dy, a) => dy * a,
  },
  /** IEEE 754: a division by zero is Infinity or NaN. */
  div: {
    value: (a, b) => a / b,
    gradientA: (dy, _, b) => dy / b,
    gradientB: (dy, a, b) => -(dy * (a / b)) / b,
    domain: [
      [-4, 4],
      [0.5, 4],
    ],
  },
  /** a^b; where a is 0 the slope to b is 0 (the limit of a^b log a for b > 0). */
  pow: {
    value: pow,
    gradientA: (dy, a, b) => (b === 0 ? 0 : dy * (b * pow(a, b - 1))),
    gradientB: (dy, a, b) => (a === 0 && b >= 0 ? 0 : dy * (pow(a, b) * log(a))),
    domain: [
      [0.1, 4],
      [-2, 3],
    ],
  },
  /** A NaN on either side gives NaN, as in NumPy. */
  maximum: {
    value: (a, b) => (a > b ? a : b > a ? b : a === b ? a : NaN),
    gradientA: (dy, a, b) => (a < b ? 0 : a === b ? dy * 0.5 : dy),
    gradientB: (dy, a, b) => (b < a ? 0 : a === b ? dy * 0.5 : dy),
  },
  minimum: {
    value: (a, b) => (a < b ? a : b < a ? b : a === b ? a : NaN),
    gradientA: (dy, a, b) => (a > b ? 0 : a === b ? dy * 0.5 : dy),
    gradientB: (dy, a, b) => (b > a ? 0 : a === b ? dy * 0.5 : dy),
  },
  equal: { value: (a, b) => (a === b ? 1 : 0) },
  greater: { value: (a, b) => (a > b ? 1 : 0) },
  less: { value: (a, b) => (a < b ? 1 : 0) },
  notEqual: { value: (a, b) => (a !== b ? 1 : 0) },
  greaterEqual: { value: (a, b) => (a >= b ? 1 : 0) },
  lessEqual: { value: (a, b) => (a <= b ? 1 : 0) },
  /** Anything but 0 counts as true, NaN included. */
  logicalAnd: { value: (a, b) => (a !== 0 && b !== 0 ? 1 : 0) },
  logicalOr: { value: (a, b) => (a !== 0 || b !== 0 ? 1 : 0) },
  logicalXor: { value: (a, b) => ((a !== 0) !== (b !== 0) ? 1 : 0) },
  mod: {
    value: mod,
    gradientA: (dy) => dy,
    gradientB: (dy, a, b) => dy * -Math.floor(a / b),
    domain: [usualDomain, [0.5, 4]],
  },
  /** The angle of (b, a) from the axis of b. */
  atan2: {
    value: atan2,
    gradientA: (dy, a, b) => dy * (b / (a * a + b * b)),
    gradientB: (dy, a, b) => dy * (-a / (a * a + b * b)),
    domain: [usualDomain, [0.5, 4]],
  },
} as const satisfies Record<string, Binary>;

export type UnaryName = keyof typeof unary;
export type BinaryName = keyof typeof binary;
/** The functions that have a gradient. */
export type DifferentiableUnaryName = {
  [K in UnaryName]: (typeof unary)[K] extends { gradient: unknown } ? K : never;
}[UnaryName];
export type DifferentiableBinaryName = {
  [K in BinaryName]: (typeof binary)[K] extends { gradientA: unknown } ? K : never;
}[BinaryName];
