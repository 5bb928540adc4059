import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { conv2dTranspose, transposedSize } from "../../ops/conv-transpose.js";
import type { Pair, WindowOptions } from "../../ops/windows.js";
import { formatShape, type Shape } from "../../shape/shape.js";
import { isKnownActivation } from "../known-activations.js";
import { knownAs } from "../module/known.js";
import { Convolution, type ConvolutionOptions, convolutionOptions } from "./convolution.js";
import type { Padding2D, Size2D } from "./window-layout.js";

/** What a `Conv2DTranspose` is made from. */
export interface Conv2DTransposeOptions extends ConvolutionOptions<Size2D, Padding2D> {
  /** How many filters there are, and so channels of the output. */
  readonly filters: number;
}

const optionNames = /* @__PURE__ */ Object.keys({
  ...convolutionOptions,
  filters: true,
} satisfies Record<keyof Conv2DTransposeOptions, true>);

/**
 * The way back of a `Conv2D`, for images that grow: each number of the input adds a window, weighted by it, to the
 * output, and windows lie `strides` apart there. With "same" the output is `strides` times as high and wide; with
 * "valid" as large as all windows; a padding of numbers takes so much off that. Weights are (height, width, filters,
 * channels), biases (filters,).
 */
export class Conv2DTranspose extends Convolution<Size2D, Padding2D> {
  /** @internal */
  static readonly knownAs: string = knownAs("Conv2DTranspose", this);

  /** How many filters there are, and so channels of the output. */
  readonly filters: number;

  constructor(options: Conv2DTransposeOptions) {
    requireOptions("Conv2DTranspose", options, optionNames);
    requirePositiveInteger("Conv2DTranspose", "filters", options.filters);
    super(2, options);
    this.filters = options.filters;
    this.start(options.inputSize);
  }

  protected override filtersOf(): number {
    return this.filters;
  }

  protected override groupsOf(): number {
    return 1;
  }

  protected override weightShape(channels: number): Shape {
    return this.kernelShape(this.filters, channels);
  }

  protected override inputSizeOf(weights: Shape): number {
    return weights[weights.length - 1];
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    return { ...super.config(), filters: this.filters };
  }

  /** They lie on the output. */
  protected override windowsFor(shape: Shape): WindowOptions & { readonly size: Pair } {
    const { size, strides, dilation, padding } = this.layout;
    const input = this.layout.sizeOf(shape);
    if (typeof padding === "string") {
      const name = padding === "same" ? "same" : "valid";
      return { strides, dilation, ...transposedSize(name, input, size, strides, dilation) };
    }
    // As much as all windows take: less than the distance of windows, where they do not reach the next one.
    const reach = (axis: 0 | 1) =>
      (input[axis] - 1) * strides[axis] + (size[axis] - 1) * dilation[axis] + 1;
    const height = reach(0) - padding.top - padding.bottom;
    const width = reach(1) - padding.left - padding.right;
    if (height > 0 && width > 0) return { strides, dilation, padding, size: [height, width] };
    throw new RangeError(
      `Conv2DTranspose: of an input of shape ${formatShape(shape)} the windows take ${reach(0)} x ${reach(1)}, of which ` +
        `a padding of ${padding.top + padding.bottom} x ${padding.left + padding.right} leaves nothing`,
    );
  }

  protected override convolved(
    x: MLArray,
    biases: MLArray | null,
    options: WindowOptions & { readonly size: Pair },
  ): MLArray {
    const all = { ...options, groups: 1 };
    return new MLArray(conv2dTranspose(x.node, this.weights.node, biases?.node ?? null, all));
  }

  /** @internal */
  isDiscreet(): boolean {
    return isKnownActivation(this.activationFunction);
  }
}
