import {
  address,
  disposeNode,
  gradientAddress,
  inputGradientAddress,
  kernelsFor,
  Node,
  newNode,
} from "../array/node.js";
import { described } from "../errors/described.js";
import { begin } from "../memory/memory.js";
import { formatShape, resolveAxis, resolveReshape, type Shape, stridesOf } from "../shape/shape.js";
import { strided } from "./strided.js";

/** The same elements under another shape; shares the storage. One length may be -1. */
export function reshape(x: Node, requested: readonly number[]): Node {
  const shape = resolveReshape(x.shape, requested);
  begin("reshape");
  address(x);
  const y = new Node(shape, x.dtype, x.storage, x.offset);
  x.storage.owners++;
  const sameRows = shape[shape.length - 1] === x.shape[x.shape.length - 1];
  if (x.activation === "sigmoid" || sameRows) y.activation = x.activation;
  return y.record("reshape", [x], () => {
    begin("reshape backward");
    const { add } = kernelsFor(x.dtype);
    if (y.gradient !== null) {
      const dx = gradientAddress(x);
      add(dx, gradientAddress(y), dx, 1, x.size, 0, 1, 0, 1);
    }
    if (y.inputGradient !== null) {
      const dx = inputGradientAddress(x);
      add(dx, inputGradientAddress(y), dx, 1, x.size, 0, 1, 0, 1);
    }
  });
}

/** `reshape` of what nobody else has: where no graph needs it, it is left to the result alone. */
export function reshapeOwn(x: Node, shape: readonly number[]): Node {
  const y = reshape(x, shape);
  if (!y.isInterior) disposeNode(x);
  return y;
}

/** Permutes the axes; reverses them if `axes` is not given. */
export function transpose(x: Node, axes?: readonly number[]): Node {
  const order = resolveAxes(x.shape, axes);
  const strides = stridesOf(x.shape);
  const shape = order.map((axis) => x.shape[axis]);
  const xStrides = order.map((axis) => strides[axis]);
  const yStrides = stridesOf(shape);
  begin("transpose");
  const y = newNode(shape, x.dtype);
  strided("copy", x.dtype, address(x), address(y), shape, xStrides, yStrides);
  return y.record("transpose", [x], () => {
    begin("transpose backward");
    const [dy, dx] = [gradientAddress(y), gradientAddress(x)];
    strided("accumulate", x.dtype, dy, dx, shape, yStrides, xStrides);
  });
}

function resolveAxes(shape: Shape, axes?: readonly number[]): number[] {
  const rank = shape.length;
  if (axes === undefined) return shape.map((_, i) => rank - 1 - i);
  if (!Array.isArray(axes)) {
    throw new TypeError(`transpose: expected a list of axes, got ${described(axes)}`);
  }
  const order = (axes as readonly number[]).map((axis) => resolveAxis("transpose", axis, rank));
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new RangeError(
      `transpose: axes ${formatShape(axes)} must name each of the ${rank} axes of ${formatShape(shape)} once`,
    );
  }
  return order;
}

/** Without axes of length 1: all of them, or those named. */
export function squeeze(x: Node, axes: number | readonly number[] | null): Node {
  const rank = x.shape.length;
  const named =
    axes === null ? null : [axes].flat().map((axis) => resolveAxis("squeeze", axis, rank));
  const long = named?.find((axis) => x.shape[axis] !== 1);
  if (long !== undefined) {
    throw new RangeError(
      `squeeze: axis ${long} of ${formatShape(x.shape)} has length ${x.shape[long]}, expected 1`,
    );
  }
  return reshape(
    x,
    x.shape.filter((length, i) => (named === null ? length !== 1 : !named.includes(i))),
  );
}

/** With axes of length 1 at those places of the result. */
export function expandDims(x: Node, axes: number | readonly number[]): Node {
  const list = [axes].flat() as number[];
  const rank = x.shape.length + list.length;
  const places = list.map((axis) => resolveAxis("expandDims", axis, rank));
  if (new Set(places).size !== places.length) {
    throw new RangeError(
      `expandDims: axes ${formatShape(list)} name a place twice; expected each once`,
    );
  }
  const lengths = x.shape[Symbol.iterator]();
  return reshape(
    x,
    Array.from({ length: rank }, (_, i) =>
      places.includes(i) ? 1 : (lengths.next().value as number),
    ),
  );
}
