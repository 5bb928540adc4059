import type { Address, ConvKernels } from "../../kernels/kernels.js";
import type { RealArray } from "../../shape/dtype.js";
import type { Reals } from "./reals.js";
import { addRows } from "./rows.js";
import { type WindowWalk, windowsOf } from "./windows.js";

export function convKernels(reals: Reals): ConvKernels {
  const first = (address: Address) => reals.index(address);
  const single = reals.dtype === "float32";
  const [addScaled, chain] = single ? [addScaled32, chain32] : [addScaled64, chain64];
  return {
    convScratch: () => 0,

    conv(x, w, bias, y, windows, accumulate) {
      const v = reals.view;
      const walk = windowsOf(reals, windows);
      const { filters } = walk.sizes;
      forEachWindow(walk, (window) => {
        const to = first(y) + window * filters;
        if (bias !== 0) v.copyWithin(to, first(bias), first(bias) + filters);
        else if (!accumulate) v.fill(0, to, to + filters);
        forEachTap(walk, (element, weights, filter, each) => {
          const value = element < 0 ? 0 : v[first(x) + element];
          addScaled(v, value, first(w) + weights, to + filter, each);
        });
      });
    },

    convGradWeights(x, dy, dw, dbias, windows, fresh) {
      const v = reals.view;
      const walk = windowsOf(reals, windows);
      const { filters } = walk.sizes;
      if (dw !== 0) {
        if (fresh & 1) v.fill(0, first(dw), first(dw) + walk.weights);
        forEachWindow(walk, (window) => {
          const from = first(dy) + window * filters;
          forEachTap(walk, (element, weights, filter, each) => {
            const value = element < 0 ? 0 : v[first(x) + element];
            addScaled(v, value, from + filter, first(dw) + weights, each);
          });
        });
      }
      if (dbias !== 0) addRows(reals, dy, dbias, walk.count, filters, (fresh & 2) !== 0);
    },

    convGradInput(dy, w, dx, windows, fresh) {
      const v = reals.view;
      const walk = windowsOf(reals, windows);
      if (fresh) v.fill(0, first(dx), first(dx) + walk.inputs);
      forEachWindow(walk, (window) => {
        const from = first(dy) + window * walk.sizes.filters;
        forEachTap(walk, (element, weights, filter, each) => {
          if (element < 0) return;
          v[first(dx) + element] += chain(v, from + filter, first(w) + weights, each);
        });
      });
    },
  };
}

function forEachWindow(walk: WindowWalk, visit: (window: number) => void): void {
  for (let window = 0; window < walk.count; window++) {
    walk.moveTo(window);
    visit(window);
  }
}

/**
 * The elements of the current window by ky, kx and channel: where each stands in the images (-1 outside), where its weights
 * begin, and the first of the `each` filters of its group, to which they belong.
 */
function forEachTap(
  { sizes, pixels }: WindowWalk,
  visit: (element: number, weights: number, filter: number, each: number) => void,
): void {
  const { channels, groups, filters } = sizes;
  const [own, each] = [channels / groups, filters / groups];
  for (let tap = 0; tap < pixels.length; tap++) {
    const pixel = pixels[tap];
    for (let channel = 0; channel < channels; channel++) {
      const group = Math.floor(channel / own);
      const weights = (tap * own + channel - group * own) * filters + group * each;
      visit(pixel < 0 ? -1 : pixel + channel, weights, group * each, each);
    }
  }
}

// Of each dtype its own, as in matmul.ts: shared, each loop would meet arrays of two kinds.

/** y += value x */
function addScaled32(v: RealArray, value: number, x: number, y: number, n: number): void {
  for (let i = 0; i < n; i++) v[y + i] += Math.fround(value * v[x + i]);
}

function addScaled64(v: RealArray, value: number, x: number, y: number, n: number): void {
  for (let i = 0; i < n; i++) v[y + i] += value * v[x + i];
}

/** The sum of a b, one chain. */
function chain32(v: RealArray, a: number, b: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum = Math.fround(sum + Math.fround(v[a + i] * v[b + i]));
  return sum;
}

function chain64(v: RealArray, a: number, b: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += v[a + i] * v[b + i];
  return sum;
}
