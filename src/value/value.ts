import { backpropagate } from "../array/backward.js";
import { GraphNode, isRecording, type NodeList } from "../array/graph.js";
import { textAlone } from "../array/no-operators.js";
import { requireOptions } from "../errors/check.js";
import { described } from "../errors/described.js";
import { type Rule, rules } from "./rules.js";

/**
 * A number that remembers how it was computed: the scalar engine, one neuron's worth at a time. The
 * formulas are those of the element-wise table, so a `Value` and an array agree.
 */
export class Value extends GraphNode {
  /** d(root) / d(this), added up by `backward`. */
  grad = 0;
  private rule: Rule | null = null;
  private left: Value | null = null;
  /** The second operand; null for a function of one. */
  private right: Value | null = null;

  constructor(public data: number) {
    super(true);
    if (typeof data !== "number") {
      throw new TypeError(`Value: expected a number, got ${described(data)}`);
    }
    // biome-ignore lint/complexity/noArguments: a rest parameter would cost every scalar operation an array
    if (arguments.length > 1) throw new TypeError("Value: takes a number alone, no options");
  }

  /** The sum with a `Value` or a number. */
  add(other: Value | number): Value {
    const right = operand(other);
    return this.result(rules.add, this.data + right.data, right);
  }

  /** This minus a `Value` or a number. */
  sub(other: Value | number): Value {
    return this.binary(rules.sub, other);
  }

  /** The product with a `Value` or a number. */
  mul(other: Value | number): Value {
    const right = operand(other);
    return this.result(rules.mul, this.data * right.data, right);
  }

  /** By IEEE 754: a division by zero gives Infinity or NaN. */
  div(other: Value | number): Value {
    return this.binary(rules.div, other);
  }

  /** To a power; a `Value` as exponent has a gradient too. */
  pow(exponent: Value | number): Value {
    return this.binary(typeof exponent === "number" ? rules.power : rules.pow, exponent);
  }

  /** -x. */
  neg(): Value {
    return this.unary(rules.neg);
  }

  /** |x|, with slope 0 at 0. */
  abs(): Value {
    return this.unary(rules.abs);
  }

  /** e^x. */
  exp(): Value {
    return this.unary(rules.exp);
  }

  /** The natural logarithm: -Infinity at 0, NaN below. */
  log(): Value {
    return this.unary(rules.log);
  }

  /** The square root: NaN below 0. */
  sqrt(): Value {
    return this.unary(rules.sqrt);
  }

  /** max(0, x), with slope 0 at 0. */
  relu(): Value {
    return this.unary(rules.relu);
  }

  /** 1 / (1 + e^-x). */
  sigmoid(): Value {
    return this.unary(rules.sigmoid);
  }

  /** The hyperbolic tangent. */
  tanh(): Value {
    return this.unary(rules.tanh);
  }

  /**
   * Adds d(this)/d(v) to `v.grad` for every `Value` (and array) that this one was computed from. The
   * graph is let go afterwards; `retainGraph` keeps it for another pass.
   */
  backward(options: { retainGraph?: boolean } = none): void {
    if (options !== none) requireOptions("backward", options, ["retainGraph"]);
    const seed = (): void => {
      this.grad += 1;
    };
    backpropagate(this, seed, options.retainGraph ?? false);
  }

  /** Text for templates; `a + b` and `a * 2` throw, and name the methods. */
  [Symbol.toPrimitive](hint: string): string {
    return textAlone("a Value", hint, this);
  }

  override toString(): string {
    return `Value(data=${this.data}, grad=${this.grad})`;
  }

  /** What Node's console.log prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  override get isInterior(): boolean {
    return this.left !== null || this.released;
  }

  override get operation(): string {
    return this.rule?.name ?? "";
  }

  /** @internal */
  override get parents(): readonly GraphNode[] {
    return [this.left, this.right].filter((operand) => operand !== null);
  }

  /** @internal */
  override pushParents(to: NodeList): void {
    if (this.left?.requiresGrad) to.push(this.left);
    if (this.right?.requiresGrad) to.push(this.right);
  }

  /** @internal */
  override setAside(): () => void {
    const earlier = this.grad;
    this.grad = 0;
    return () => {
      this.grad += earlier;
    };
  }

  /** @internal */
  override propagate(): void {
    const { rule, left, right, grad } = this;
    if (rule === null || left === null) return;
    // Nearly all of a network's nodes: done here, no call has to hand a double over on the heap.
    if (rule === rules.add && right !== null) {
      if (left.requiresGrad) left.grad += grad;
      if (right.requiresGrad) right.grad += grad;
      return;
    }
    if (rule === rules.mul && right !== null) {
      if (left.requiresGrad) left.grad += grad * right.data;
      if (right.requiresGrad) right.grad += grad * left.data;
      return;
    }
    const a = rule.fromOutput ? this.data : left.data;
    const b = right === null ? 0 : right.data;
    if (left.requiresGrad) left.grad += rule.gradientA(grad, a, b);
    if (right?.requiresGrad) right.grad += rule.gradientB(grad, a, b);
  }

  /** @internal */
  override letGo(): void {
    this.rule = null;
    this.left = null;
    this.right = null;
    this.released = true;
  }

  private unary(rule: Rule): Value {
    return this.result(rule, rule.value(this.data, 0), null);
  }

  private binary(rule: Rule, other: Value | number): Value {
    const right = operand(other);
    return this.result(rule, rule.value(this.data, right.data), right);
  }

  private result(rule: Rule, data: number, right: Value | null): Value {
    const y = newValue(data);
    if (!isRecording() || !(this.requiresGrad || right?.requiresGrad)) {
      y.requiresGrad = false;
      return y;
    }
    y.rule = rule;
    y.left = this;
    y.right = right;
    return y;
  }
}

const none: { retainGraph?: boolean } = {};

// Named from outside of the class: bundlers rename classes that name themselves.

function isValue(value: unknown): value is Value {
  return value instanceof Value;
}

function newValue(data: number): Value {
  return new Value(data);
}

function operand(other: Value | number): Value {
  if (isValue(other)) return other;
  if (typeof other === "number") {
    const constant = new Value(other);
    constant.requiresGrad = false;
    return constant;
  }
  throw new TypeError(`Value: expected a Value or a number as operand, got ${described(other)}`);
}
