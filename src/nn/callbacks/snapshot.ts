import type { MLArray } from "../../array-api/ml-array.js";
import type { RealArray } from "../../shape/dtype.js";
import type { Network } from "../training/network.js";

/** A copy of all that a network has learnt, to go back to. */
export class Snapshot {
  private readonly kept: ReadonlyMap<MLArray, RealArray>;

  constructor(network: Network) {
    const buffers = network.layers.flatMap((layer) => layer.buffers?.() ?? []);
    const arrays = [...network.parameters(), ...buffers];
    this.kept = new Map(arrays.map((array) => [array, array.toTypedArray()]));
  }

  restore(): void {
    for (const [array, values] of this.kept) array.updateValues(values);
  }
}
