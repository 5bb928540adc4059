/**
 * Arrays of one shape as a tutorial would build them on plain typed arrays (micrograd's way): every result
 * holds its parents and one closure, and backward sorts the graph by recursion with a Set.
 */
export class ClosureArray {
  readonly grad: Float32Array;

  constructor(
    readonly data: Float32Array,
    private readonly parents: readonly ClosureArray[] = [],
    private readonly propagate: () => void = () => {},
  ) {
    this.grad = new Float32Array(data.length);
  }

  mul(other: ClosureArray): ClosureArray {
    const n = this.data.length;
    const data = new Float32Array(n);
    for (let i = 0; i < n; i++) data[i] = this.data[i] * other.data[i];
    const y: ClosureArray = new ClosureArray(data, [this, other], () => {
      for (let i = 0; i < n; i++) {
        this.grad[i] += other.data[i] * y.grad[i];
        other.grad[i] += this.data[i] * y.grad[i];
      }
    });
    return y;
  }

  backward(): void {
    const sorted: ClosureArray[] = [];
    const visited = new Set<ClosureArray>();
    const visit = (node: ClosureArray): void => {
      if (visited.has(node)) return;
      visited.add(node);
      for (const parent of node.parents) visit(parent);
      sorted.push(node);
    };
    visit(this);
    this.grad.fill(1);
    for (const node of sorted.reverse()) node.propagate();
  }
}
