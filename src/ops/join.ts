import { address, gradientAddress, type Node, newNode } from "../array/node.js";
import { begin } from "../memory/memory.js";
import { bytesPerElement } from "../shape/dtype.js";
import { formatShape, resolveAxis, sameShape, stridesOf } from "../shape/shape.js";
import { requireSameDtype } from "./same-dtype.js";
import { reshape } from "./shape.js";
import { strided } from "./strided.js";

/** Joins arrays along an existing axis; the other axes agree. */
export function concat(arrays: readonly Node[], axis: number): Node {
  const first = requireSome("concat", arrays);
  const along = resolveAxis("concat", axis, first.shape.length);
  for (const x of arrays) requireFit(first, x, along);
  const shape = first.shape.map((length, i) =>
    i === along ? arrays.reduce((sum, x) => sum + x.shape[along], 0) : length,
  );
  const strides = stridesOf(shape);
  const step = strides[along] * bytesPerElement[first.dtype];
  const offsets: number[] = [];
  let offset = 0;
  for (const x of arrays) {
    offsets.push(offset);
    offset += x.shape[along] * step;
  }
  begin("concat");
  const y = newNode(shape, first.dtype);
  arrays.forEach((x, i) => {
    const target = address(y) + offsets[i];
    strided("copy", x.dtype, address(x), target, x.shape, stridesOf(x.shape), strides);
  });
  return y.record("concat", arrays, () => {
    begin("concat backward");
    arrays.forEach((x, i) => {
      if (!x.requiresGrad) return;
      const [dy, dx] = [gradientAddress(y) + offsets[i], gradientAddress(x)];
      strided("accumulate", x.dtype, dy, dx, x.shape, strides, stridesOf(x.shape));
    });
  });
}

/** Joins arrays of one shape along a new axis. */
export function stack(arrays: readonly Node[], axis: number): Node {
  const first = requireSome("stack", arrays);
  const along = resolveAxis("stack", axis, first.shape.length + 1);
  for (const x of arrays) {
    requireSameDtype("stack", first, x);
    if (!sameShape(first.shape, x.shape)) {
      throw new RangeError(
        `stack: shapes ${formatShape(first.shape)} and ${formatShape(x.shape)} differ`,
      );
    }
  }
  const shape = [...first.shape.slice(0, along), 1, ...first.shape.slice(along)];
  return concat(
    arrays.map((x) => reshape(x, shape)),
    along,
  );
}

function requireSome(operation: string, arrays: readonly Node[]): Node {
  if (arrays.length === 0)
    throw new RangeError(`${operation}: expected at least one array, got none`);
  return arrays[0];
}

function requireFit(first: Node, x: Node, along: number): void {
  requireSameDtype("concat", first, x);
  const fits =
    x.shape.length === first.shape.length &&
    x.shape.every((length, i) => i === along || length === first.shape[i]);
  if (!fits) {
    throw new RangeError(
      `concat: ${formatShape(first.shape)} and ${formatShape(x.shape)} do not join along axis ${along}: ` +
        "all other axes must agree",
    );
  }
}
