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
import type { Padding2D, Size2D } from "./window-layout.js";

/** What a `Conv2D` is made from. */
export interface Conv2DOptions extends ConvolutionOptions<Size2D, Padding2D> {
  /** How many filters there are, and so channels of the output. */
  readonly filters: number;
  /** Channels and filters are divided into so many groups; a filter sees the channels of its own alone. Default 1. */
  readonly groups?: number;
}

const optionNames = /* @__PURE__ */ Object.keys({
  ...convolutionOptions,
  filters: true,
  groups: true,
} satisfies Record<keyof Conv2DOptions, true>);

/**
 * Filters that slide over images: (rows, height, width, channels) becomes (rows, windows down, windows across, filters),
 * each number the sum over a window of input times weight (a cross-correlation, as everywhere), plus a bias. Weights are
 * (height, width, channels / groups, filters), biases (filters,). LeCun and others, 1989.
 */
export class Conv2D extends Convolution<Size2D, Padding2D> {
  /** @internal */
  static readonly knownAs: string = knownAs("Conv2D", this);

  /** How many filters there are, and so channels of the output. */
  readonly filters: number;
  /** Into how many groups channels and filters are divided. */
  readonly groups: number;

  constructor(options: Conv2DOptions) {
    requireOptions("Conv2D", options, optionNames);
    const { filters, groups = 1 } = options;
    requireGroups("Conv2D", filters, groups);
    super(2, options);
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
