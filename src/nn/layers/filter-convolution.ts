import type { Shape } from "../../shape/shape.js";
import { Convolution, type ConvolutionOptions, convolutionOptions } from "./convolution.js";

/** What convolutions are made from whose filters see all channels, or those of a group. */
export interface FilterConvolutionOptions<Size, Padding> extends ConvolutionOptions<Size, Padding> {
  /** How many filters there are, and so channels of the output. */
  readonly filters: number;
  /** Channels and filters are divided into so many groups; a filter sees the channels of its own alone. Default 1. */
  readonly groups?: number;
}

/** The names of those options, for a list of all that a layer takes. */
export const filterConvolutionOptions = {
  ...convolutionOptions,
  filters: true,
  groups: true,
} as const satisfies Record<keyof FilterConvolutionOptions<unknown, unknown>, true>;

/** A convolution whose filters see all channels, or those of a group: the base of `Conv1D` and `Conv2D`. */
export abstract class FilterConvolution<Size, Padding> extends Convolution<Size, Padding> {
  /** How many filters there are, and so channels of the output. */
  readonly filters: number;
  /** Into how many groups channels and filters are divided. */
  readonly groups: number;

  constructor(axes: 1 | 2, options: FilterConvolutionOptions<Size, Padding>) {
    super(axes, options);
    this.filters = options.filters;
    this.groups = options.groups ?? 1;
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
}
