import { address, kernelsFor, type Node, newNode } from "../array/node.js";
import { generator } from "../array/random.js";
import { begin } from "../memory/memory.js";
import type { DType } from "../shape/dtype.js";
import { type Shape, sizeOf } from "../shape/shape.js";
import { nodeFilledBy } from "./access.js";
import { normals } from "./draws.js";

/** One value everywhere. */
export function filled(operation: string, shape: Shape, dtype: DType, value: number): Node {
  begin(operation);
  const node = newNode(shape, dtype);
  kernelsFor(dtype).fill(address(node), node.size, value);
  return node;
}

/** From the common generator, uniform in [low, high). */
export function uniform(
  operation: string,
  shape: Shape,
  dtype: DType,
  low: number,
  high: number,
): Node {
  begin(operation);
  const node = newNode(shape, dtype);
  generator.uniform(dtype, address(node), node.size, low, high);
  return node;
}

/** From the common generator, normal. */
export function normal(
  operation: string,
  shape: Shape,
  dtype: DType,
  mean: number,
  deviation: number,
): Node {
  begin(operation);
  const node = newNode(shape, dtype);
  generator.normal(dtype, address(node), node.size, mean, deviation);
  return node;
}

/** As `normal`, but what lies further than two deviations from the mean is drawn again. */
export function truncatedNormal(
  operation: string,
  shape: Shape,
  dtype: DType,
  mean: number,
  deviation: number,
): Node {
  const values = new Float64Array(sizeOf(shape));
  for (let kept = 0; kept < values.length; ) {
    const drawn = normals(generator, values.length - kept);
    for (const z of drawn) if (Math.abs(z) <= 2) values[kept++] = mean + deviation * z;
  }
  return nodeFilledBy(operation, shape, dtype, (elements) => elements.set(values));
}
