import { MLArray } from "../../array-api/ml-array.js";
import { formatShape, sameShape } from "../../shape/shape.js";
import { Module } from "../module/module.js";
import { spend } from "../module/spent.js";
import type { ModuleLike } from "../module/tree.js";
import { Chain } from "./chain.js";
import { type FlatList, type LayersGiven, type LayersOf, unfoldLayers } from "./layer-list.js";

/**
 * Layers, and their input added to what they give: x + layers(x). He and others, 2016. The layers keep the shape:
 * `new Residual([new LayerNorm(), new DenseLayer({ outputSize: 8, activationFunction: relu })])`.
 */
export class Residual<const Layers extends FlatList = FlatList> extends Module {
  /** In their order, lists unfolded and functions as `ActivationLayer`s. */
  readonly layers: LayersOf<Layers>;
  readonly #chain: Chain;

  /** Throws where an item of the list is no layer. */
  constructor(layers: LayersGiven<Layers>) {
    super();
    this.#chain = new Chain(unfoldLayers("Residual", layers));
    this.layers = this.#chain.layers as readonly unknown[] as LayersOf<Layers>;
  }

  override children(): ModuleLike[] {
    return [...this.#chain.layers];
  }

  /** The options that make another one like it: its layers. */
  override config(): Record<string, unknown> {
    return { layers: this.layers };
  }

  /** Throws where the layers change the shape. */
  forward(x: MLArray): MLArray {
    const y = this.#chain.forward(this.receive(x), []);
    if (!(y instanceof MLArray) || !sameShape(y.shape, x.shape)) {
      const got = y instanceof MLArray ? formatShape(y.shape) : "several arrays";
      throw new RangeError(
        `Residual: the layers give ${got} for an input of shape ${formatShape(x.shape)}; expected that shape, to add the two`,
      );
    }
    const sum = y.add(x);
    if (y !== x && this.#chain.isDiscreet) spend(y, sum);
    return sum;
  }

  /** @internal */
  isDiscreet(): boolean {
    return this.#chain.isDiscreet;
  }
}
