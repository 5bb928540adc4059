import { address, gradientAddress, type Node, newNode, takeFresh } from "../array/node.js";
import type { Windows } from "../kernels/windows.js";
import { begin } from "../memory/memory.js";
import {
  imageShape,
  type Padding,
  type Pair,
  resultShape,
  windowsOn,
  withWindows,
} from "./windows.js";

export interface PoolOptions {
  /** Height and width of a window. */
  readonly size: Pair;
  readonly strides: Pair;
  /** What it adds around the image is passed over. Less than the size on each side. */
  readonly padding: Padding;
}

/**
 * The largest number of each window, channel by channel; NaN where it holds one. x is (rows, height, width, channels)
 * or (rows, steps, features), whose height is 1. Of equal ones the first takes the gradient.
 */
export function maxPool(x: Node, options: PoolOptions): Node {
  const windows = poolWindows("maxPool", x, options);
  begin("maxPool");
  const y = newNode(resultShape(windows, x.shape.length), x.dtype);
  withWindows(x, windows, (kernels, at) => kernels.maxPool(address(x), address(y), at));
  return y.record("maxPool", [x], () => {
    begin("maxPool backward");
    const [dy, fresh] = [gradientAddress(y), takeFresh(x)];
    withWindows(x, windows, (kernels, at) => {
      kernels.maxPoolGrad(address(x), address(y), dy, gradientAddress(x), at, fresh);
    });
  });
}

/** The mean of each window, channel by channel, over what lies inside of the image. x as for `maxPool`. */
export function averagePool(x: Node, options: PoolOptions): Node {
  const windows = poolWindows("averagePool", x, options);
  begin("averagePool");
  const y = newNode(resultShape(windows, x.shape.length), x.dtype);
  withWindows(x, windows, (kernels, at) => kernels.averagePool(address(x), address(y), at));
  return y.record("averagePool", [x], () => {
    begin("averagePool backward");
    const [dy, fresh] = [gradientAddress(y), takeFresh(x)];
    withWindows(x, windows, (kernels, at) => {
      kernels.averagePoolGrad(dy, gradientAddress(x), at, fresh);
    });
  });
}

function poolWindows(operation: string, x: Node, { size, strides, padding }: PoolOptions): Windows {
  const image = imageShape(operation, x.shape);
  const channels = image[3];
  const options = { strides, padding, dilation: [1, 1] } as const;
  const windows = windowsOn(operation, image, size, options, channels, channels);
  const { top, bottom, left, right } = padding;
  if (Math.max(top, bottom) < size[0] && Math.max(left, right) < size[1]) return windows;
  throw new RangeError(
    `${operation}: a padding of ${top}, ${bottom}, ${left}, ${right} (top, bottom, left, right) would leave windows of ` +
      `${size[0]} x ${size[1]} empty: expected less than their size`,
  );
}
