import type { Node } from "../../array/node.js";
import type { MLArray } from "../../array-api/ml-array.js";
import type { GRUParameters } from "../../ops/gru.js";
import { simpleRNN } from "../../ops/simple-rnn.js";
import { knownAs } from "../module/known.js";
import { RecurrentLayer } from "./recurrent-layer.js";

/** h = tanh(x weights + biases + h recurrentWeights), step by step: Elman, 1990. */
export class SimpleRNN extends RecurrentLayer<MLArray> {
  /** @internal */
  static readonly knownAs: string = knownAs("SimpleRNN", this);

  /** @internal */
  protected override get gateCount(): number {
    return 1;
  }

  /** @internal */
  protected override run(
    x: Node,
    parameters: GRUParameters,
    [state = null]: readonly (Node | null)[],
    mask: Node | null,
  ): Node[] {
    return [simpleRNN(x, parameters, { state, mask })];
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
