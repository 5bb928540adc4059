/**
 * A scalar engine as tutorials build it (Karpathy's micrograd): every node holds its parents and one
 * closure, and backward sorts the graph by recursion with a Set.
 */
export class ClosureValue {
  grad = 0;

  constructor(
    readonly data: number,
    private readonly parents: readonly ClosureValue[] = [],
    private readonly propagate: (y: ClosureValue) => void = () => {},
  ) {}

  add(other: ClosureValue): ClosureValue {
    return new ClosureValue(this.data + other.data, [this, other], ({ grad }) => {
      this.grad += grad;
      other.grad += grad;
    });
  }

  mul(other: ClosureValue): ClosureValue {
    return new ClosureValue(this.data * other.data, [this, other], ({ grad }) => {
      this.grad += other.data * grad;
      other.grad += this.data * grad;
    });
  }

  tanh(): ClosureValue {
    return new ClosureValue(Math.tanh(this.data), [this], ({ data, grad }) => {
      this.grad += (1 - data * data) * grad;
    });
  }

  backward(): void {
    const sorted: ClosureValue[] = [];
    const visited = new Set<ClosureValue>();
    const visit = (node: ClosureValue): void => {
      if (visited.has(node)) return;
      visited.add(node);
      for (const parent of node.parents) visit(parent);
      sorted.push(node);
    };
    visit(this);
    this.grad = 1;
    for (const node of sorted.reverse()) node.propagate(node);
  }
}
