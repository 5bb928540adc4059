import { requireOptions } from "../../errors/check.js";
import type { Shape } from "../../shape/shape.js";
import { isKnownActivation } from "../known-activations.js";
import { knownAs } from "../module/known.js";
import {
  Convolution,
  type ConvolutionOptions,
  convolutionOptions,
  requireGroups,
} from "./convolution.js";
import type { Padding1D } from "./window-layout.js";

/** What a `Conv1D` is made from. */
export interface Conv1DOptions extends ConvolutionOptions<number, Padding1D | "causal"> {
  /** How many filters there are, and so channels of the output. */
  readonly filters: number;
  /** Channels and filters are divided into so many groups; a filter sees the channels of its own alone. Default 1. */
  readonly groups?: number;
}

const optionNames = /* @__PURE__ */ Object.keys({
  ...convolutionOptions,
  filters: true,
  groups: true,
} satisfies Record<keyof Conv1DOptions, true>);

/**
 * Filters that slide along sequences: (rows, steps, features) becomes (rows, windows, filters). Weights are (kernelSize,
 * features / groups, filters), biases (filters,). With the padding "causal" all zeros stand in front, so that no window
 * sees a later step.
 */
export class Conv1D extends Convolution<number, Padding1D | "causal"> {
  /** @internal */
  static readonly knownAs: string = knownAs("Conv1D", this);

  /** How many filters there are, and so channels of the output. */
  readonly filters: number;
  /** Into how many groups channels and filters are divided. */
  readonly groups: number;

  constructor(options: Conv1DOptions) {
    requireOptions("Conv1D", options, optionNames);
    const { filters, groups = 1 } = options;
    requireGroups("Conv1D", filters, groups);
    super(1, options);
    this.filters = filters;
    this.groups = groups;
    this.start(options.inputSize);
  }

  protected override filtersOf(): number {
    return this.filters;
  }

  protected override groupsOf(): number {
    return this.groups;
  }

  protected override inputSizeOf(weights: Shape): number {
    return weights[weights.length - 2] * this.groups;
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    return { ...super.config(), filters: this.filters, groups: this.groups };
  }

  /** @internal */
  isDiscreet(): boolean {
    return isKnownActivation(this.activationFunction);
  }
}
