import { type Node, packed } from "../array/node.js";
import { type WindowKernels, windowPack } from "../backends/packs/windows.js";
import type { Address } from "../kernels/kernels.js";
import { type Windows, windowFields } from "../kernels/windows.js";
import { addressOf, allocate, linearMemory, release } from "../memory/memory.js";
import { formatShape, type Shape } from "../shape/shape.js";

const windowKernels = packed(windowPack);

/** Along the height and the width. */
export type Pair = readonly [y: number, x: number];

/** Zeros around an image, in pixels. */
export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** How windows lie: the distance of neighbours, of the elements of one, and the zeros around the image. */
export interface WindowOptions {
  readonly strides: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

/** The zeros of a named padding around images of `size`; "causal" puts all of them before the width (of steps). */
export function paddingOf(
  name: "valid" | "same" | "causal",
  size: Pair,
  kernel: Pair,
  strides: Pair,
  dilation: Pair,
): Padding {
  if (name === "valid") return { top: 0, bottom: 0, left: 0, right: 0 };
  const reach = (axis: 0 | 1) => (kernel[axis] - 1) * dilation[axis];
  if (name === "causal") return { top: 0, bottom: 0, left: reach(1), right: 0 };
  // So many windows as strides fit, as in TensorFlow: what cannot be halved goes behind.
  const total = (axis: 0 | 1) => {
    const last = (Math.ceil(size[axis] / strides[axis]) - 1) * strides[axis];
    return Math.max(0, last + reach(axis) + 1 - size[axis]);
  };
  const [height, width] = [total(0), total(1)];
  const [top, left] = [Math.floor(height / 2), Math.floor(width / 2)];
  return { top, bottom: height - top, left, right: width - left };
}

/** An image's shape as (rows, height, width, channels); (rows, steps, features) has a height of 1. */
export function imageShape(operation: string, shape: Shape): Shape {
  if (shape.length === 4) return shape;
  if (shape.length === 3) return [shape[0], 1, shape[1], shape[2]];
  throw new RangeError(
    `${operation}: expected (rows, height, width, channels) or (rows, steps, features), got ${formatShape(shape)}`,
  );
}

/** The shape of what windows give, with as many axes as the image had. */
export function resultShape(windows: Windows, axes: number): Shape {
  const { rows, outHeight, outWidth, filters } = windows;
  return axes === 3 ? [rows, outWidth, filters] : [rows, outHeight, outWidth, filters];
}

/** The windows of a kernel (height, width) on images of such a shape; throws if there are none. */
export function windowsOn(
  operation: string,
  [rows, height, width, channels]: Shape,
  [kernelHeight, kernelWidth]: Pair,
  { strides, dilation, padding }: WindowOptions,
  filters: number,
  groups: number,
): Windows {
  requireCounts(operation, "kernelSize", [kernelHeight, kernelWidth], 1);
  requireCounts(operation, "strides", strides, 1);
  requireCounts(operation, "dilation", dilation, 1);
  const { top, bottom, left, right } = padding;
  requireCounts(operation, "padding", [top, bottom, left, right], 0);
  const reachY = (kernelHeight - 1) * dilation[0] + 1;
  const reachX = (kernelWidth - 1) * dilation[1] + 1;
  const [paddedHeight, paddedWidth] = [top + height + bottom, left + width + right];
  if (reachY > paddedHeight || reachX > paddedWidth) {
    throw new RangeError(
      `${operation}: windows of ${reachY} x ${reachX} are larger than the padded input of ` +
        `${paddedHeight} x ${paddedWidth}`,
    );
  }
  return {
    ...{ rows, height, width, channels, filters, groups, top, left, kernelHeight, kernelWidth },
    ...{ strideY: strides[0], strideX: strides[1], dilationY: dilation[0], dilationX: dilation[1] },
    outHeight: Math.floor((paddedHeight - reachY) / strides[0]) + 1,
    outWidth: Math.floor((paddedWidth - reachX) / strides[1]) + 1,
  };
}

function requireCounts(
  operation: string,
  name: string,
  values: readonly number[],
  least: number,
): void {
  if (values.every((value) => Number.isInteger(value) && value >= least)) return;
  throw new RangeError(
    `${operation}: ${name} must be integers >= ${least}, got ${values.map(String).join(", ")}`,
  );
}

/** Puts the windows where kernels read them, for the current operation. */
export function withWindows(
  node: Node,
  windows: Windows,
  run: (kernels: WindowKernels, windows: Address) => void,
): void {
  const numbers = allocate(windowFields.length * Int32Array.BYTES_PER_ELEMENT);
  const at = addressOf(numbers);
  const words = windowFields.map((name) => windows[name]);
  linearMemory().int32.set(words, at / Int32Array.BYTES_PER_ELEMENT);
  run(windowKernels(node.dtype), at);
  release(numbers);
}

/** The same with the scratch that a convolution wants. */
export function withScratch(
  node: Node,
  windows: Windows,
  run: (kernels: WindowKernels, windows: Address, scratch: Address) => void,
): void {
  withWindows(node, windows, (kernels, at) => {
    const bytes = kernels.convScratch(at);
    const scratch = bytes === 0 ? null : allocate(bytes);
    run(kernels, at, scratch === null ? 0 : addressOf(scratch));
    if (scratch !== null) release(scratch);
  });
}
