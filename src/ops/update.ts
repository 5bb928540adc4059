import { address, kernelsFor, type Node } from "../array/node.js";
import { begin } from "../memory/memory.js";
import { trainingKernels } from "./training-kernels.js";

/** The steps of optimizers in place, each one kernel call; formulas in `UpdateKernels`. */

export function sgd(w: Node, g: Node, rate: number): void {
  begin("SGD");
  trainingKernels(w.dtype).sgd(address(w), address(g), w.size, rate);
}

export function momentum(
  w: Node,
  g: Node,
  s: Node,
  rate: number,
  share: number,
  nesterov: boolean,
): void {
  begin("SGD");
  const kernel = trainingKernels(w.dtype).momentum;
  kernel(address(w), address(g), address(s), w.size, rate, share, nesterov ? 1 : 0);
}

export function adagrad(w: Node, g: Node, c: Node, rate: number, epsilon: number): void {
  begin("AdaGrad");
  trainingKernels(w.dtype).adagrad(address(w), address(g), address(c), w.size, rate, epsilon);
}

export function rmsprop(
  w: Node,
  g: Node,
  c: Node,
  rate: number,
  rho: number,
  epsilon: number,
): void {
  begin("RMSprop");
  trainingKernels(w.dtype).rmsprop(address(w), address(g), address(c), w.size, rate, rho, epsilon);
}

/** As `rmsprop`, with momentum: v = momentum v - rate g / (sqrt(c) + epsilon); w += v. */
export function rmspropMomentum(
  w: Node,
  g: Node,
  c: Node,
  v: Node,
  rate: number,
  rho: number,
  epsilon: number,
  momentum: number,
): void {
  begin("RMSprop");
  const { sgd, rmsprop } = trainingKernels(w.dtype);
  const [to, velocity] = [address(w), address(v)];
  sgd(velocity, velocity, w.size, 1 - momentum);
  rmsprop(velocity, address(g), address(c), w.size, rate, rho, epsilon);
  kernelsFor(w.dtype).add(to, velocity, to, 1, w.size, 0, 1, 0, 1);
}

export function lion(w: Node, g: Node, m: Node, rate: number, beta1: number, beta2: number): void {
  begin("Lion");
  trainingKernels(w.dtype).lion(address(w), address(g), address(m), w.size, rate, beta1, beta2);
}

/** w -= share w */
export function shrink(w: Node, share: number): void {
  begin("weight decay");
  const at = address(w);
  trainingKernels(w.dtype).sgd(at, at, w.size, share);
}

/** What Adam's kernel takes beside arrays. */
export interface AdamNumbers {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 - beta1^step. */
  readonly correction1: number;
  /** 1 - beta2^step. */
  readonly correction2: number;
  /** The share of each weight that is taken away. */
  readonly decay: number;
}

export function adam(w: Node, g: Node, m: Node, v: Node, numbers: AdamNumbers): void {
  begin("Adam");
  const { rate, beta1, beta2, epsilon, correction1, correction2, decay } = numbers;
  trainingKernels(w.dtype).adam(
    address(w),
    address(g),
    address(m),
    address(v),
    w.size,
    rate,
    beta1,
    beta2,
    epsilon,
    correction1,
    correction2,
    decay,
  );
}
