import { concat } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { requireOptions } from "../../errors/check.js";
import { described } from "../../errors/described.js";
import { knownAs } from "../module/known.js";
import { Module } from "../module/module.js";
import { temporaries } from "../module/spent.js";
import { isDiscreet } from "./chain.js";
import { RecurrentLayer } from "./recurrent-layer.js";
import type { LayerState, SequenceOptions } from "./sequence-options.js";

/** What a `Bidirectional` is made from. */
export interface BidirectionalOptions<State extends LayerState = LayerState> {
  /** Goes through the steps in their order: a `SimpleRNN`, a `GRU` or an `LSTM`. */
  readonly layer: RecurrentLayer<State>;
}

/**
 * A recurrent layer, and a second one of the same options that goes through the steps from the last to the first:
 * what both give, side by side along the last axis. Schuster and Paliwal, 1997.
 */
export class Bidirectional<State extends LayerState = LayerState> extends Module {
  /** @internal */
  static readonly knownAs: string = knownAs("Bidirectional", this);

  /** Goes through the steps in their order. */
  readonly layer: RecurrentLayer<State>;
  /** Goes through them from the last to the first, with weights of its own. */
  readonly backwardLayer: RecurrentLayer<State>;

  constructor(options: BidirectionalOptions<State>) {
    super();
    requireOptions("Bidirectional", options, ["layer"]);
    const { layer } = options;
    if (!(layer instanceof RecurrentLayer)) {
      throw new TypeError(
        `Bidirectional: layer must be a recurrent layer, such as new GRU({ outputSize: 8 }), got ${described(layer)}`,
      );
    }
    this.layer = layer;
    const { fromConfig } = layer.constructor as unknown as typeof Module;
    this.backwardLayer = fromConfig.call(
      layer.constructor,
      layer.config(),
    ) as RecurrentLayer<State>;
    if (!layer.trainable) this.backwardLayer.trainable = false;
  }

  /** The options that make another one like it: the layer. */
  override config(): Record<string, unknown> {
    return { layer: this.layer };
  }

  /**
   * Of (rows, steps, features): (rows, 2 outputSize), with the layer's `returnSequences` (rows, steps, 2 outputSize), where
   * the two parts of a step have come to it from either side. `state` is a pair, of the layer and of its opposite.
   */
  forward(x: MLArray, options: SequenceOptions<readonly [State, State]> = {}): MLArray {
    this.receive(x);
    requireOptions("Bidirectional", options, ["state", "mask"]);
    const { state, mask } = options;
    if (state !== undefined && !(Array.isArray(state) && state.length === 2)) {
      throw new TypeError(
        `Bidirectional: the state must be a pair, of the layer and of its opposite, got ${described(state)}`,
      );
    }
    if (state !== undefined || mask !== undefined) this.forget();
    const compute = (): MLArray => {
      const there = this.layer.forward(x, { state: state?.[0], mask });
      const turned = { state: state?.[1], mask: mask?.flip(1) };
      const back = this.backwardLayer.forward(x.flip(1), turned);
      return concat([there, this.layer.returnSequences ? back.flip(1) : back], -1);
    };
    return this.isDiscreet() ? temporaries(compute) : compute();
  }

  /** @internal */
  isDiscreet(): boolean {
    return isDiscreet(this.layer);
  }
}
