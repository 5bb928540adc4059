import type { Arrays } from "../../array-api/arrays.js";
import { MLArray } from "../../array-api/ml-array.js";
import { Module } from "../module/module.js";
import type { ModuleLike } from "../module/tree.js";
import { Chain } from "./chain.js";
import { type FlatList, type LayersGiven, type LayersOf, unfoldLayers } from "./layer-list.js";

/** Layers one behind the other, as one: `new Sequential([new DenseLayer({ outputSize: 8 }), relu])`. */
export class Sequential<const Layers extends FlatList = FlatList> extends Module {
  /** In their order, lists unfolded and functions as `ActivationLayer`s. */
  readonly layers: LayersOf<Layers>;
  readonly #chain: Chain;

  /** Throws where an item of the list is no layer. */
  constructor(layers: LayersGiven<Layers>) {
    super();
    this.#chain = new Chain(unfoldLayers("Sequential", layers));
    this.layers = this.#chain.layers as readonly unknown[] as LayersOf<Layers>;
  }

  override children(): ModuleLike[] {
    return [...this.#chain.layers];
  }

  /** The options that make another one like it: its layers. */
  override config(): Record<string, unknown> {
    return { layers: this.layers };
  }

  /** Through all layers: takes what the first one takes, and gives what the last one gives. */
  forward<Y extends Arrays = MLArray>(x: Arrays, ...more: unknown[]): NoInfer<Y> {
    if (x instanceof MLArray) this.receive(x);
    return this.#chain.forward(x, more) as NoInfer<Y>;
  }

  /** @internal */
  isDiscreet(): boolean {
    return this.#chain.isDiscreet;
  }
}
