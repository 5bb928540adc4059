import { address, newNode } from "../../array/node.js";
import { begin } from "../../memory/memory.js";
import { MLArray } from "../../ml-array.js";
import { requireNumber, requireOptions } from "../../ops/check.js";
import { generator } from "../../random.js";
import { LayerBase } from "./layer.js";

/** What `Dropout` takes. */
export interface DropoutOptions {
  /** The probability of an element to be dropped, in [0, 1). */
  readonly rate: number;
}

const justUnderOne = 1 - Number.EPSILON / 2;

/**
 * In training, sets elements to 0 at random and scales the others by 1 / (1 - rate), so that the
 * expected value stays; in prediction, does nothing. Srivastava and others, 2014.
 */
export class Dropout extends LayerBase {
  /** The probability of an element to be dropped. */
  readonly rate: number;
  private mask: MLArray | null = null;

  constructor(options: DropoutOptions) {
    super();
    requireOptions("Dropout", options, ["rate"]);
    const { rate } = options;
    requireNumber("Dropout", "rate", rate, 0, justUnderOne);
    this.rate = rate;
  }

  /** The rate. */
  config(): Record<string, unknown> {
    return { rate: this.rate };
  }

  protected compute(x: MLArray): MLArray {
    if (!this.training || this.rate === 0) return x;
    if (this.mask === null || !this.replaying) this.mask = this.draw(x);
    return x.mul(this.mask);
  }

  private draw(x: MLArray): MLArray {
    begin("Dropout");
    const mask = newNode(x.shape, x.dtype);
    generator.dropoutMask(x.dtype, address(mask), mask.size, this.rate);
    return new MLArray(mask);
  }
}
