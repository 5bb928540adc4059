import {
  address,
  elements,
  gradientAddress,
  kernelsFor,
  Node,
  newNode,
  view,
  viewOf,
} from "../array/node.js";
import { addressOf, allocate, begin, release } from "../memory/memory.js";
import type { DType } from "../shape/dtype.js";

/** The same values in another dtype; the gradient is converted back. */
export function astype(x: Node, dtype: DType): Node {
  if (dtype === x.dtype) return copyOf(x, "astype");
  begin("astype");
  const y = newNode(x.shape, dtype);
  // Brings x in first: that may move memory, and a view of y would be left behind.
  address(x);
  elements(y).set(elements(x));
  return y.record("astype", [x], () => {
    begin("astype backward");
    const converted = allocate(x.byteLength);
    const [from, dx] = [gradientAddress(y), gradientAddress(x)];
    view(addressOf(converted), x.size, x.dtype).set(view(from, y.size, y.dtype));
    kernelsFor(x.dtype).add(dx, addressOf(converted), dx, 1, x.size, 0, 1, 0, 1);
    release(converted);
  });
}

/** A copy with a storage of its own; gradients flow through. */
export function copyOf(x: Node, operation = "clone"): Node {
  begin(operation);
  const y = newNode(x.shape, x.dtype);
  address(x);
  elements(y).set(elements(x));
  return y.record(operation, [x], () => {
    begin(`${operation} backward`);
    const dx = gradientAddress(x);
    kernelsFor(x.dtype).add(dx, gradientAddress(y), dx, 1, x.size, 0, 1, 0, 1);
  });
}

/** The same elements outside of the graph; shares the storage. */
export function detach(x: Node): Node {
  begin("detach");
  address(x);
  x.storage.owners++;
  return new Node(x.shape, x.dtype, x.storage, x.offset);
}

/** The same elements as a constant that owns nothing: for use only while x is kept by others. */
export function constantView(x: Node): Node {
  begin("constantView");
  address(x);
  return viewOf(x, x.shape, x.offset);
}
