import type { Address } from "../../kernels/kernels.js";
import { type Windows, windowFields } from "../../kernels/windows.js";
import type { Reals } from "./reals.js";

/** The windows that a kernel is given, walked through in the order of the contract. */
export function windowsOf(reals: Reals, address: Address): WindowWalk {
  const words = reals.memory.int32.subarray(address >>> 2, (address >>> 2) + windowFields.length);
  const entries = windowFields.map((name, i) => [name, words[i]]);
  return new WindowWalk(Object.fromEntries(entries) as unknown as Windows);
}

export class WindowWalk {
  /** The first channel of each pixel of the current window, by ky and kx, in elements; -1 outside of the image. */
  readonly pixels: Int32Array;
  /** All windows. */
  readonly count: number;
  /** The elements of all images. */
  readonly inputs: number;
  /** The elements of all weights. */
  readonly weights: number;

  constructor(readonly sizes: Windows) {
    const { rows, height, width, channels, groups, filters } = sizes;
    const taps = sizes.kernelHeight * sizes.kernelWidth;
    this.pixels = new Int32Array(taps);
    this.count = rows * sizes.outHeight * sizes.outWidth;
    this.inputs = rows * height * width * channels;
    this.weights = taps * (channels / groups) * filters;
  }

  moveTo(window: number): void {
    const { height, width, channels, outHeight, outWidth, kernelHeight, kernelWidth } = this.sizes;
    const { strideY, strideX, dilationY, dilationX, top, left } = this.sizes;
    const line = Math.floor(window / outWidth);
    const row = Math.floor(line / outHeight);
    const firstY = (line % outHeight) * strideY - top;
    const firstX = (window % outWidth) * strideX - left;
    let tap = 0;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const y = firstY + ky * dilationY;
      for (let kx = 0; kx < kernelWidth; kx++) {
        const x = firstX + kx * dilationX;
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        this.pixels[tap++] = inside ? ((row * height + y) * width + x) * channels : -1;
      }
    }
  }
}
