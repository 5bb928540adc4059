import {
  address,
  gradientAddress,
  inputGradientAddress,
  kernelsFor,
  type Node,
  newNode,
} from "../array/node.js";
import type { Address } from "../kernels/kernels.js";
import { begin } from "../memory/memory.js";
import { resolveAxis, viewAxis } from "../shape/shape.js";

/** 1 / (1 + e^-x). A binary cross entropy on its output hands its gradient straight to x. */
export function sigmoid(x: Node): Node {
  begin("sigmoid");
  const y = newNode(x.shape, x.dtype);
  kernelsFor(x.dtype).sigmoid(address(x), address(y), x.size, 0, 0);
  y.activation = "sigmoid";
  return y.record("sigmoid", [x], () => {
    begin("sigmoid backward");
    const dx = gradientAddress(x);
    addInputGradient(y, dx);
    if (y.gradient === null) return;
    kernelsFor(x.dtype).sigmoidGrad(address(y), gradientAddress(y), dx, 0, x.size, 0, 0);
  });
}

/**
 * e^x / sum(e^x) along an axis, shifted by the maximum. A categorical cross entropy on its output
 * (over the last axis) hands its gradient straight to x.
 */
export function softmax(x: Node, axis: number): Node {
  const along = resolveAxis("softmax", axis, x.shape.length);
  const { outer, axis: length, inner } = viewAxis(x.shape, along);
  begin("softmax");
  const y = newNode(x.shape, x.dtype);
  kernelsFor(x.dtype).softmax(address(x), address(y), outer, length, inner);
  if (along === x.shape.length - 1) y.activation = "softmax";
  return y.record("softmax", [x], () => {
    begin("softmax backward");
    const dx = gradientAddress(x);
    addInputGradient(y, dx);
    if (y.gradient === null) return;
    const dy = gradientAddress(y);
    kernelsFor(x.dtype).softmaxGrad(address(y), dy, dx, outer, length, inner);
  });
}

/** log(softmax(x)) along an axis, without the loss of precision of taking the two apart. */
export function logSoftmax(x: Node, axis: number): Node {
  const along = resolveAxis("logSoftmax", axis, x.shape.length);
  const { outer, axis: length, inner } = viewAxis(x.shape, along);
  begin("logSoftmax");
  const y = newNode(x.shape, x.dtype);
  kernelsFor(x.dtype).logSoftmax(address(x), address(y), outer, length, inner);
  return y.record("logSoftmax", [x], () => {
    begin("logSoftmax backward");
    const [dy, dx] = [gradientAddress(y), gradientAddress(x)];
    kernelsFor(x.dtype).logSoftmaxGrad(address(y), dy, dx, outer, length, inner);
  });
}

/** Adds what a matching loss has given for the activation's input. */
function addInputGradient(y: Node, dx: Address): void {
  if (y.inputGradient === null) return;
  kernelsFor(y.dtype).add(dx, inputGradientAddress(y), dx, 1, y.size, 0, 1, 0, 1);
}
