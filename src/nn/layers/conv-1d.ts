import { requireOptions } from "../../errors/check.js";
import { isKnownActivation } from "../known-activations.js";
import { knownAs } from "../module/known.js";
import { requireGroups } from "./convolution.js";
import {
  FilterConvolution,
  type FilterConvolutionOptions,
  filterConvolutionOptions,
} from "./filter-convolution.js";
import type { Padding1D } from "./window-layout.js";

/** What a `Conv1D` is made from. */
export interface Conv1DOptions extends FilterConvolutionOptions<number, Padding1D | "causal"> {}

const optionNames = Object.keys(filterConvolutionOptions);

/**
 * Filters that slide along sequences: (rows, steps, features) becomes (rows, windows, filters). Weights are (kernelSize,
 * features / groups, filters), biases (filters,). With the padding "causal" all zeros stand in front, so that no window
 * sees a later step.
 */
export class Conv1D extends FilterConvolution<number, Padding1D | "causal"> {
  /** @internal */
  static readonly knownAs: string = knownAs("Conv1D", this);

  constructor(options: Conv1DOptions) {
    requireOptions("Conv1D", options, optionNames);
    requireGroups("Conv1D", options.filters, options.groups);
    super(1, options);
  }

  /** @internal */
  isDiscreet(): boolean {
    return isKnownActivation(this.activationFunction);
  }
}
