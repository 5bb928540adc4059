import type { Address, PoolKernels } from "../../kernels/kernels.js";
import type { Reals } from "./reals.js";
import { windowsOf } from "./windows.js";

export function poolKernels(reals: Reals): PoolKernels {
  return {
    maxPool(x, y, windows) {
      const v = reals.view;
      const [x0, y0] = [reals.index(x), reals.index(y)];
      forEachResult(reals, windows, (at, pixels, channel) => {
        let max = v[x0 + pixels[0] + channel];
        for (const pixel of pixels) {
          const value = v[x0 + pixel + channel];
          if (value > max || Number.isNaN(value)) max = value;
          if (Number.isNaN(max)) break;
        }
        v[y0 + at] = max;
      });
    },

    maxPoolGrad(x, y, dy, dx, windows, fresh) {
      const v = reals.view;
      clear(reals, dx, windows, fresh);
      const [x0, toDx] = [reals.index(x), reals.index(dx) - reals.index(x)];
      forEachResult(reals, windows, (at, pixels, channel) => {
        const max = v[reals.index(y) + at];
        for (const pixel of pixels) {
          if (v[x0 + pixel + channel] !== max) continue;
          v[x0 + toDx + pixel + channel] += v[reals.index(dy) + at];
          break;
        }
      });
    },

    averagePool(x, y, windows) {
      const v = reals.view;
      const [x0, y0] = [reals.index(x), reals.index(y)];
      forEachResult(reals, windows, (at, pixels, channel) => {
        let sum = 0;
        for (const pixel of pixels) sum = reals.round(sum + v[x0 + pixel + channel]);
        v[y0 + at] = sum / pixels.length;
      });
    },

    averagePoolGrad(dy, dx, windows, fresh) {
      const v = reals.view;
      clear(reals, dx, windows, fresh);
      const [dy0, dx0] = [reals.index(dy), reals.index(dx)];
      forEachResult(reals, windows, (at, pixels, channel) => {
        const share = reals.round(v[dy0 + at] / pixels.length);
        for (const pixel of pixels) v[dx0 + pixel + channel] += share;
      });
    },
  };
}

/** Visits each result, by its number, with the pixels of its window inside of the image, and its channel. */
function forEachResult(
  reals: Reals,
  windows: Address,
  visit: (at: number, pixels: readonly number[], channel: number) => void,
): void {
  const walk = windowsOf(reals, windows);
  const { channels } = walk.sizes;
  for (let window = 0; window < walk.count; window++) {
    walk.moveTo(window);
    const inside: number[] = [];
    for (const pixel of walk.pixels) if (pixel >= 0) inside.push(pixel);
    for (let channel = 0; channel < channels; channel++) {
      visit(window * channels + channel, inside, channel);
    }
  }
}

function clear(reals: Reals, dx: Address, windows: Address, fresh: number): void {
  if (!fresh) return;
  const first = reals.index(dx);
  reals.view.fill(0, first, first + windowsOf(reals, windows).inputs);
}
