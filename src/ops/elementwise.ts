import {
  address,
  gradientAddress,
  kernelNamed,
  type Node,
  newNode,
  takeFresh,
} from "../array/node.js";
import {
  type BinaryName,
  type DifferentiableBinaryName,
  type DifferentiableUnaryName,
  type UnaryName,
  unary as unaryTable,
} from "../kernels/elementwise.js";
import type { BinaryGradKernel, BinaryKernel } from "../kernels/kernels.js";
import { begin } from "../memory/memory.js";
import { bytesPerElement } from "../shape/dtype.js";
import { sameShape } from "../shape/shape.js";
import { addUnbroadcast, type BroadcastPlan, forEachPart, planBroadcast } from "./broadcast.js";
import { requireSameDtype } from "./same-dtype.js";

type UnaryOperation = (x: Node, alpha?: number, beta?: number) => Node;
type BinaryOperation = (a: Node, b: Node) => Node;

/** A row of the unary table without a gradient as an operation on arrays. */
function step(name: UnaryName): UnaryOperation {
  const kernel = kernelNamed(name);
  return (x) => {
    begin(name);
    const y = newNode(x.shape, x.dtype);
    kernel(x.dtype)(address(x), address(y), x.size, 0, 0);
    return y;
  };
}

/** A row of the unary table as an operation on arrays. */
function unary(name: DifferentiableUnaryName): UnaryOperation {
  const kernel = kernelNamed(name);
  const gradient = kernelNamed(`${name}Grad`);
  const operation = `${name} backward`;
  const fromInput = unaryTable[name].gradientFrom === "input";
  const backward = (y: Node, alpha: number, beta: number): void => {
    begin(operation);
    const [x] = y.parents as readonly [Node];
    const [s, dy] = [address(fromInput ? x : y), gradientAddress(y)];
    const fresh = takeFresh(x);
    gradient(y.dtype)(s, dy, gradientAddress(x), fresh, y.size, alpha, beta);
  };
  const plainBackward = (y: Node): void => backward(y, 0, 0);
  return (x, alpha = 0, beta = 0) => {
    begin(name);
    const y = newNode(x.shape, x.dtype);
    kernel(x.dtype)(address(x), address(y), x.size, alpha, beta);
    const isPlain = alpha === 0 && beta === 0;
    return y.record(name, [x], isPlain ? plainBackward : () => backward(y, alpha, beta));
  };
}

/** A row of the binary table as an operation on arrays that broadcast, without gradients. */
function binary(name: BinaryName): BinaryOperation {
  const kernel = kernelNamed(name);
  return (a, b) => {
    requireSameDtype(name, a, b);
    begin(name);
    if (sameShape(a.shape, b.shape)) return ofSameShape(kernel(a.dtype), a, b);
    return broadcast(kernel(a.dtype), planBroadcast(name, a.shape, b.shape), a, b);
  };
}

/** As `binary`, with gradients to both operands. */
function differentiable(name: DifferentiableBinaryName): BinaryOperation {
  const kernel = kernelNamed(name);
  const gradientA = kernelNamed(`${name}GradA`);
  const gradientB = kernelNamed(`${name}GradB`);
  const operation = `${name} backward`;
  const backwardOfSameShape = (y: Node): void => {
    begin(operation);
    const { dtype, size } = y;
    const [a, b] = y.parents as readonly [Node, Node];
    const [pa, pb, dy] = [address(a), address(b), gradientAddress(y)];
    if (a.requiresGrad) {
      const fresh = takeFresh(a);
      gradientA(dtype)(pa, pb, dy, gradientAddress(a), fresh, 1, size, 0, 1, 0, 1);
    }
    if (b.requiresGrad) {
      const fresh = takeFresh(b);
      gradientB(dtype)(pa, pb, dy, gradientAddress(b), fresh, 1, size, 0, 1, 0, 1);
    }
  };
  return (a, b) => {
    requireSameDtype(name, a, b);
    begin(name);
    // The usual case by itself: small operations are all overhead.
    if (sameShape(a.shape, b.shape)) {
      return ofSameShape(kernel(a.dtype), a, b).record(name, [a, b], backwardOfSameShape);
    }
    const plan = planBroadcast(name, a.shape, b.shape);
    const y = broadcast(kernel(a.dtype), plan, a, b);
    return y.record(name, [a, b], () => {
      begin(operation);
      if (a.requiresGrad) addGradient(gradientA(y.dtype), plan, a, b, y, a);
      if (b.requiresGrad) addGradient(gradientB(y.dtype), plan, a, b, y, b);
    });
  };
}

function ofSameShape(kernel: BinaryKernel, a: Node, b: Node): Node {
  const y = newNode(a.shape, a.dtype);
  kernel(address(a), address(b), address(y), 1, a.size, 0, 1, 0, 1);
  return y;
}

function broadcast(kernel: BinaryKernel, plan: BroadcastPlan, a: Node, b: Node): Node {
  const y = newNode(plan.shape, a.dtype);
  const { rows, columns, aRow, aColumn, bRow, bColumn, starts } = plan;
  const [pa, pb, py] = [address(a), address(b), address(y)];
  if (starts === null) {
    kernel(pa, pb, py, rows, columns, aRow, aColumn, bRow, bColumn);
    return y;
  }
  forEachPart(plan, bytesPerElement[a.dtype], (da, db, dy) => {
    kernel(pa + da, pb + db, py + dy, rows, columns, aRow, aColumn, bRow, bColumn);
  });
  return y;
}

function addGradient(
  kernel: BinaryGradKernel,
  plan: BroadcastPlan,
  a: Node,
  b: Node,
  y: Node,
  operand: Node,
): void {
  const { shape, rows, columns, aRow, aColumn, bRow, bColumn } = plan;
  const [pa, pb, dy] = [address(a), address(b), gradientAddress(y)];
  addUnbroadcast(operand, shape, (dx) => {
    forEachPart(plan, bytesPerElement[y.dtype], (da, db, part) => {
      const to = dx + part;
      kernel(pa + da, pb + db, dy + part, to, 0, rows, columns, aRow, aColumn, bRow, bColumn);
    });
  });
}

export const neg = unary("neg");
export const abs = unary("abs");
export const exp = unary("exp");
export const log = unary("log");
export const sqrt = unary("sqrt");
export const relu = unary("relu");
export const leakyRelu = unary("leakyRelu");
export const elu = unary("elu");
export const tanh = unary("tanh");
export const clip = unary("clip");
/** x to a constant power. */
export const power = unary("power");
export const gelu = unary("gelu");
export const geluTanh = unary("geluTanh");
export const silu = unary("silu");
export const softplus = unary("softplus");
export const mish = unary("mish");
export const erf = unary("erf");
export const sin = unary("sin");
export const cos = unary("cos");
export const expm1 = unary("expm1");
export const log1p = unary("log1p");
/** x x: for a gradient, too, exact where a power is not. */
export const square: UnaryOperation = (x) => mul(x, x);
/** Steps have no gradient. */
export const sign = step("sign");
export const floor = step("floor");
export const ceil = step("ceil");
export const round = step("round");
export const logicalNot = step("logicalNot");

export const add = differentiable("add");
export const sub = differentiable("sub");
export const mul = differentiable("mul");
export const div = differentiable("div");
export const pow = differentiable("pow");
export const maximum = differentiable("maximum");
export const minimum = differentiable("minimum");
export const mod = differentiable("mod");
export const atan2 = differentiable("atan2");
/** Comparisons give 1 and 0, and no gradient. */
export const equal = binary("equal");
export const greater = binary("greater");
export const less = binary("less");
export const notEqual = binary("notEqual");
export const greaterEqual = binary("greaterEqual");
export const lessEqual = binary("lessEqual");
export const logicalAnd = binary("logicalAnd");
export const logicalOr = binary("logicalOr");
export const logicalXor = binary("logicalXor");
