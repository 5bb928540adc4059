import { addColumns } from "../loops/columns";
import { Product } from "../loops/softmax-row";
import { sumTerms } from "../loops/sum";
import { LeakyRelu, leakyRelu, Relu, relu, Sigmoid, sigmoid, Tanh, tanh } from "../ops/activations";
import { softmax } from "../ops/softmax";
import { put } from "../simd/part";
import { lanes, mul, splat, sub, zero } from "../simd/vector";
import { matmul } from "./matmul";

/** The codes of `fusedActivation` in src/kernels/kernels.ts. */
const RELU = 1;
const LEAKY_RELU = 2;
const SIGMOID = 3;
const TANH = 4;
const SOFTMAX = 5;

/** The bits of `fresh` in src/kernels/kernels.ts. */
const FRESH_W = 1;
const FRESH_BIAS = 2;
const FRESH_X = 4;

export function dense(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  m: usize,
  n: usize,
  k: usize,
  activation: i32,
  alpha: f64,
  scratch: usize,
): void {
  matmul(x, w, y, m, n, k, k, 1, n, 1, bias, 0, 1, scratch);
  if (activation == RELU) relu(y, y, m * n);
  else if (activation == LEAKY_RELU) leakyRelu(y, y, m * n, alpha);
  else if (activation == SIGMOID) sigmoid(y, y, m * n);
  else if (activation == TANH) tanh(y, y, m * n);
  else if (activation == SOFTMAX) softmax(y, y, m, n, 1);
}

export function denseGrad(
  x: usize,
  w: usize,
  y: usize,
  dy: usize,
  dz: usize,
  dw: usize,
  dbias: usize,
  dx: usize,
  m: usize,
  n: usize,
  k: usize,
  activation: i32,
  alpha: f64,
  scratch: usize,
  fresh: i32,
): void {
  if (activation == RELU) backThrough<Relu>(y, dy, dz, m * n, alpha);
  else if (activation == LEAKY_RELU) backThrough<LeakyRelu>(y, dy, dz, m * n, alpha);
  else if (activation == SIGMOID) backThrough<Sigmoid>(y, dy, dz, m * n, alpha);
  else if (activation == TANH) backThrough<Tanh>(y, dy, dz, m * n, alpha);
  else if (activation == SOFTMAX) softmaxSlope(y, dy, dz, m, n * sizeof<real>());
  // Each gradient starts from what it holds, so it accumulates, unless it is fresh.
  if (dw != 0) matmul(x, dz, dw, k, n, m, 1, k, n, 1, fresh & FRESH_W ? 0 : dw, n, 1, scratch);
  if (dbias != 0) addColumns(dz, dbias, m, n * sizeof<real>(), (fresh & FRESH_BIAS) != 0);
  if (dx != 0) matmul(dz, w, dx, m, k, n, n, 1, 1, n, fresh & FRESH_X ? 0 : dx, k, 1, scratch);
}

/** dz = dy activation'(y) */
function backThrough<Op>(y: usize, dy: usize, dz: usize, n: usize, alpha: f64): void {
  const a = splat(alpha);
  for (let i: usize = 0; i < n; i += lanes, y += 16, dy += 16, dz += 16) {
    v128.store(dz, changetype<Op>(0).gradient(v128.load(dy), v128.load(y), a, a));
  }
}

/** dz = y (dy - sum(dy y)), row by row. */
function softmaxSlope(y: usize, dy: usize, dz: usize, rows: usize, bytes: usize): void {
  for (; rows > 0; rows--) {
    const mean = sumTerms<Product>(dy, y, bytes, zero());
    for (let at: usize = 0; at < bytes; at += 16) {
      put(dz + at, mul(v128.load(y + at), sub(v128.load(dy + at), mean)), bytes - at);
    }
    y += bytes;
    dy += bytes;
    dz += bytes;
  }
}
