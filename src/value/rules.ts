import {
  binary,
  type DifferentiableBinaryName,
  type DifferentiableUnaryName,
  unary,
} from "../kernels/elementwise.js";

/**
 * A row of the element-wise table in the one form that `Value` computes with. All are of one class,
 * so that the engine reads their fields without looking up which row it has before it.
 */
export class Rule {
  constructor(
    readonly name: string,
    /** Of a, and b: the second operand, or the parameter of a unary function. */
    readonly value: (a: number, b: number) => number,
    /** dy times the derivative by a; a stands for the output where `fromOutput`. */
    readonly gradientA: (dy: number, a: number, b: number) => number,
    readonly gradientB: (dy: number, a: number, b: number) => number,
    readonly fromOutput: boolean,
  ) {}
}

const none = (): number => 0;

function unaryRule(name: DifferentiableUnaryName): Rule {
  const { value, gradient, gradientFrom } = unary[name];
  return new Rule(
    name,
    (a, b) => value(a, b, 0),
    (dy, a, b) => gradient(dy, a, b, 0),
    none,
    gradientFrom === "output",
  );
}

function binaryRule(name: DifferentiableBinaryName): Rule {
  const { value, gradientA, gradientB } = binary[name];
  return new Rule(name, value, gradientA, gradientB, false);
}

export const rules = {
  add: /* @__PURE__ */ binaryRule("add"),
  sub: /* @__PURE__ */ binaryRule("sub"),
  mul: /* @__PURE__ */ binaryRule("mul"),
  div: /* @__PURE__ */ binaryRule("div"),
  pow: /* @__PURE__ */ binaryRule("pow"),
  power: /* @__PURE__ */ unaryRule("power"),
  neg: /* @__PURE__ */ unaryRule("neg"),
  abs: /* @__PURE__ */ unaryRule("abs"),
  exp: /* @__PURE__ */ unaryRule("exp"),
  log: /* @__PURE__ */ unaryRule("log"),
  sqrt: /* @__PURE__ */ unaryRule("sqrt"),
  relu: /* @__PURE__ */ unaryRule("relu"),
  sigmoid: /* @__PURE__ */ unaryRule("sigmoid"),
  tanh: /* @__PURE__ */ unaryRule("tanh"),
};
