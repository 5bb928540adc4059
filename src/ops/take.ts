import {
  address,
  elements,
  gradientAddress,
  kernelsFor,
  type Node,
  newNode,
} from "../array/node.js";
import type { Address } from "../kernels/kernels.js";
import { addressOf, allocate, begin, linearMemory } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { bytesPerElement } from "../shape/dtype.js";
import { formatShape, resolveAxis, type Shape, viewAxis } from "../shape/shape.js";
import { reshape } from "./shape.js";

/** The slices of x at integer indices of any shape, which takes the place of the axis; null: of x flattened. */
export function take(x: Node, indices: Node, axis: number | null): Node {
  if (axis === null) return take(reshape(x, [-1]), indices, 0);
  const along = resolveAxis("take", axis, x.shape.length);
  const { outer, axis: length, inner } = viewAxis(x.shape, along);
  const n = indices.size;
  const shape = [...x.shape.slice(0, along), ...indices.shape, ...x.shape.slice(along + 1)];
  begin("take");
  const list = listOf(positions("take", indices, along, length));
  const y = newNode(shape, x.dtype);
  const forEachPart = (visit: (x: number, y: number) => void): void => {
    const bytes = inner * bytesPerElement[x.dtype];
    for (let o = 0; o < outer; o++) visit(o * length * bytes, o * n * bytes);
  };
  const { gatherRows } = kernelsFor(x.dtype);
  const [at, from, to] = [addressOf(list), address(x), address(y)];
  forEachPart((px, py) => gatherRows(from + px, at, to + py, n, inner));
  const backward = (): void => {
    begin("take backward");
    const { gatherRowsGrad } = kernelsFor(x.dtype);
    const [at, dy, dx] = [addressOf(list), gradientAddress(y), gradientAddress(x)];
    forEachPart((px, py) => gatherRowsGrad(dy + py, at, dx + px, n, inner));
  };
  return y.record("take", [x], backward, [list]);
}

/**
 * For each position of `indices` the element of x there, but along the axis at the index: NumPy's take_along_axis.
 * Both have the same shape but for that axis.
 */
export function gather(x: Node, indices: Node, axis: number): Node {
  const along = resolveAxis("gather", axis, x.shape.length);
  requireAligned(x.shape, indices.shape, along);
  const { axis: length, inner } = viewAxis(x.shape, along);
  const lane = indices.shape[along] * inner;
  begin("gather");
  const found = positions("gather", indices, along, length);
  const flat = found.map(
    (index, i) => (Math.floor(i / lane) * length + index) * inner + (i % inner),
  );
  const list = listOf(flat);
  const y = newNode(indices.shape, x.dtype);
  kernelsFor(x.dtype).gatherRows(address(x), addressOf(list), address(y), y.size, 1);
  const backward = (): void => {
    begin("gather backward");
    const [dy, dx] = [gradientAddress(y), gradientAddress(x)];
    kernelsFor(x.dtype).gatherRowsGrad(dy, addressOf(list), dx, y.size, 1);
  };
  return y.record("gather", [x], backward, [list]);
}

function requireAligned(shape: Shape, indices: Shape, along: number): void {
  const agrees =
    indices.length === shape.length &&
    indices.every((length, i) => i === along || length === shape[i]);
  if (agrees) return;
  throw new RangeError(
    `gather: indices of shape ${formatShape(indices)} for an array of shape ${formatShape(shape)}: all axes ` +
      `but ${along} must agree`,
  );
}

/** The indices counted from the start; throws where one is no integer or lies outside. */
function positions(operation: string, indices: Node, axis: number, length: number): Int32Array {
  const values = elements(indices);
  return Int32Array.from(values, (index) => {
    if (Number.isInteger(index) && index >= -length && index < length) {
      return index < 0 ? index + length : index;
    }
    throw new RangeError(
      `${operation}: index ${index} is out of range for axis ${axis} of length ${length}`,
    );
  });
}

/** Indices where kernels read them. */
function listOf(indices: Int32Array): Storage {
  const list = allocate(indices.byteLength);
  const start: Address = addressOf(list);
  linearMemory().int32.set(indices, start / Int32Array.BYTES_PER_ELEMENT);
  return list;
}
