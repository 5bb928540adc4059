import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../../errors/check.js";
import { outsideScopes } from "../../memory/memory.js";
import { headScores, headSums } from "../../ops/heads.js";
import { formatShape, type Shape } from "../../shape/shape.js";
import { knownAs } from "../module/known.js";
import { Module } from "../module/module.js";
import { temporaries } from "../module/spent.js";
import { treeChanged } from "../module/tree.js";
import { causalBias, maskBias, requireMask } from "./attention-mask.js";
import { DenseLayer } from "./dense-layer.js";
import { Dropout, requireRate } from "./dropout.js";

/** What a `MultiHeadAttention` is made from. */
export interface MultiHeadAttentionOptions {
  /** How many heads look at once. */
  readonly heads: number;
  /** Numbers of a head's queries, keys and values. Default: the features of the query / heads. */
  readonly keySize?: number;
  /** Whether a step attends to none that comes later. Default false. */
  readonly causal?: boolean;
  /** The probability of a share of attention to be dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
}

/** What a call of `MultiHeadAttention` takes beside the sequences. */
export interface AttentionOptions {
  /**
   * 1 where a query may attend to a key, 0 where not: (queries, keys), (rows, queries or 1, keys), or (rows, heads
   * or 1, queries or 1, keys).
   */
  readonly mask?: MLArray;
}

const optionNames = ["heads", "keySize", "causal", "dropout"] as const;

/**
 * Each step of a sequence becomes a mix of what it attends to: softmax(q kᵀ / sqrt(keySize)) v in each head, with
 * q, k and v of dense layers, and a dense layer behind. Vaswani and others, 2017.
 */
export class MultiHeadAttention extends Module {
  /** @internal */
  static readonly knownAs: string = knownAs("MultiHeadAttention", this);

  /** How many heads look at once. */
  readonly heads: number;
  /** Numbers of a head's queries, keys and values; undefined: the features of the query / heads. */
  readonly keySize: number | undefined;
  /** Whether a step attends to none that comes later. */
  readonly causal: boolean;
  /** Makes queries of heads keySize features; null until the first input, as the next three. */
  query: DenseLayer | null = null;
  /** Makes the keys. */
  key: DenseLayer | null = null;
  /** Makes the values. */
  value: DenseLayer | null = null;
  /** Makes the output, of as many features as the query has. */
  output: DenseLayer | null = null;
  /** Drops shares of attention. */
  readonly shareDropout: Dropout;
  #causal: MLArray | null = null;

  constructor(options: MultiHeadAttentionOptions) {
    super();
    requireOptions("MultiHeadAttention", options, optionNames);
    const { heads, keySize, causal = false, dropout = 0 } = options;
    requirePositiveInteger("MultiHeadAttention", "heads", heads);
    if (keySize !== undefined) requirePositiveInteger("MultiHeadAttention", "keySize", keySize);
    requireRate("MultiHeadAttention", "dropout", dropout);
    if (typeof causal !== "boolean") {
      throw new TypeError(`MultiHeadAttention: causal must be true or false, got ${typeof causal}`);
    }
    this.heads = heads;
    this.keySize = keySize;
    this.causal = causal;
    this.shareDropout = new Dropout({ rate: dropout });
  }

  /** The options that make another one like it, weights aside. */
  override config(): Record<string, unknown> {
    const { heads, keySize, causal } = this;
    return { heads, keySize, causal, dropout: this.shareDropout.rate };
  }

  /**
   * Of a query (rows, queries, features), and of keys and values (rows, keys, …) or else the query itself:
   * (rows, queries, features). A query that may attend to nothing gets the mean of all values.
   */
  forward(
    query: MLArray,
    key: MLArray = query,
    value: MLArray = key,
    options: AttentionOptions = {},
  ): MLArray {
    this.receive(query);
    requireOptions("MultiHeadAttention", options, ["mask"]);
    this.#requireSequences(query, key, value);
    const { mask } = options;
    const scores = [query.shape[0], this.heads, query.shape[1], key.shape[1]];
    if (mask !== undefined) requireMask("MultiHeadAttention", mask, scores);
    if (this.query === null) this.#start(query, key, value);
    // By hand, `backward` goes by the query alone.
    if (key !== query || value !== query || mask !== undefined) this.forget();
    return temporaries(() => this.#attend(query, key, value, mask));
  }

  #attend(query: MLArray, key: MLArray, value: MLArray, mask?: MLArray): MLArray {
    const projected = (layer: DenseLayer | null, x: MLArray) => (layer as DenseLayer).forward(x);
    const q = projected(this.query, query);
    const k = projected(this.key, key);
    const v = projected(this.value, value);
    const scale = 1 / Math.sqrt(q.shape[2] / this.heads);
    let scores = new MLArray(headScores(q.mul(scale).node, k.node, this.heads));
    if (this.causal) scores = scores.add(this.#causalBias(scores));
    if (mask !== undefined) scores = scores.add(maskBias(mask, scores.dtype));
    const shares = this.shareDropout.forward(scores.softmax());
    return projected(this.output, new MLArray(headSums(shares.node, v.node)));
  }

  #causalBias(scores: MLArray): MLArray {
    const [, , queries, keys] = scores.shape;
    const last = this.#causal;
    if (last !== null && last.shape[0] === queries && last.shape[1] === keys) {
      if (last.dtype === scores.dtype) return last;
    }
    const bias = outsideScopes(() => causalBias(queries, keys, scores.dtype));
    this.#causal = bias;
    return bias;
  }

  #start(query: MLArray, key: MLArray, value: MLArray): void {
    const width = query.shape[2];
    const { heads, keySize = width / heads } = this;
    if (!Number.isInteger(keySize)) {
      throw new RangeError(
        `MultiHeadAttention: ${heads} heads do not divide the ${width} features of the query; give keySize, or another number of heads`,
      );
    }
    const total = heads * keySize;
    const built = (shape: Shape, outputSize: number): DenseLayer => {
      const layer = new DenseLayer({ outputSize });
      layer.build(shape, query.dtype);
      return layer;
    };
    this.query = built(query.shape, total);
    this.key = built(key.shape, total);
    this.value = built(value.shape, total);
    this.output = built([1, total], width);
    this.applyTrainable();
    treeChanged();
  }

  /** @internal */
  override unbuild(): void {
    this.query = this.key = this.value = this.output = null;
    treeChanged();
  }

  #requireSequences(query: MLArray, key: MLArray, value: MLArray): void {
    const rows = query.shape[0];
    for (const [name, array] of Object.entries({ query, key, value })) {
      if (!(array instanceof MLArray)) {
        throw new TypeError(
          `MultiHeadAttention: the ${name} must be an MLArray, got ${typeof array}`,
        );
      }
      const { shape } = array;
      if (shape.length === 3 && shape[0] === rows && shape[1] > 0) continue;
      const expected = name === "query" ? "(rows, steps, features)" : `(${rows}, steps, features)`;
      throw new RangeError(
        `MultiHeadAttention: the ${name} has shape ${formatShape(shape)}, expected ${expected}`,
      );
    }
    if (key.shape[1] === value.shape[1]) return;
    throw new RangeError(
      `MultiHeadAttention: ${key.shape[1]} keys and ${value.shape[1]} values; expected a value for each key`,
    );
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
