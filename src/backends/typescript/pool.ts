import type { Address, Kernels, PoolKernels } from "../../kernels/kernels.js";
import type { RealArray } from "../../shape/dtype.js";
import type { Reals } from "./reals.js";
import { windowsOf } from "./windows.js";

export function poolKernels(reals: Reals): Pick<Kernels, keyof PoolKernels> {
  return {
    maxPool(x, y, windows) {
      const v = reals.view;
      forEachResult(reals, windows, (at, elements) => {
        v[reals.index(y) + at] = v[largest(v, reals.index(x), elements)];
      });
    },

    maxPoolGrad(x, y, dy, dx, windows, fresh) {
      const v = reals.view;
      clear(reals, dx, windows, fresh);
      const [x0, toDx] = [reals.index(x), reals.index(dx) - reals.index(x)];
      forEachResult(reals, windows, (at, elements) => {
        const max = v[reals.index(y) + at];
        const first = elements.find((element) => v[x0 + element] === max);
        if (first !== undefined) v[x0 + toDx + first] += v[reals.index(dy) + at];
      });
    },

    averagePool(x, y, windows) {
      const v = reals.view;
      forEachResult(reals, windows, (at, elements) => {
        let sum = 0;
        for (const element of elements) sum = reals.round(sum + v[reals.index(x) + element]);
        v[reals.index(y) + at] = sum / elements.length;
      });
    },

    averagePoolGrad(dy, dx, windows, fresh) {
      const v = reals.view;
      clear(reals, dx, windows, fresh);
      forEachResult(reals, windows, (at, elements) => {
        const share = reals.round(v[reals.index(dy) + at] / elements.length);
        for (const element of elements) v[reals.index(dx) + element] += share;
      });
    },
  };
}

/** Visits each result, by its number, with the elements of its window inside of the image. */
function forEachResult(
  reals: Reals,
  windows: Address,
  visit: (at: number, elements: readonly number[]) => void,
): void {
  const walk = windowsOf(reals, windows);
  const { channels } = walk.sizes;
  walk.forEachWindow((window) => {
    const pixels: number[] = [];
    walk.forEachPixel(window, (pixel) => {
      if (pixel >= 0) pixels.push(pixel);
    });
    for (let channel = 0; channel < channels; channel++) {
      visit(
        window.number * channels + channel,
        pixels.map((pixel) => pixel + channel),
      );
    }
  });
}

function largest(v: RealArray, x0: number, elements: readonly number[]): number {
  let best = x0 + elements[0];
  for (const element of elements) {
    const value = v[x0 + element];
    if (Number.isNaN(value)) return x0 + element;
    if (value > v[best]) best = x0 + element;
  }
  return best;
}

function clear(reals: Reals, dx: Address, windows: Address, fresh: number): void {
  if (!fresh) return;
  const first = reals.index(dx);
  reals.view.fill(0, first, first + windowsOf(reals, windows).pixels);
}
