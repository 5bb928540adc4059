import type { Node } from "../../array/node.js";
import { zeros } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { type GRUParameters, gru } from "../../ops/gru.js";
import type { DType } from "../../shape/dtype.js";
import { knownAs } from "../module/known.js";
import { RecurrentLayer } from "./recurrent-layer.js";

/**
 * A gated recurrent unit: with a = x weights + biases and b = h recurrentWeights + recurrentBiases, r = sigmoid(a + b), z =
 * sigmoid(a + b), n = tanh(a + r b), h = (1 - z) n + z h. The columns of its arrays are for r, z and n in turn. Cho and
 * others, 2014, with the reset after the product, as PyTorch and Keras have it.
 */
export class GRU extends RecurrentLayer<MLArray> {
  /** @internal */
  static readonly knownAs: string = knownAs("GRU", this);

  /** (3 outputSize,), zeros at first, added to the product of the states; may be set. Without `useBias` it throws. */
  get recurrentBiases(): MLArray {
    return this.array("recurrentBiases");
  }

  set recurrentBiases(array: MLArray) {
    this.replace("recurrentBiases", array);
  }

  /** @internal */
  protected override get gateCount(): number {
    return 3;
  }

  /** @internal */
  protected override firstBiases(dtype: DType): { biases: MLArray; recurrentBiases: MLArray } {
    const made = () => zeros([3 * this.outputSize], { dtype });
    return { biases: made(), recurrentBiases: made() };
  }

  /** @internal */
  protected override run(
    x: Node,
    parameters: GRUParameters,
    [state = null]: readonly (Node | null)[],
    mask: Node | null,
  ): Node[] {
    return [gru(x, parameters, { state, mask })];
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
