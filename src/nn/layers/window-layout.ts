import { described } from "../../errors/described.js";
import {
  type Padding,
  type Pair,
  paddingOf,
  type WindowOptions,
  windowsOn,
} from "../../ops/windows.js";
import { formatShape, type Shape } from "../../shape/shape.js";

/** A number for height and width alike, or one for each. */
export type Size2D = number | readonly [height: number, width: number];

/**
 * The zeros around images: "valid" has none, "same" as many as give ceil(size / stride) windows, what cannot be halved
 * below and to the right; or so many on all sides, above and below and at both sides, or on each side.
 */
export type Padding2D =
  | "valid"
  | "same"
  | number
  | readonly [height: number, width: number]
  | readonly [
      height: readonly [top: number, bottom: number],
      width: readonly [left: number, right: number],
    ];

/**
 * The zeros around sequences: "valid" has none, "same" as many as give ceil(steps / stride) windows, what cannot be
 * halved behind; or so many on both sides, or on each side.
 */
export type Padding1D = "valid" | "same" | number | readonly [before: number, after: number];

type PaddingName = "valid" | "same" | "causal";

/** How the windows of a layer lie, as its options say. */
export interface WindowLayoutOptions {
  readonly size: unknown;
  readonly strides: unknown;
  readonly padding: unknown;
  readonly dilation?: unknown;
  /** Whether all zeros may stand in front, as "causal" says. Default false. */
  readonly mayBeCausal?: boolean;
}

/** The windows of a layer over sequences (1 axis, taken as images of height 1) or images (2 axes). */
export class WindowLayout {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
  readonly padding: PaddingName | Padding;

  /** `sizeName` is what the layer calls the size of a window. */
  constructor(
    readonly layer: string,
    readonly axes: 1 | 2,
    sizeName: string,
    { size, strides, padding, dilation = 1, mayBeCausal = false }: WindowLayoutOptions,
  ) {
    this.size = pairOf(layer, axes, sizeName, size);
    this.strides = pairOf(layer, axes, "strides", strides);
    this.dilation = pairOf(layer, axes, "dilation", dilation);
    this.padding = paddingFrom(layer, axes, padding, mayBeCausal);
  }

  /** Height and width of an input; throws unless it has as many axes as the layer takes. */
  sizeOf(shape: Shape): Pair {
    requireImage(this.layer, this.axes, shape);
    return this.axes === 1 ? [1, shape[1]] : [shape[1], shape[2]];
  }

  /** Strides, dilation and the zeros around an input of that size. */
  around(size: Pair): WindowOptions {
    const { strides, dilation, padding } = this;
    const zeros =
      typeof padding === "string"
        ? paddingOf(padding, size, this.size, strides, dilation)
        : padding;
    return { strides, dilation, padding: zeros };
  }

  /** The same for an input of that shape; throws where not a single window fits. */
  optionsFor(shape: Shape): WindowOptions {
    const size = this.sizeOf(shape);
    const options = this.around(size);
    windowsOn(this.layer, [shape[0], ...size, 1], this.size, options, 1, 1);
    return options;
  }
}

/** Throws unless a shape is that of sequences (1 axis) or images (2 axes). */
export function requireImage(layer: string, axes: 1 | 2, shape: Shape): void {
  if (shape.length === axes + 2) return;
  const expected = axes === 1 ? "(rows, steps, features)" : "(rows, height, width, channels)";
  throw new RangeError(`${layer}: expected ${expected}, got ${formatShape(shape)}`);
}

/** A size as height and width; throws unless its numbers are positive integers. */
export function pairOf(layer: string, axes: 1 | 2, name: string, value: unknown): Pair {
  const isCount = (each: unknown): each is number => Number.isInteger(each) && Number(each) > 0;
  if (isCount(value)) return axes === 1 ? [1, value] : [value, value];
  if (axes === 2 && isPairOf(value, isCount)) return [value[0], value[1]];
  const expected = axes === 1 ? "a positive integer" : "a positive integer, or [height, width]";
  throw new RangeError(`${layer}: ${name} must be ${expected}, got ${shown(value)}`);
}

/** A padding's name, or the zeros on each side; throws unless it is one of those. */
export function paddingFrom(
  layer: string,
  axes: 1 | 2,
  value: unknown,
  mayBeCausal: boolean,
): PaddingName | Padding {
  if (value === "valid" || value === "same" || (value === "causal" && mayBeCausal)) return value;
  const sides = sidesOf(axes, value);
  if (sides !== null) return sides;
  const names = mayBeCausal ? '"valid", "same", "causal"' : '"valid", "same"';
  throw new RangeError(
    `${layer}: padding must be ${names}, ${expectedSides(axes)}, got ${shown(value)}`,
  );
}

/** The zeros on each side; null where that is not what a value says. */
export function sidesOf(axes: 1 | 2, value: unknown): Padding | null {
  return axes === 1 ? sides1D(value) : sides2D(value);
}

/** What `sidesOf` takes, for an error. */
export function expectedSides(axes: 1 | 2): string {
  const lists =
    axes === 1 ? "[before, after]" : "[height, width], or [[top, bottom], [left, right]]";
  return `an integer >= 0, or ${lists}`;
}

function sides1D(value: unknown): Padding | null {
  const [left, right] = isWidth(value) ? [value, value] : isPairOf(value, isWidth) ? value : [];
  if (left === undefined || right === undefined) return null;
  return { top: 0, bottom: 0, left, right };
}

function sides2D(value: unknown): Padding | null {
  if (isWidth(value)) return { top: value, bottom: value, left: value, right: value };
  if (isPairOf(value, isWidth)) {
    const [y, x] = value;
    return { top: y, bottom: y, left: x, right: x };
  }
  if (!isPairOf(value, (side): side is readonly [number, number] => isPairOf(side, isWidth))) {
    return null;
  }
  const [[top, bottom], [left, right]] = value;
  return { top, bottom, left, right };
}

function isWidth(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}

function isPairOf<T>(
  value: unknown,
  isItem: (item: unknown) => item is T,
): value is readonly [T, T] {
  return Array.isArray(value) && value.length === 2 && value.every(isItem);
}

/** A size or a padding for an error. */
export function shown(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value) : described(value);
}

/** The same number, name or list, which its owner can no longer change. */
export function copied<T>(value: T): T {
  return Array.isArray(value) ? (value.map(copied) as T) : value;
}
