import {
  aboutToChange,
  address,
  disposeNode,
  elements,
  gradientAddress,
  kernelsFor,
  type Node,
  newNode,
  nodeOf,
  view,
} from "../array/node.js";
import { begin, disposedError } from "../memory/memory.js";
import type { DType, RealArray } from "../shape/dtype.js";
import type { Shape } from "../shape/shape.js";

/** The elements of arrays as plain numbers, outside of the graph. Each names the operation for errors. */

/** A view of the elements, valid until the next operation. */
export function read(operation: string, x: Node): RealArray {
  begin(operation);
  return elements(x);
}

/** A view of the gradient, valid until the next operation; null before any. */
export function readGradient(operation: string, x: Node): RealArray | null {
  if (x.gradient === null) return null;
  begin(operation);
  return view(gradientAddress(x), x.size, x.dtype);
}

/** A new array of these elements, row-major. */
export function nodeWith(
  operation: string,
  values: ArrayLike<number>,
  shape: Shape,
  dtype: DType,
): Node {
  begin(operation);
  return nodeOf(values, shape, dtype);
}

/** A new array whose elements `fill` writes; they hold anything before. */
export function nodeFilledBy(
  operation: string,
  shape: Shape,
  dtype: DType,
  fill: (values: RealArray) => void,
): Node {
  begin(operation);
  const y = newNode(shape, dtype);
  try {
    fill(elements(y));
  } catch (error) {
    disposeNode(y);
    throw error;
  }
  return y;
}

/** Overwrites all elements, as many as x has. */
export function write(operation: string, x: Node, values: ArrayLike<number>): void {
  begin(operation);
  const target = elements(x);
  aboutToChange(x, operation);
  target.set(values);
}

/** Overwrites all elements with those of an array of the same shape and dtype. */
export function overwrite(operation: string, x: Node, source: Node): void {
  begin(operation);
  address(x);
  const values = elements(source);
  aboutToChange(x, operation);
  elements(x).set(values);
}

/** Gives x a storage of its own where it shares one; for arrays without a graph. */
export function ownElements(operation: string, x: Node): void {
  if (x.storage.owners === 1) return;
  begin(operation);
  const own = newNode(x.shape, x.dtype);
  const values = elements(x);
  elements(own).set(values);
  x.storage.owners--;
  x.storage = own.storage;
  x.offset = 0;
}

/** The gradient as an array of its own: zeros before any. Throws where a loss has left it out. */
export function gradientOf(x: Node): Node {
  begin("grad");
  address(x);
  if (x.gradientSkippedIt) {
    throw new Error(
      `grad: the loss handed its gradient straight to the input of this ${x.activation}, past the ` +
        "probabilities; for theirs give the loss their clone(), or ask what went into the activation",
    );
  }
  const copy = newNode(x.shape, x.dtype);
  const dx = gradientAddress(x);
  elements(copy).set(view(dx, x.size, x.dtype));
  return copy;
}

/** Sets the gradient to zero. */
export function clearGradient(operation: string, x: Node): void {
  requireValues(operation, x);
  if (x.gradient !== null) x.gradientIsFresh = true;
  x.gradientSkippedIt = false;
}

/** Throws where the elements are gone. */
export function requireValues(operation: string, x: Node): void {
  begin(operation);
  if (x.disposed || x.storage.released) throw disposedError(x.finished || x.storage.finished);
}

/** Adds to the gradient: ones, or an array of the same shape and dtype. */
export function addToGradient(operation: string, x: Node, given: Node | null): void {
  begin(operation);
  const one = given ?? nodeOf([1], [], x.dtype);
  const dx = gradientAddress(x);
  const stride = given === null ? 0 : 1;
  kernelsFor(x.dtype).add(dx, address(one), dx, 1, x.size, 0, 1, 0, stride);
  if (given === null) disposeNode(one);
}
