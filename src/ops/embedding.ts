import {
  address,
  elements,
  gradientAddress,
  kernelsFor,
  type Node,
  newNode,
} from "../array/node.js";
import { addressOf, allocate, begin, linearMemory } from "../memory/memory.js";
import { requireLabels } from "./losses.js";

/** The rows of a table [entries, columns] at integer indices of any shape: [...indices, columns]. */
export function embedding(table: Node, indices: Node): Node {
  const [entries, columns] = table.shape;
  requireLabels("embedding", indices, entries, "index");
  const n = indices.size;
  begin("embedding");
  const y = newNode([...indices.shape, columns], table.dtype);
  const list = allocate(n * Int32Array.BYTES_PER_ELEMENT);
  const rows = elements(indices);
  linearMemory().int32.set(rows, addressOf(list) / Int32Array.BYTES_PER_ELEMENT);
  kernelsFor(table.dtype).gatherRows(address(table), addressOf(list), address(y), n, columns);
  const backward = (): void => {
    begin("embedding backward");
    const [dy, dx] = [gradientAddress(y), gradientAddress(table)];
    kernelsFor(table.dtype).gatherRowsGrad(dy, addressOf(list), dx, n, columns);
  };
  return y.record("embedding", [table], backward, [list]);
}
