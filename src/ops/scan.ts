import { address, elements, gradientAddress, type Node, newNode, view } from "../array/node.js";
import { begin } from "../memory/memory.js";
import type { RealArray } from "../shape/dtype.js";
import { type AxisView, reducedShape, resolveAxis, viewAxis } from "../shape/shape.js";
import { overAxes } from "./several-axes.js";

/** Sums and products along an axis whose elements depend on one another: plain loops, summed in float64. */

/** Calls `visit` with the first element of each lane along the axis, and the lane's number. */
function forEachLane(
  { outer, axis, inner }: AxisView,
  visit: (first: number, lane: number) => void,
): void {
  for (let lane = 0; lane < outer * inner; lane++) {
    visit(Math.floor(lane / inner) * axis * inner + (lane % inner), lane);
  }
}

/** Views of arrays, all of them in memory before the first is taken. */
function viewsOf(...arrays: Node[]): RealArray[] {
  for (const array of arrays) address(array);
  return arrays.map(elements);
}

/** The sum of each element and those before it along an axis, or in the flattened array. */
export function cumsum(x: Node, axis: number | null): Node {
  const along = axis === null ? null : resolveAxis("cumsum", axis, x.shape.length);
  const lanes = viewAxis(x.shape, along);
  begin("cumsum");
  const y = newNode(along === null ? [x.size] : x.shape, x.dtype);
  const [from, to] = viewsOf(x, y);
  forEachLane(lanes, (first) => {
    let sum = 0;
    for (let i = 0, at = first; i < lanes.axis; i++, at += lanes.inner) {
      sum += from[at];
      to[at] = sum;
    }
  });
  return y.record("cumsum", [x], () => {
    begin("cumsum backward");
    const [dy, dx] = gradientViews(y, x);
    forEachLane(lanes, (first) => {
      let sum = 0;
      for (let i = lanes.axis - 1; i >= 0; i--) {
        const at = first + i * lanes.inner;
        sum += dy[at];
        dx[at] += sum;
      }
    });
  });
}

/** The product over axes; the gradient of an element is the product of the others, zeros or not. */
export const prod = overAxes("prod", (x, along, keepDims) => {
  const lanes = viewAxis(x.shape, along);
  begin("prod");
  const y = newNode(reducedShape(x.shape, along, keepDims), x.dtype);
  const [from, to] = viewsOf(x, y);
  forEachLane(lanes, (first, lane) => {
    let product = 1;
    for (let i = 0; i < lanes.axis; i++) product *= from[first + i * lanes.inner];
    to[lane] = product;
  });
  return y.record("prod", [x], () => {
    begin("prod backward");
    const [dy, dx] = gradientViews(y, x);
    const [values] = viewsOf(x);
    const after = new Float64Array(lanes.axis + 1);
    forEachLane(lanes, (first, lane) => {
      after[lanes.axis] = dy[lane];
      for (let i = lanes.axis - 1; i >= 0; i--) {
        after[i] = after[i + 1] * values[first + i * lanes.inner];
      }
      let before = 1;
      for (let i = 0, at = first; i < lanes.axis; i++, at += lanes.inner) {
        dx[at] += before * after[i + 1];
        before *= values[at];
      }
    });
  });
});

function gradientViews(y: Node, x: Node): [dy: RealArray, dx: RealArray] {
  address(x);
  const [from, to] = [gradientAddress(y), gradientAddress(x)];
  return [view(from, y.size, y.dtype), view(to, x.size, x.dtype)];
}
