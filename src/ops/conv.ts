import { address, gradientAddress, type Node, newNode, takeFresh } from "../array/node.js";
import type { Windows } from "../kernels/windows.js";
import { begin } from "../memory/memory.js";
import { formatShape, type Shape } from "../shape/shape.js";
import { requireSameDtype } from "./same-dtype.js";
import { WantedGradients } from "./wanted-gradients.js";
import { imageShape, resultShape, type WindowOptions, windowsOn, withScratch } from "./windows.js";

export interface ConvOptions extends WindowOptions {
  /** Channels and filters are divided into so many groups; a filter sees the channels of its own alone. */
  readonly groups: number;
}

/**
 * The cross-correlation of images with filters: x is (rows, height, width, channels), kernel (height, width, channels /
 * groups, filters), biases (filters,) or null; the result is (rows, windows down, windows across, filters). In one
 * dimension x is (rows, steps, features) and kernel (steps, features / groups, filters), while options stay pairs whose
 * first half is for a height of 1. As many groups as channels make it depthwise.
 */
export function conv2d(x: Node, kernel: Node, biases: Node | null, options: ConvOptions): Node {
  const image = imageShape("conv2d", x.shape);
  const windows = convWindows(
    "conv2d",
    image,
    kernel,
    options,
    kernelShape("conv2d", x, kernel)[3],
  );
  requireChannels("conv2d", x, kernel, windows);
  requireBiases("conv2d", kernel, biases, windows.filters);
  begin("conv2d");
  const y = newNode(resultShape(windows, x.shape.length), x.dtype);
  withScratch(x, windows, (kernels, at, scratch) => {
    const bias = biases === null ? 0 : address(biases);
    kernels.conv(address(x), address(kernel), bias, address(y), at, 0, scratch);
  });
  const parents = biases === null ? [x, kernel] : [x, kernel, biases];
  return y.record("conv2d", parents, () => {
    begin("conv2d backward");
    const dy = gradientAddress(y);
    withScratch(x, windows, (kernels, at, scratch) => {
      const wanted = new WantedGradients();
      const [dw, dbias] = [wanted.of(kernel, 1), wanted.of(biases, 2)];
      if (dw !== 0 || dbias !== 0) {
        kernels.convGradWeights(address(x), dy, dw, dbias, at, wanted.fresh, scratch);
      }
      if (!x.requiresGrad) return;
      const fresh = takeFresh(x);
      kernels.convGradInput(dy, address(kernel), gradientAddress(x), at, fresh, scratch);
    });
  });
}

/** The kernel's shape as (height, width, channels / groups, filters): of one axis less, with a height of 1. */
export function kernelShape(operation: string, x: Node, kernel: Node): Shape {
  requireSameDtype(operation, x, kernel);
  const { shape } = kernel;
  if (shape.length === x.shape.length) return shape.length === 3 ? [1, ...shape] : shape;
  throw new RangeError(
    `${operation}: an input of shape ${formatShape(x.shape)} and a kernel of shape ${formatShape(shape)} do not ` +
      `fit: expected a kernel of ${x.shape.length} axes`,
  );
}

/** The windows of a kernel that gives `filters` from images of such a shape. */
export function convWindows(
  operation: string,
  image: Shape,
  kernel: Node,
  options: ConvOptions,
  filters: number,
): Windows {
  const { groups } = options;
  const channels = image[3];
  if (
    !Number.isInteger(groups) ||
    groups < 1 ||
    channels % groups !== 0 ||
    filters % groups !== 0
  ) {
    throw new RangeError(
      `${operation}: ${channels} channels and ${filters} filters cannot be divided into ${groups} groups`,
    );
  }
  const [width, height = 1] = kernel.shape.slice(0, -2).reverse();
  return windowsOn(operation, image, [height, width], options, filters, groups);
}

function requireChannels(operation: string, x: Node, kernel: Node, windows: Windows): void {
  const expected = windows.channels / windows.groups;
  if (kernel.shape[kernel.shape.length - 2] === expected) return;
  throw new RangeError(
    `${operation}: an input of shape ${formatShape(x.shape)} and a kernel of shape ${formatShape(kernel.shape)} do ` +
      `not fit: expected ${expected} channels in the kernel (${windows.channels} in ${windows.groups} groups)`,
  );
}

export function requireBiases(
  operation: string,
  kernel: Node,
  biases: Node | null,
  filters: number,
): void {
  if (biases === null) return;
  requireSameDtype(operation, kernel, biases);
  if (biases.size === filters && biases.shape[biases.shape.length - 1] === filters) return;
  throw new RangeError(
    `${operation}: biases of shape ${formatShape(biases.shape)} do not fit: expected (${filters},)`,
  );
}
