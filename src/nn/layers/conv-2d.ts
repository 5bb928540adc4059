import { requireOptions } from "../../errors/check.js";
import { isKnownActivation } from "../known-activations.js";
import { knownAs } from "../module/known.js";
import { requireGroups } from "./convolution.js";
import {
  FilterConvolution,
  type FilterConvolutionOptions,
  filterConvolutionOptions,
} from "./filter-convolution.js";
import type { Padding2D, Size2D } from "./window-layout.js";

/** What a `Conv2D` is made from. */
export interface Conv2DOptions extends FilterConvolutionOptions<Size2D, Padding2D> {}

const optionNames = Object.keys(filterConvolutionOptions);

/**
 * Filters that slide over images: (rows, height, width, channels) becomes (rows, windows down, windows across, filters),
 * each number the sum over a window of input times weight (a cross-correlation, as everywhere), plus a bias. Weights are
 * (height, width, channels / groups, filters), biases (filters,). LeCun and others, 1989.
 */
export class Conv2D extends FilterConvolution<Size2D, Padding2D> {
  /** @internal */
  static readonly knownAs: string = knownAs("Conv2D", this);

  constructor(options: Conv2DOptions) {
    requireOptions("Conv2D", options, optionNames);
    requireGroups("Conv2D", options.filters, options.groups);
    super(2, options);
  }

  /** @internal */
  isDiscreet(): boolean {
    return isKnownActivation(this.activationFunction);
  }
}
