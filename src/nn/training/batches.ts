import { bytesPerElement } from "../../array/dtype.js";
import { address, kernelsFor, Node, newNode } from "../../array/node.js";
import { addressOf, allocate, begin, linearMemory } from "../../memory/memory.js";
import { MLArray } from "../../ml-array.js";
import { generator, type RandomGenerator } from "../../random.js";

/** Rows `start` to `start + count` of x, without copying: a view that owns nothing, valid while x is kept. */
export function rowsOf(x: MLArray, start: number, count: number): MLArray {
  const { shape, dtype, storage, offset, size } = x.node;
  const bytesPerRow = (size / shape[0]) * bytesPerElement[dtype];
  const part = [count, ...shape.slice(1)];
  return new MLArray(new Node(part, dtype, storage, offset + start * bytesPerRow));
}

/** A random order of 0 … n - 1, by default from the common generator. */
export function randomOrder(n: number, random: RandomGenerator = generator): Int32Array {
  begin("shuffle");
  const order = allocate(n * Int32Array.BYTES_PER_ELEMENT);
  const start = addressOf(order);
  random.permutation(start, n);
  const first = start / Int32Array.BYTES_PER_ELEMENT;
  return linearMemory().int32.slice(first, first + n);
}

/** The rows of x at `indices`, as a new array. */
export function pickRows(x: MLArray, indices: Int32Array): MLArray {
  const { node } = x;
  const columns = node.size / node.shape[0];
  begin("pickRows");
  const y = newNode([indices.length, ...node.shape.slice(1)], node.dtype);
  const list = allocate(indices.byteLength);
  const start = addressOf(list);
  const [from, to] = [address(node), address(y)];
  linearMemory().int32.set(indices, start / Int32Array.BYTES_PER_ELEMENT);
  kernelsFor(node.dtype).gatherRows(from, start, to, indices.length, columns);
  return new MLArray(y);
}
