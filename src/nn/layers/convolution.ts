import { MLArray } from "../../array-api/ml-array.js";
import { requirePositiveInteger } from "../../errors/check.js";
import { conv2d } from "../../ops/conv.js";
import type { WindowOptions } from "../../ops/windows.js";
import type { DType } from "../../shape/dtype.js";
import { formatShape, type Shape } from "../../shape/shape.js";
import {
  WeightedLayer,
  type WeightedLayerOptions,
  weightedLayerOptions,
} from "./weighted-layer.js";
import { copied, WindowLayout } from "./window-layout.js";

/** What convolutions of all kinds are made from. */
export interface ConvolutionOptions<Size, Padding> extends WeightedLayerOptions {
  /** How much of the input a filter sees at once. */
  readonly kernelSize: Size;
  /** How far a window lies from the next one. Default 1. */
  readonly strides?: Size;
  /** The zeros around the input. Default "valid": none. */
  readonly padding?: Padding;
  /** How far the elements of a window lie apart. Default 1. */
  readonly dilation?: Size;
}

/** The names of those options, for a list of all that a layer takes. */
export const convolutionOptions = {
  ...weightedLayerOptions,
  kernelSize: true,
  strides: true,
  padding: true,
  dilation: true,
} as const satisfies Record<keyof ConvolutionOptions<unknown, unknown>, true>;

/** A layer whose filters slide over sequences (1 axis) or images (2 axes). */
export abstract class Convolution<Size, Padding> extends WeightedLayer {
  /** How much of the input a filter sees at once. */
  readonly kernelSize: Size;
  /** How far a window lies from the next one. */
  readonly strides: Size;
  /** The zeros around the input. */
  readonly padding: Padding;
  /** How far the elements of a window lie apart. */
  readonly dilation: Size;
  readonly #layout: WindowLayout;

  constructor(axes: 1 | 2, options: ConvolutionOptions<Size, Padding>) {
    super(options);
    const { kernelSize, strides = 1, padding = "valid", dilation = 1 } = options;
    const given = { size: kernelSize, strides, padding, dilation, mayBeCausal: axes === 1 };
    this.#layout = new WindowLayout(this.constructor.name, axes, "kernelSize", given);
    this.kernelSize = copied(kernelSize);
    // What it checked is of the types that the options have.
    this.strides = copied(strides) as Size;
    this.padding = copied(padding) as Padding;
    this.dilation = copied(dilation) as Size;
  }

  /** For constructors: makes weights and biases at once where the number of channels is given. */
  protected start(inputSize: number | undefined): void {
    if (inputSize !== undefined) this.build([1, inputSize]);
  }

  /** How many channels come of so many. */
  protected abstract filtersOf(channels: number): number;

  /** Into how many groups channels and filters are divided. */
  protected abstract groupsOf(channels: number): number;

  /** How the windows lie. */
  protected get layout(): WindowLayout {
    return this.#layout;
  }

  protected override weightShape(channels: number): Shape {
    return this.kernelShape(channels / this.groupsOf(channels), this.filtersOf(channels));
  }

  /** A kernel of the size of a window. */
  protected kernelShape(channels: number, filters: number): Shape {
    const { axes, size } = this.#layout;
    return axes === 1 ? [size[1], channels, filters] : [...size, channels, filters];
  }

  protected override biasShape(channels: number): Shape {
    return [this.filtersOf(channels)];
  }

  override build(shape: Shape, dtype?: DType): void {
    const channels = shape[shape.length - 1];
    const groups = this.groupsOf(channels);
    if (channels % groups !== 0) {
      throw new RangeError(
        `${this.constructor.name}: ${channels} channels cannot be divided into ${groups} groups; expected a multiple of ${groups}`,
      );
    }
    super.build(shape, dtype);
  }

  /** Drawn as the kernel of an image, of height 1 if need be, so that fans count the receptive field. */
  protected override drawn(shape: Shape, dtype?: DType): MLArray {
    if (this.#layout.axes === 2) return super.drawn(shape, dtype);
    const tall = super.drawn([1, ...shape], dtype);
    const weights = new MLArray(tall.toTypedArray(), { shape, dtype: tall.dtype });
    tall.dispose();
    return weights;
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    const { kernelSize, strides, padding, dilation } = this;
    return { ...super.config(), kernelSize, strides, padding, dilation };
  }

  /** Of (rows, height, width, channels), or of (rows, steps, features) in one dimension. */
  forward(x: MLArray): MLArray {
    const { shape, dtype } = this.receive(x).node;
    const options = this.windowsFor(shape);
    if (this.inputSize === undefined) this.build(x.shape, dtype);
    const channels = shape[shape.length - 1];
    if (channels !== this.inputSize) {
      throw new RangeError(
        `${this.constructor.name}: an input of shape ${formatShape(shape)} has ${channels} channels, expected ${this.inputSize}`,
      );
    }
    const sums = this.convolved(x, this.useBias ? this.biases : null, options);
    return this.activated(sums);
  }

  /** How the windows lie on an input; throws where none fits. */
  protected windowsFor(shape: Shape): WindowOptions {
    return this.#layout.optionsFor(shape);
  }

  protected convolved(x: MLArray, biases: MLArray | null, options: WindowOptions): MLArray {
    const groups = this.groupsOf(x.shape[x.shape.length - 1]);
    const all = { ...options, groups };
    return new MLArray(conv2d(x.node, this.weights.node, biases?.node ?? null, all));
  }
}

/** Throws unless both are positive integers, and the filters can be divided into so many groups. */
export function requireGroups(layer: string, filters: number, groups = 1): void {
  requirePositiveInteger(layer, "filters", filters);
  requirePositiveInteger(layer, "groups", groups);
  if (filters % groups === 0) return;
  throw new RangeError(
    `${layer}: ${filters} filters cannot be divided into ${groups} groups; expected a multiple of ${groups}`,
  );
}
