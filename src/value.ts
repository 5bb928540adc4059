import { backpropagate } from "./array/backward.js";
import { GraphNode, isRecording } from "./array/graph.js";
import { type Binary, binary, type Unary, unary } from "./kernels/elementwise.js";

/**
 * A number that remembers how it was computed: the scalar engine, one neuron's worth at a time. The
 * formulas are those of the element-wise table, so a `Value` and an array agree.
 */
export class Value extends GraphNode {
  /** d(root) / d(this), added up by `backward`. */
  grad = 0;
  private rule: Unary | Binary | null = null;
  private left: Value | null = null;
  private right: Value | null = null;
  /** The parameter of a unary rule. */
  private alpha = 0;

  constructor(public data: number) {
    super();
    if (typeof data !== "number") {
      throw new TypeError(`Value: expected a number, got ${describe(data)}`);
    }
    this.requiresGrad = true;
  }

  add(other: Value | number): Value {
    return this.binary(binary.add, other);
  }

  sub(other: Value | number): Value {
    return this.binary(binary.sub, other);
  }

  mul(other: Value | number): Value {
    return this.binary(binary.mul, other);
  }

  /** By IEEE 754: a division by zero gives Infinity or NaN. */
  div(other: Value | number): Value {
    return this.binary(binary.div, other);
  }

  /** To a power; a `Value` as exponent has a gradient too. */
  pow(exponent: Value | number): Value {
    if (typeof exponent === "number") return this.unary(unary.power, exponent);
    return this.binary(binary.pow, exponent);
  }

  neg(): Value {
    return this.unary(unary.neg);
  }

  /** |x|, with slope 0 at 0. */
  abs(): Value {
    return this.unary(unary.abs);
  }

  exp(): Value {
    return this.unary(unary.exp);
  }

  log(): Value {
    return this.unary(unary.log);
  }

  sqrt(): Value {
    return this.unary(unary.sqrt);
  }

  /** max(0, x), with slope 0 at 0. */
  relu(): Value {
    return this.unary(unary.relu);
  }

  sigmoid(): Value {
    return this.unary(unary.sigmoid);
  }

  tanh(): Value {
    return this.unary(unary.tanh);
  }

  /**
   * Adds d(this)/d(v) to `v.grad` for every `Value` (and array) that this one was computed from. The
   * graph is let go afterwards; `retainGraph` keeps it for another pass.
   */
  backward(options: { retainGraph?: boolean } = {}): void {
    const seed = (): void => {
      this.grad += 1;
    };
    backpropagate(this, seed, options.retainGraph ?? false);
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
    const rules: readonly [string, unknown][] = Object.entries({ ...unary, ...binary });
    return rules.find(([, rule]) => rule === this.rule)?.[0] ?? "";
  }

  override pushParents(stack: GraphNode[]): void {
    if (this.left?.requiresGrad) stack.push(this.left);
    if (this.right?.requiresGrad) stack.push(this.right);
  }

  override clearGradient(): void {
    this.grad = 0;
  }

  override propagate(): void {
    const { rule, left, right, grad } = this;
    if (rule === null || left === null) return;
    if (right === null) {
      const { gradientFrom, gradient } = rule as Unary;
      left.grad += grad * gradient(gradientFrom === "input" ? left.data : this.data, this.alpha, 0);
      return;
    }
    const { gradientA, gradientB } = rule as Required<Binary>;
    // Both slopes first: left and right may be the same value.
    const [a, b] = [left.data, right.data];
    if (left.requiresGrad) left.grad += grad * gradientA(a, b);
    if (right.requiresGrad) right.grad += grad * gradientB(a, b);
  }

  override letGo(): void {
    this.rule = null;
    this.left = null;
    this.right = null;
    this.released = true;
  }

  private unary(rule: Unary, alpha = 0): Value {
    const y = new Value(rule.value(this.data, alpha, 0));
    y.requiresGrad = isRecording() && this.requiresGrad;
    if (y.requiresGrad) {
      y.rule = rule;
      y.left = this;
      y.alpha = alpha;
    }
    return y;
  }

  private binary(rule: Binary, other: Value | number): Value {
    const right = typeof other === "number" ? constant(other) : other;
    if (!(right instanceof Value)) {
      throw new TypeError(`Value: expected a Value or a number as operand, got ${describe(other)}`);
    }
    const y = new Value(rule.value(this.data, right.data));
    y.requiresGrad = isRecording() && (this.requiresGrad || right.requiresGrad);
    if (y.requiresGrad) {
      y.rule = rule;
      y.left = this;
      y.right = right;
    }
    return y;
  }
}

function constant(data: number): Value {
  const value = new Value(data);
  value.requiresGrad = false;
  return value;
}

function describe(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : `${typeof value} ${String(value)}`;
}
