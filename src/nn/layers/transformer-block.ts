import type { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import type { DType } from "../../shape/dtype.js";
import { formatShape } from "../../shape/shape.js";
import { type ActivationFunction, gelu } from "../activation.js";
import { isKnownActivation } from "../known-activations.js";
import { knownAs } from "../module/known.js";
import { Module } from "../module/module.js";
import { temporaries } from "../module/spent.js";
import { treeChanged } from "../module/tree.js";
import { DenseLayer } from "./dense-layer.js";
import { Dropout, requireRate } from "./dropout.js";
import { LayerNorm } from "./layer-norm.js";
import { type AttentionOptions, MultiHeadAttention } from "./multi-head-attention.js";

/** What a `TransformerBlock` is made from. */
export interface TransformerBlockOptions {
  /** Heads of attention; they divide the features. */
  readonly heads: number;
  /** Neurons of the layer between; often four times the features. */
  readonly hidden: number;
  /** Whether a step attends to none that comes later. Default false. */
  readonly causal?: boolean;
  /** The probability of an element to be dropped, of shares of attention and of what either half adds. Default 0. */
  readonly dropout?: number;
  /** Of the layer between. Default `gelu`. */
  readonly activationFunction?: ActivationFunction;
}

const optionNames = ["heads", "hidden", "causal", "dropout", "activationFunction"] as const;

/**
 * x + attention(norm(x)), and to that the same of two dense layers, each step by itself: Vaswani and others, 2017,
 * with the norms in front, as in GPT-2. (rows, steps, features) keeps its shape.
 */
export class TransformerBlock extends Module {
  /** @internal */
  static readonly knownAs: string = knownAs("TransformerBlock", this);

  /** Before attention. */
  readonly attentionNorm = new LayerNorm();
  /** Mixes the steps. */
  readonly attention: MultiHeadAttention;
  /** Before the dense layers. */
  readonly denseNorm = new LayerNorm();
  /** From the features to `hidden` neurons. */
  readonly expand: DenseLayer;
  /** Back to the features; null until the first input. */
  contract: DenseLayer | null = null;
  /** Of what attention adds. */
  readonly attentionDrop: Dropout;
  /** Of what the dense layers add. */
  readonly denseDrop: Dropout;

  constructor(options: TransformerBlockOptions) {
    super();
    requireOptions("TransformerBlock", options, optionNames);
    const { heads, hidden, causal, dropout = 0, activationFunction = gelu } = options;
    requirePositiveInteger("TransformerBlock", "hidden", hidden);
    requireRate("TransformerBlock", "dropout", dropout);
    this.attention = new MultiHeadAttention({ heads, causal, dropout });
    this.expand = new DenseLayer({ outputSize: hidden, activationFunction });
    this.attentionDrop = new Dropout({ rate: dropout });
    this.denseDrop = new Dropout({ rate: dropout });
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    const { heads, causal } = this.attention;
    const { outputSize: hidden, activationFunction } = this.expand;
    return { heads, hidden, causal, dropout: this.denseDrop.rate, activationFunction };
  }

  /** Of (rows, steps, features), with a mask as `MultiHeadAttention` takes it. */
  forward(x: MLArray, options: AttentionOptions = {}): MLArray {
    const { shape, dtype } = this.receive(x);
    if (shape.length !== 3) {
      throw new RangeError(
        `TransformerBlock: expected (rows, steps, features), got ${formatShape(shape)}`,
      );
    }
    const { heads } = this.attention;
    if (shape[2] % heads !== 0) {
      throw new RangeError(
        `TransformerBlock: ${heads} heads do not divide the ${shape[2]} features of ${formatShape(shape)}`,
      );
    }
    // By hand, `backward` goes by the input alone.
    if (options.mask !== undefined) this.forget();
    const compute = (): MLArray => this.#transformed(this.#attended(x, options), dtype);
    return isKnownActivation(this.expand.activationFunction) ? temporaries(compute) : compute();
  }

  #attended(x: MLArray, options: AttentionOptions): MLArray {
    const normed = this.attentionNorm.forward(x);
    return x.add(
      this.attentionDrop.forward(this.attention.forward(normed, normed, normed, options)),
    );
  }

  #transformed(x: MLArray, dtype: DType): MLArray {
    const hidden = this.expand.forward(this.denseNorm.forward(x));
    if (this.contract === null) {
      this.contract = new DenseLayer({ outputSize: x.shape[2] });
      this.contract.build(hidden.shape, dtype);
      this.applyTrainable();
      treeChanged();
    }
    return x.add(this.denseDrop.forward(this.contract.forward(hidden)));
  }

  /** @internal */
  override unbuild(): void {
    this.contract = null;
    treeChanged();
  }

  /** @internal */
  isDiscreet(): boolean {
    return isKnownActivation(this.expand.activationFunction);
  }
}
