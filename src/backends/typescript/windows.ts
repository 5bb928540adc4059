import type { Address } from "../../kernels/kernels.js";
import { type Windows, windowFields } from "../../kernels/windows.js";
import type { Reals } from "./reals.js";

/** A window: its number among all, and where its first element lies; y and x may be outside of the image. */
export interface Window {
  readonly number: number;
  readonly row: number;
  readonly y: number;
  readonly x: number;
}

/** An element of a window: where it lies, and its weights, those for the filters of its group. Positions in elements. */
export interface Tap {
  /** The first channel of its pixel; -1 outside of the image. */
  readonly pixel: number;
  readonly channel: number;
  readonly weights: number;
  readonly filter: number;
  readonly filters: number;
}

/** The windows that a kernel is given, walked through in the order of the contract. */
export function windowsOf(reals: Reals, address: Address): WindowWalk {
  const words = reals.memory.int32.subarray(address >>> 2, (address >>> 2) + windowFields.length);
  const entries = windowFields.map((name, i) => [name, words[i]]);
  return new WindowWalk(Object.fromEntries(entries) as unknown as Windows);
}

class WindowWalk {
  readonly #tap = { pixel: 0, channel: 0, weights: 0, filter: 0, filters: 0 };

  constructor(readonly sizes: Windows) {}

  /** All windows. */
  get count(): number {
    return this.sizes.rows * this.sizes.outHeight * this.sizes.outWidth;
  }

  /** The elements of all images. */
  get pixels(): number {
    return this.sizes.rows * this.sizes.height * this.sizes.width * this.sizes.channels;
  }

  /** The elements of all weights. */
  get weights(): number {
    const { kernelHeight, kernelWidth, channels, groups, filters } = this.sizes;
    return kernelHeight * kernelWidth * (channels / groups) * filters;
  }

  forEachWindow(visit: (window: Window) => void): void {
    const { rows, outHeight, outWidth, strideY, strideX, top, left } = this.sizes;
    let number = 0;
    for (let row = 0; row < rows; row++) {
      for (let oy = 0; oy < outHeight; oy++) {
        for (let ox = 0; ox < outWidth; ox++) {
          visit({ number: number++, row, y: oy * strideY - top, x: ox * strideX - left });
        }
      }
    }
  }

  /** The first channel of each pixel of a window, by ky and kx; -1 outside of the image. */
  forEachPixel(window: Window, visit: (pixel: number) => void): void {
    const { height, width, channels, kernelHeight, kernelWidth } = this.sizes;
    const { dilationY, dilationX } = this.sizes;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const y = window.y + ky * dilationY;
      for (let kx = 0; kx < kernelWidth; kx++) {
        const x = window.x + kx * dilationX;
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        visit(inside ? ((window.row * height + y) * width + x) * channels : -1);
      }
    }
  }

  /** Each channel of each pixel of a window. One tap serves all visits: nobody may keep it. */
  forEachTap(window: Window, visit: (tap: Tap) => void): void {
    const { channels, filters, groups } = this.sizes;
    const [own, each] = [channels / groups, filters / groups];
    const tap = this.#tap;
    let line = 0;
    tap.filters = each;
    this.forEachPixel(window, (pixel) => {
      for (let channel = 0; channel < channels; channel++) {
        const group = Math.floor(channel / own);
        tap.pixel = pixel;
        tap.channel = channel;
        tap.filter = group * each;
        tap.weights = (line + channel - group * own) * filters + tap.filter;
        visit(tap);
      }
      line += own;
    });
  }
}
