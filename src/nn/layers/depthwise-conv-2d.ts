import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import type { Shape } from "../../shape/shape.js";
import { isKnownActivation } from "../known-activations.js";
import { knownAs } from "../module/known.js";
import { Convolution, type ConvolutionOptions, convolutionOptions } from "./convolution.js";
import type { Padding2D, Size2D } from "./window-layout.js";

/** What a `DepthwiseConv2D` is made from. */
export interface DepthwiseConv2DOptions extends ConvolutionOptions<Size2D, Padding2D> {
  /** How many filters each channel has of its own. Default 1. */
  readonly multiplier?: number;
}

const optionNames = /* @__PURE__ */ Object.keys({
  ...convolutionOptions,
  multiplier: true,
} satisfies Record<keyof DepthwiseConv2DOptions, true>);

/**
 * Filters that slide over images and see one channel each: (rows, height, width, channels) becomes (rows, windows down,
 * windows across, channels multiplier), those of the first channel in front. Weights are (height, width, 1, channels
 * multiplier), biases (channels multiplier,).
 */
export class DepthwiseConv2D extends Convolution<Size2D, Padding2D> {
  /** @internal */
  static readonly knownAs: string = knownAs("DepthwiseConv2D", this);

  /** How many filters each channel has of its own. */
  readonly multiplier: number;

  constructor(options: DepthwiseConv2DOptions) {
    requireOptions("DepthwiseConv2D", options, optionNames);
    const { multiplier = 1 } = options;
    requirePositiveInteger("DepthwiseConv2D", "multiplier", multiplier);
    super(2, options);
    this.multiplier = multiplier;
    this.start(options.inputSize);
  }

  protected override filtersOf(channels: number): number {
    return channels * this.multiplier;
  }

  protected override groupsOf(channels: number): number {
    return channels;
  }

  protected override inputSizeOf(weights: Shape): number {
    return weights[weights.length - 1] / this.multiplier;
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    return { ...super.config(), multiplier: this.multiplier };
  }

  /** @internal */
  isDiscreet(): boolean {
    return isKnownActivation(this.activationFunction);
  }
}
