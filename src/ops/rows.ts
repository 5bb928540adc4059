import { address, kernelsFor, type Node, newNode, viewOf } from "../array/node.js";
import { addressOf, allocate, begin, linearMemory, release } from "../memory/memory.js";
import { bytesPerElement } from "../shape/dtype.js";

/** Rows `start` to `start + count`, without copying: a view that owns nothing, valid while x is kept. */
export function sliceRows(x: Node, start: number, count: number): Node {
  const { shape, dtype, offset, size } = x;
  const bytesPerRow = (size / shape[0]) * bytesPerElement[dtype];
  return viewOf(x, [count, ...shape.slice(1)], offset + start * bytesPerRow);
}

/** The rows of x at `indices`, as a new array. */
export function pickRows(x: Node, indices: Int32Array): Node {
  const columns = x.size / x.shape[0];
  begin("pickRows");
  const y = newNode([indices.length, ...x.shape.slice(1)], x.dtype);
  const list = allocate(indices.byteLength);
  const start = addressOf(list);
  const [from, to] = [address(x), address(y)];
  linearMemory().int32.set(indices, start / Int32Array.BYTES_PER_ELEMENT);
  kernelsFor(x.dtype).gatherRows(from, start, to, indices.length, columns);
  release(list);
  return y;
}
