import type { Node } from "../array/node.js";
import { generator } from "../array/random.js";
import type { DType } from "../shape/dtype.js";
import { formatShape, type Shape, sizeOf } from "../shape/shape.js";
import { nodeFilledBy } from "./access.js";
import { normals } from "./draws.js";

/**
 * A random matrix with orthonormal columns (rows, if those are fewer) times `gain`: normal numbers made orthogonal
 * by Gram and Schmidt's method, which divides by positive numbers only, so that no direction is preferred.
 */
export function orthogonal(shape: Shape, dtype: DType, gain: number): Node {
  if (shape.length < 2) {
    throw new RangeError(
      `Orthogonal: expected a shape of two axes or more, got ${formatShape(shape)}`,
    );
  }
  const columns = shape[shape.length - 1];
  const rows = sizeOf(shape) / columns;
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const vectors = orthonormal(count, length);
  const isByRow = count === rows;
  return nodeFilledBy("Orthogonal", shape, dtype, (elements) => {
    for (let i = 0; i < elements.length; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      elements[i] = gain * (isByRow ? vectors[row][column] : vectors[column][row]);
    }
  });
}

function orthonormal(count: number, length: number): Float64Array[] {
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = normals(generator, length);
    // Twice, since the first time leaves what rounding has hidden.
    for (const other of [...vectors, ...vectors]) subtract(vector, other, dot(vector, other));
    const size = Math.sqrt(dot(vector, vector));
    if (size > 0) vectors.push(vector.map((x) => x / size));
  }
  return vectors;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function subtract(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] -= factor * b[i];
}
