import type { Kernels, ReduceKernel } from "../../kernels/kernels.js";
import type { RealArray } from "../../shape/dtype.js";
import { LaneSum } from "./lane-sum.js";
import type { Reals } from "./reals.js";

type ReduceNames = "sum" | "sumGrad" | "max" | "min" | "extremumGrad" | "argmax" | "argmin";

/** Kernels along the middle axis of x [outer, axis, inner]: each lane is `axis` elements, `inner` apart. */
export function reduceKernels(reals: Reals): Pick<Kernels, ReduceNames> {
  const sum = new LaneSum(reals.dtype);
  return {
    sum(x, y, outer, axis, inner, divisor) {
      const v = reals.view;
      const y0 = reals.index(y);
      const d = reals.round(divisor);
      forEachLane(reals.index(x), outer, axis, inner, (lane, o) => {
        sum.start(inner);
        for (let i = 0; i < axis; i++) sum.add(v[lane + i * inner]);
        v[y0 + o] = sum.total() / d;
      });
    },

    sumGrad(dy, dx, outer, axis, inner, divisor) {
      const v = reals.view;
      const dy0 = reals.index(dy);
      const d = reals.round(divisor);
      forEachLane(reals.index(dx), outer, axis, inner, (lane, o) => {
        const share = reals.round(v[dy0 + o] / d);
        for (let i = 0; i < axis; i++) v[lane + i * inner] += share;
      });
    },

    max: extremumKernel(reals, maxIndex, "value"),
    min: extremumKernel(reals, minIndex, "value"),
    argmax: extremumKernel(reals, maxIndex, "index"),
    argmin: extremumKernel(reals, minIndex, "index"),

    extremumGrad(x, y, dy, dx, outer, axis, inner) {
      const v = reals.view;
      const y0 = reals.index(y);
      const dy0 = reals.index(dy);
      const shift = reals.index(dx) - reals.index(x);
      forEachLane(reals.index(x), outer, axis, inner, (lane, o) => {
        const extremum = v[y0 + o];
        const isTied = (x: number) => x === extremum || (Number.isNaN(x) && Number.isNaN(extremum));
        let ties = 0;
        for (let i = 0; i < axis; i++) if (isTied(v[lane + i * inner])) ties++;
        const share = reals.round(v[dy0 + o] / ties);
        for (let i = 0; i < axis; i++) {
          const at = lane + i * inner;
          if (isTied(v[at])) v[at + shift] += share;
        }
      });
    },
  };
}

/** Calls `visit` with the first element of each lane and the number of the lane. */
export function forEachLane(
  x: number,
  outer: number,
  axis: number,
  inner: number,
  visit: (lane: number, number: number) => void,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) visit(x + o * axis * inner + i, o * inner + i);
  }
}

type FindIndex = (v: RealArray, lane: number, axis: number, inner: number) => number;

function extremumKernel(reals: Reals, find: FindIndex, wanted: "value" | "index"): ReduceKernel {
  return (x, y, outer, axis, inner) => {
    if (axis === 0) return;
    const v = reals.view;
    const y0 = reals.index(y);
    forEachLane(reals.index(x), outer, axis, inner, (lane, o) => {
      const found = find(v, lane, axis, inner);
      // -0 becomes 0: which of the two came first is not to be seen.
      v[y0 + o] = wanted === "value" ? v[lane + found * inner] + 0 : found;
    });
  };
}

export function maxIndex(v: RealArray, lane: number, axis: number, inner: number): number {
  let best = 0;
  for (let i = 0; i < axis; i++) {
    const t = v[lane + i * inner];
    if (Number.isNaN(t)) return i;
    if (t > v[lane + best * inner]) best = i;
  }
  return best;
}

function minIndex(v: RealArray, lane: number, axis: number, inner: number): number {
  let best = 0;
  for (let i = 0; i < axis; i++) {
    const t = v[lane + i * inner];
    if (Number.isNaN(t)) return i;
    if (t < v[lane + best * inner]) best = i;
  }
  return best;
}
