import {
  address,
  gradientAddress,
  kernelsFor,
  type Node,
  newNode,
  takeFresh,
} from "../array/node.js";
import type { Windows } from "../kernels/windows.js";
import { begin } from "../memory/memory.js";
import { formatShape, type Shape } from "../shape/shape.js";
import { type ConvOptions, convWindows, kernelShape, requireBiases } from "./conv.js";
import { imageShape, type Padding, type Pair, paddingOf, withScratch } from "./windows.js";

export interface ConvTransposeOptions extends ConvOptions {
  /** Height and width of the result, on which the windows lie that give the input. */
  readonly size: Pair;
}

/** The size of a result and the padding on it, for a named padding: Keras' choice. */
export function transposedSize(
  name: "valid" | "same",
  input: Pair,
  kernel: Pair,
  strides: Pair,
  dilation: Pair,
): { size: Pair; padding: Padding } {
  const along = (axis: 0 | 1): number => {
    const reach = (kernel[axis] - 1) * dilation[axis] + 1;
    const rest = name === "same" ? 0 : Math.max(0, reach - strides[axis]);
    return input[axis] * strides[axis] + rest;
  };
  const size = [along(0), along(1)] as const;
  return { size, padding: paddingOf(name, size, kernel, strides, dilation) };
}

/**
 * The transpose of `conv2d`, what its gradient does to the gradient of its result: x is (rows, height, width, channels),
 * kernel (height, width, filters / groups, channels), biases (filters,) or null, the result (rows, ...size, filters).
 * `conv2d` with the same options takes images of that size to x's. In one dimension all have an axis less, as there.
 */
export function conv2dTranspose(
  x: Node,
  kernel: Node,
  biases: Node | null,
  options: ConvTransposeOptions,
): Node {
  const given = imageShape("conv2dTranspose", x.shape);
  const windows = transposedWindows(x, given, kernel, options);
  const filters = windows.channels;
  requireBiases("conv2dTranspose", kernel, biases, filters);
  begin("conv2dTranspose");
  const [rows, height, width] = [windows.rows, windows.height, windows.width];
  const shape = x.shape.length === 3 ? [rows, width, filters] : [rows, height, width, filters];
  const y = newNode(shape, x.dtype);
  const pixels = rows * height * width;
  if (biases !== null) {
    const to = address(y);
    kernelsFor(x.dtype).copy(
      address(biases),
      to,
      1,
      1,
      pixels,
      filters,
      0,
      0,
      0,
      1,
      0,
      0,
      filters,
      1,
    );
  }
  withScratch(x, windows, (kernels, at, scratch) => {
    const fresh = biases === null ? 1 : 0;
    kernels.convGradInput(address(x), address(kernel), address(y), at, fresh, scratch);
  });
  const parents = biases === null ? [x, kernel] : [x, kernel, biases];
  return y.record("conv2dTranspose", parents, () => {
    begin("conv2dTranspose backward");
    const dy = gradientAddress(y);
    withScratch(x, windows, (kernels, at, scratch) => {
      if (kernel.requiresGrad) {
        const fresh = takeFresh(kernel);
        const dw = gradientAddress(kernel);
        kernels.convGradWeights(dy, address(x), dw, 0, at, fresh, scratch);
      }
      if (biases?.requiresGrad) {
        const to = gradientAddress(biases);
        kernelsFor(x.dtype).accumulate(dy, to, 1, 1, pixels, filters, 0, 0, filters, 1, 0, 0, 0, 1);
      }
      if (!x.requiresGrad) return;
      const adds = 1 - takeFresh(x);
      kernels.conv(dy, address(kernel), 0, gradientAddress(x), at, adds, scratch);
    });
  });
}

function transposedWindows(
  x: Node,
  [rows, height, width, channels]: Shape,
  kernel: Node,
  options: ConvTransposeOptions,
): Windows {
  const shape = kernelShape("conv2dTranspose", x, kernel);
  if (shape[3] !== channels) {
    throw new RangeError(
      `conv2dTranspose: an input of shape ${formatShape(x.shape)} and a kernel of shape ` +
        `${formatShape(kernel.shape)} do not fit: expected (…, filters, ${channels})`,
    );
  }
  const [outHeight, outWidth] = options.size;
  const image = [rows, outHeight, outWidth, shape[2] * options.groups];
  const windows = convWindows("conv2dTranspose", image, kernel, options, channels);
  if (windows.outHeight === height && windows.outWidth === width) return windows;
  throw new RangeError(
    `conv2dTranspose: windows on a result of ${outHeight} x ${outWidth} are ${windows.outHeight} x ` +
      `${windows.outWidth}, but the input is ${height} x ${width}`,
  );
}
