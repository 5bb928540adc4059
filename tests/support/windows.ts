import type { Address } from "../../src/kernels/kernels.js";
import { type Windows, windowFields } from "../../src/kernels/windows.js";
import type { Arena } from "./buffers.js";

/** Windows of a kernel of 3 by 3 on images of 5 by 4 without a frame, but for what is given. */
export function windowsWith(given: Partial<Windows>, bottom = 0, right = 0): Windows {
  const rest = {
    rows: 1,
    height: 5,
    width: 4,
    channels: 1,
    filters: 1,
    kernelHeight: 3,
    kernelWidth: 3,
    strideY: 1,
    strideX: 1,
    dilationY: 1,
    dilationX: 1,
    top: 0,
    left: 0,
    groups: 1,
    ...given,
  };
  const count = (size: number, kernel: number, dilation: number, stride: number) =>
    Math.floor((size - (kernel - 1) * dilation - 1) / stride) + 1;
  const { kernelHeight, kernelWidth, dilationY, dilationX, strideY, strideX } = rest;
  const outHeight = count(rest.top + rest.height + bottom, kernelHeight, dilationY, strideY);
  const outWidth = count(rest.left + rest.width + right, kernelWidth, dilationX, strideX);
  return { outHeight, outWidth, ...rest };
}

export function inArena(arena: Arena, windows: Windows): Address {
  return arena.int32Input(windowFields.map((name) => windows[name]));
}

/** How many elements the operands of a convolution have. */
export function sizesOf(s: Windows): { x: number; w: number; y: number } {
  return {
    x: s.rows * s.height * s.width * s.channels,
    w: s.kernelHeight * s.kernelWidth * (s.channels / s.groups) * s.filters,
    y: s.rows * s.outHeight * s.outWidth * s.filters,
  };
}
