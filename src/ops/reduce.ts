import { isRecording, noGrad } from "../array/graph.js";
import {
  address,
  elements,
  gradientAddress,
  kernelsFor,
  type Node,
  newNode,
} from "../array/node.js";
import { addressOf, allocate, begin, inScope, release } from "../memory/memory.js";
import { reducedShape, resolveAxis, type Shape, viewAxis } from "../shape/shape.js";
import { add, clip, div, exp, log, logicalNot, mul, sqrt, sub } from "./elementwise.js";
import { differentiatedBy } from "./formula.js";
import { overAxes, type Reduction } from "./several-axes.js";
import { reshapeOwn } from "./shape.js";

function axisOf(operation: string, x: Node, axis: number | null): number | null {
  return axis === null ? null : resolveAxis(operation, axis, x.shape.length);
}

function summation(name: "sum" | "mean"): Reduction {
  return (x, along, keepDims) => {
    const { outer, axis: length, inner } = viewAxis(x.shape, along);
    const divisor = name === "mean" ? length : 1;
    begin(name);
    const y = newNode(reducedShape(x.shape, along, keepDims), x.dtype);
    kernelsFor(x.dtype).sum(address(x), address(y), outer, length, inner, divisor);
    return y.record(name, [x], () => {
      begin(`${name} backward`);
      const [dy, dx] = [gradientAddress(y), gradientAddress(x)];
      kernelsFor(x.dtype).sumGrad(dy, dx, outer, length, inner, divisor);
    });
  };
}

/** Tied extrema share the gradient evenly. */
function extremum(name: "max" | "min"): Reduction {
  return (x, along, keepDims) => {
    const { outer, axis: length, inner } = viewAxis(x.shape, along);
    begin(name);
    const y = newNode(reducedShape(x.shape, along, keepDims), x.dtype);
    kernelsFor(x.dtype)[name](address(x), address(y), outer, length, inner);
    return y.record(name, [x], () => {
      begin(`${name} backward`);
      const [dy, dx] = [gradientAddress(y), gradientAddress(x)];
      kernelsFor(x.dtype).extremumGrad(address(x), address(y), dy, dx, outer, length, inner);
    });
  };
}

/** Up to here float32 has all integers. */
const mostInFloat32 = 2 ** 24;

/** Indices of the first extremum, in x's dtype, or in float64 where float32 does not have them all; no gradient. */
function position(name: "argmax" | "argmin"): (x: Node, axis: number | null) => Node {
  return (x, axis) => {
    const along = axisOf(name, x, axis);
    const { outer, axis: length, inner } = viewAxis(x.shape, along);
    const shape: Shape = reducedShape(x.shape, along, false);
    if (x.dtype === "float32" && length > mostInFloat32) return farPosition(name, x, shape, along);
    begin(name);
    const y = newNode(shape, x.dtype);
    kernelsFor(x.dtype)[name](address(x), address(y), outer, length, inner);
    return y;
  };
}

/** The same by a plain loop. */
function farPosition(name: "argmax" | "argmin", x: Node, shape: Shape, along: number | null): Node {
  const { outer, axis: length, inner } = viewAxis(x.shape, along);
  begin(name);
  const y = newNode(shape, "float64");
  const [values, found] = [elements(x), elements(y)];
  const sign = name === "argmax" ? 1 : -1;
  for (let lane = 0; lane < outer * inner; lane++) {
    const first = Math.floor(lane / inner) * length * inner + (lane % inner);
    let best = 0;
    let extremum = sign * values[first];
    // A NaN passes for the extremum, and nothing for more than it.
    for (let i = 1; i < length && !Number.isNaN(extremum); i++) {
      const value = sign * values[first + i * inner];
      if (value <= extremum) continue;
      best = i;
      extremum = value;
    }
    found[lane] = best;
  }
  return y;
}

/** The largest numbers of the dtypes. */
const largest = { float32: 3.4028234663852886e38, float64: Number.MAX_VALUE };

const sumAlong = summation("sum");
const meanAlong = summation("mean");
const maxAlong = extremum("max");
const minAlong = extremum("min");

/** A reduction made of several operations: what no graph needs of their results is freed at its end. */
function composed(reduce: Reduction): Reduction {
  return (x, along, keepDims) => {
    if (x.requiresGrad && isRecording()) return reduce(x, along, keepDims);
    return inScope(
      () => reduce(x, along, keepDims),
      (y) => [y.storage],
    );
  };
}

const varianceAlong = composed((x, along, keepDims) => {
  const distance = sub(x, meanAlong(x, along, true));
  return meanAlong(mul(distance, distance), along, keepDims);
});

export const sum = overAxes("sum", sumAlong);
export const mean = overAxes("mean", meanAlong);
export const max = overAxes("max", maxAlong);
export const min = overAxes("min", minAlong);
export const argmax = position("argmax");
export const argmin = position("argmin");

/** The mean squared distance from the mean: n, not n - 1, in the denominator. */
export const variance = overAxes("var", varianceAlong);

/** The square root of the variance. Where all elements are equal its slope is taken as 0, as in PyTorch. */
const stdAlong = composed((x, along, keepDims) => {
  const v = varianceAlong(x, along, keepDims);
  begin("std");
  const y = newNode(v.shape, v.dtype);
  kernelsFor(v.dtype).sqrt(address(v), address(y), v.size, 0, 0);
  return y.record("std", [v], rootBackward);
});

export const std = overAxes("std", stdAlong);

/** As of a square root, but 0 where that is 0: there Infinity stands for it, in 0.5 / y. */
function rootBackward(y: Node): void {
  begin("std backward");
  const [v] = y.parents as readonly [Node];
  const { fill, where, sqrtGrad } = kernelsFor(y.dtype);
  const root = allocate(y.byteLength);
  fill(addressOf(root), y.size, Number.POSITIVE_INFINITY);
  where(address(y), address(y), addressOf(root), addressOf(root), y.size);
  sqrtGrad(addressOf(root), gradientAddress(y), gradientAddress(v), 0, y.size, 0, 0);
  release(root);
}

const normAlong = composed((x, along, keepDims) => {
  const y = noGrad(() => sqrt(sumAlong(mul(x, x), along, true)));
  // Where the norm is 0, x is: any divisor will do.
  const slopes = (dy: Node) => [mul(dy, div(x, add(y, logicalNot(y))))];
  differentiatedBy("norm", y, [x], slopes);
  return keepDims ? y : reshapeOwn(y, reducedShape(x.shape, along, false));
});

/** The square root of the sum of squares, with slope 0 where that is 0. */
export const norm = overAxes("norm", normAlong);

const logSumExpAlong = composed((x, along, keepDims) => {
  // Infinite maxima are made finite, since Infinity - Infinity is no number.
  const shift = noGrad(() => clip(maxAlong(x, along, true), -largest[x.dtype], largest[x.dtype]));
  const y = add(log(sumAlong(exp(sub(x, shift)), along, true)), shift);
  return keepDims ? y : reshapeOwn(y, reducedShape(x.shape, along, false));
});

/** log(sum(e^x)), shifted by the maximum, so finite for any finite x. */
export const logSumExp = overAxes("logSumExp", logSumExpAlong);

/** Whether the elements are true: all of them by way of their maximum, any of them by way of their minimum. */
function truth(extremum: Reduction): Reduction {
  const ofAll = composed((x, along, keepDims) =>
    logicalNot(extremum(logicalNot(x), along, keepDims)),
  );
  return (x, along, keepDims) => noGrad(() => ofAll(x, along, keepDims));
}

/** 1 where all elements are true, which all but 0 are, else 0; no gradient. */
export const all = overAxes("all", truth(maxAlong));

/** 1 where any element is true, else 0; no gradient. */
export const any = overAxes("any", truth(minAlong));
