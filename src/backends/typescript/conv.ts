import type { Address, ConvKernels, Kernels } from "../../kernels/kernels.js";
import type { RealArray } from "../../shape/dtype.js";
import type { Reals } from "./reals.js";
import { addRows } from "./rows.js";
import { type Tap, windowsOf } from "./windows.js";

export function convKernels(reals: Reals): Pick<Kernels, keyof ConvKernels> {
  const round = (x: number) => reals.round(x);
  const first = (address: Address) => reals.index(address);
  return {
    convScratch: () => 0,

    conv(x, w, bias, y, windows, accumulate) {
      const v = reals.view;
      const at = windowsOf(reals, windows);
      const { filters } = at.sizes;
      at.forEachWindow((window) => {
        const to = first(y) + window.number * filters;
        if (bias !== 0) v.copyWithin(to, first(bias), first(bias) + filters);
        else if (!accumulate) v.fill(0, to, to + filters);
        at.forEachTap(window, (tap) => {
          const value = tap.pixel < 0 ? 0 : v[first(x) + tap.pixel + tap.channel];
          const [from, last] = [first(w) + tap.weights, tap.filters];
          for (let n = 0; n < last; n++) v[to + tap.filter + n] += round(value * v[from + n]);
        });
      });
    },

    convGradWeights(x, dy, dw, dbias, windows, fresh) {
      const v = reals.view;
      const at = windowsOf(reals, windows);
      const { filters } = at.sizes;
      if (dw !== 0) {
        if (fresh & 1) v.fill(0, first(dw), first(dw) + at.weights);
        at.forEachWindow((window) => {
          const from = first(dy) + window.number * filters;
          at.forEachTap(window, (tap) => {
            const value = tap.pixel < 0 ? 0 : v[first(x) + tap.pixel + tap.channel];
            const [to, last] = [first(dw) + tap.weights, tap.filters];
            for (let n = 0; n < last; n++) v[to + n] += round(value * v[from + tap.filter + n]);
          });
        });
      }
      if (dbias !== 0) addRows(reals, dy, dbias, at.count, filters, (fresh & 2) !== 0);
    },

    convGradInput(dy, w, dx, windows, fresh) {
      const v = reals.view;
      const at = windowsOf(reals, windows);
      if (fresh) v.fill(0, first(dx), first(dx) + at.pixels);
      at.forEachWindow((window) => {
        const from = first(dy) + window.number * at.sizes.filters;
        at.forEachTap(window, (tap) => {
          if (tap.pixel < 0) return;
          v[first(dx) + tap.pixel + tap.channel] += chain(v, from, first(w), tap, round);
        });
      });
    },
  };
}

/** What one window gives to one of its elements. */
function chain(
  v: RealArray,
  dy: number,
  w: number,
  tap: Tap,
  round: (x: number) => number,
): number {
  let sum = 0;
  for (let n = 0; n < tap.filters; n++) {
    sum = round(sum + round(v[dy + tap.filter + n] * v[w + tap.weights + n]));
  }
  return sum;
}
