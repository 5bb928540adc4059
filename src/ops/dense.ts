import {
  address,
  gradientAddress,
  inputGradientAddress,
  kernelsFor,
  type Node,
  newNode,
} from "../array/node.js";
import { type Address, type FusedActivation, fusedActivation } from "../kernels/kernels.js";
import { addressOf, allocate, begin, release } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { formatShape, type Shape } from "../shape/shape.js";
import { requireSameDtype } from "./same-dtype.js";
import { WantedGradients } from "./wanted-gradients.js";

/**
 * activation(x weights + biases) in one kernel call; x is […, inputs], all axes but the last counting as
 * rows, weights [inputs, outputs], biases [1, outputs] or null. Backward is one call too.
 */
export function dense(
  x: Node,
  weights: Node,
  biases: Node | null,
  activation: FusedActivation,
  alpha: number,
): Node {
  requireSameDtype("dense", x, weights);
  requireFit(x.shape, weights.shape);
  const [k, n] = weights.shape;
  const m = x.size / k;
  const code = fusedActivation[activation];
  begin("dense");
  const kernels = kernelsFor(x.dtype);
  const shape = x.shape.length === 2 ? [m, n] : [...x.shape.slice(0, -1), n];
  const y = newNode(shape, x.dtype);
  const scratch = scratchOf(kernels.matmulScratch(m, n, k, k, 1));
  const bias = biases === null ? 0 : address(biases);
  const to = scratch === null ? 0 : addressOf(scratch);
  kernels.dense(address(x), address(weights), bias, address(y), m, n, k, code, alpha, to);
  if (scratch !== null) release(scratch);
  if (activation !== "linear") y.fused = activation;
  if (activation === "softmax" || activation === "sigmoid") y.activation = activation;
  const parents = biases === null ? [x, weights] : [x, weights, biases];
  return y.record("dense", parents, () => {
    begin("dense backward");
    const direct = y.inputGradient !== null && y.gradient === null;
    if (direct) {
      const dz = inputGradientAddress(y);
      addGradients(x, weights, biases, y, dz, dz, 0, 0);
      return;
    }
    const dy = gradientAddress(y);
    const own = code === 0 ? null : allocate(y.byteLength);
    const dz = own === null ? dy : addressOf(own);
    addGradients(x, weights, biases, y, dy, dz, code, alpha);
    if (own !== null) release(own);
    if (y.inputGradient === null) return;
    const given = inputGradientAddress(y);
    addGradients(x, weights, biases, y, given, given, 0, 0);
  });
}

function requireFit(x: Shape, weights: Shape): void {
  if (weights.length === 2 && x[x.length - 1] === weights[0]) return;
  throw new RangeError(
    `dense: an input of shape ${formatShape(x)} does not fit weights ${formatShape(weights)}: ` +
      `expected (…, ${weights[0]})`,
  );
}

/** The products of backward: each gradient that is wanted, from the gradient dy of the output. */
function addGradients(
  x: Node,
  weights: Node,
  biases: Node | null,
  y: Node,
  dy: Address,
  dz: Address,
  code: number,
  alpha: number,
): void {
  const kernels = kernelsFor(x.dtype);
  const [k, n] = weights.shape;
  const m = x.size / k;
  const forWeights = weights.requiresGrad ? kernels.matmulScratch(k, n, m, 1, 1) : 0;
  const forInput = x.requiresGrad ? kernels.matmulScratch(m, k, n, n, n) : 0;
  const scratch = scratchOf(Math.max(forWeights, forInput));
  const to = scratch === null ? 0 : addressOf(scratch);
  const [px, pw, py] = [address(x), address(weights), address(y)];
  const wanted = new WantedGradients();
  const [dw, dbias, dx] = [wanted.of(weights, 1), wanted.of(biases, 2), wanted.of(x, 4)];
  kernels.denseGrad(px, pw, py, dy, dz, dw, dbias, dx, m, n, k, code, alpha, to, wanted.fresh);
  if (scratch !== null) release(scratch);
}

function scratchOf(bytes: number): Storage | null {
  return bytes === 0 ? null : allocate(bytes);
}
