import { address, gradientAddress, kernelsFor, type Node, newNode } from "../array/node.js";
import { begin } from "../memory/memory.js";
import { reducedShape, resolveAxis, type Shape, viewAxis } from "../shape/shape.js";
import { mul, sqrt, sub } from "./elementwise.js";

/** Reduces one axis, or all of them where `axis` is null; `keepDims` leaves it with length 1. */
type Reduction = (x: Node, axis: number | null, keepDims: boolean) => Node;

function axisOf(operation: string, x: Node, axis: number | null): number | null {
  return axis === null ? null : resolveAxis(operation, axis, x.shape.length);
}

function summation(name: "sum" | "mean"): Reduction {
  return (x, axis, keepDims) => {
    const along = axisOf(name, x, axis);
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
  return (x, axis, keepDims) => {
    const along = axisOf(name, x, axis);
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

/** Indices of the first extremum, in x's dtype; no gradient. */
function position(name: "argmax" | "argmin"): (x: Node, axis: number | null) => Node {
  return (x, axis) => {
    const along = axisOf(name, x, axis);
    const { outer, axis: length, inner } = viewAxis(x.shape, along);
    const shape: Shape = reducedShape(x.shape, along, false);
    begin(name);
    const y = newNode(shape, x.dtype);
    kernelsFor(x.dtype)[name](address(x), address(y), outer, length, inner);
    return y;
  };
}

export const sum = summation("sum");
export const mean = summation("mean");
export const max = extremum("max");
export const min = extremum("min");
export const argmax = position("argmax");
export const argmin = position("argmin");

/** The mean squared distance from the mean: n, not n - 1, in the denominator. */
export const variance: Reduction = (x, axis, keepDims) => {
  const along = axisOf("var", x, axis);
  const distance = sub(x, mean(x, along, true));
  return mean(mul(distance, distance), along, keepDims);
};

/** The square root of the variance; its slope is infinite where that is 0. */
export const std: Reduction = (x, axis, keepDims) => {
  const along = axisOf("std", x, axis);
  return sqrt(variance(x, along, keepDims));
};
