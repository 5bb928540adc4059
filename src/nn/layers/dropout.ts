import { generator } from "../../array/random.js";
import { MLArray } from "../../array-api/ml-array.js";
import { requireNumber, requireOptions } from "../../errors/check.js";
import { dropout } from "../../ops/dropout.js";
import { Module } from "../module/module.js";

/** What `Dropout` takes. */
export interface DropoutOptions {
  /** The probability of an element to be dropped, in [0, 1). */
  readonly rate: number;
}

/** Throws unless it is a probability of elements to be dropped, in [0, 1). */
export function requireRate(operation: string, name: string, value: unknown): void {
  const justUnderOne = 1 - Number.EPSILON / 2;
  requireNumber(operation, name, value, 0, justUnderOne);
}

/**
 * In training, sets elements to 0 at random and scales the others by 1 / (1 - rate), so that the
 * expected value stays; in prediction, does nothing. Srivastava and others, 2014.
 */
export class Dropout extends Module {
  /** The probability of an element to be dropped. */
  readonly rate: number;
  /** Where the generator stood before the last draw. */
  #before: Int32Array | null = null;

  constructor(options: DropoutOptions) {
    super();
    const { name } = this.constructor;
    requireOptions(name, options, ["rate"]);
    const { rate } = options;
    requireRate(name, "rate", rate);
    this.rate = rate;
  }

  /** The options that make another one like it: the rate. */
  override config(): Record<string, unknown> {
    return { rate: this.rate };
  }

  forward(x: MLArray): MLArray {
    this.receive(x);
    if (!this.training || this.rate === 0) return x;
    if (this.#before !== null && this.replaying) return this.#again(x, this.#before);
    this.#before = Int32Array.from(generator.getState());
    return this.dropped(x);
  }

  /** With numbers of x dropped as the common generator says. */
  protected dropped(x: MLArray): MLArray {
    return new MLArray(dropout(x.node, this.rate));
  }

  /** With the numbers that were drawn from that state of the generator; others go on where they were. */
  #again(x: MLArray, before: Int32Array): MLArray {
    const now = generator.exchange(Int32Array.from(before));
    try {
      return this.dropped(x);
    } finally {
      generator.exchange(now);
    }
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
