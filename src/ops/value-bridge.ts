import { type GraphNode, isRecording, type NodeList } from "../array/graph.js";
import { elements, gradientAddress, type Node, nodeOf, view } from "../array/node.js";
import { begin } from "../memory/memory.js";
import type { DType } from "../shape/dtype.js";
import { type Nested, nest } from "../shape/nested.js";
import type { Shape } from "../shape/shape.js";
import { Value } from "../value/value.js";

/** An element of an array as a scalar of the same graph: its gradient flows back into the array. */
class ElementValue extends Value {
  private array: Node | null;

  constructor(
    array: Node,
    private readonly index: number,
    data: number,
    grad: number,
  ) {
    super(data);
    this.grad = grad;
    // That gradient is of an earlier pass: the next one must not hand it on again.
    this.mark = -1;
    this.requiresGrad = array.requiresGrad && isRecording();
    this.array = this.requiresGrad ? array : null;
  }

  override get isInterior(): boolean {
    return this.array !== null || this.released;
  }

  override get operation(): string {
    return this.array === null ? "" : "element";
  }

  override get parents(): readonly GraphNode[] {
    return this.array === null ? [] : [this.array];
  }

  override pushParents(to: NodeList): void {
    if (this.array !== null) to.push(this.array);
  }

  override propagate(): void {
    if (this.array === null) return;
    begin("element backward");
    const dx = gradientAddress(this.array);
    view(dx, this.array.size, this.array.dtype)[this.index] += this.grad;
  }

  override letGo(): void {
    this.array = null;
    super.letGo();
  }
}

/** The elements of an array as nested `Value`s, each with the gradient that its element has now. */
export function valuesOf(x: Node): Nested<Value> {
  begin("data");
  const data = Array.from(elements(x));
  // A gradient that a loss has handed past the array is not 0.
  const absent = x.gradientSkippedIt ? Number.NaN : 0;
  const grads =
    x.gradient === null || x.gradientSkippedIt
      ? null
      : Array.from(view(gradientAddress(x), x.size, x.dtype));
  return nest(
    x.shape,
    data.map((value, i) => new ElementValue(x, i, value, grads === null ? absent : grads[i])),
  );
}

/** The numbers of `Value`s and numbers; what somebody else has put into a `Value` becomes one here, not in memory. */
export function numbersIn(leaves: readonly (Value | number)[]): number[] {
  return leaves.map((leaf) => (typeof leaf === "number" ? leaf : Number(leaf.data)));
}

/** An array of `Value`s and numbers; gradients flow back into the `Value`s. */
export function nodeOfValues(
  leaves: readonly (Value | number)[],
  shape: Shape,
  dtype: DType,
): Node {
  const data = numbersIn(leaves);
  begin("MLArray");
  const y = nodeOf(data, shape, dtype);
  const parents = leaves.filter((leaf): leaf is Value => typeof leaf !== "number");
  return y.record("values", parents, () => {
    begin("values backward");
    const dy = view(gradientAddress(y), y.size, y.dtype);
    leaves.forEach((leaf, i) => {
      if (typeof leaf !== "number" && leaf.requiresGrad) leaf.grad += dy[i];
    });
  });
}
