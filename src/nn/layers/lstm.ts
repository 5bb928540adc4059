import type { Node } from "../../array/node.js";
import { zeros } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import type { GRUParameters } from "../../ops/gru.js";
import { lstm } from "../../ops/lstm.js";
import type { DType } from "../../shape/dtype.js";
import { knownAs } from "../module/known.js";
import { RecurrentLayer } from "./recurrent-layer.js";

/**
 * A long short-term memory: of a = x weights + biases + h recurrentWeights, i = sigmoid(a), f = sigmoid(a), g = tanh(a), o =
 * sigmoid(a), and then c = f c + i g, h = o tanh(c). The columns of its arrays are for i, f, g and o in turn; the biases
 * of f are ones at first. Its state is a pair: [h, c]. Hochreiter and Schmidhuber, 1997; Gers and others, 2000.
 */
export class LSTM extends RecurrentLayer<readonly [states: MLArray, cells: MLArray]> {
  /** @internal */
  static readonly knownAs: string = knownAs("LSTM", this);

  /** @internal */
  protected override get gateCount(): number {
    return 4;
  }

  /** @internal */
  protected override get stateCount(): number {
    return 2;
  }

  /** @internal */
  protected override firstBiases(dtype: DType): { biases: MLArray; recurrentBiases: null } {
    const units = this.outputSize;
    const biases = zeros([4 * units], { dtype });
    biases.updateValues(
      Array.from({ length: 4 * units }, (_, i) => Number(i >= units && i < 2 * units)),
    );
    return { biases, recurrentBiases: null };
  }

  /** @internal */
  protected override run(
    x: Node,
    parameters: GRUParameters,
    [state = null, cells = null]: readonly (Node | null)[],
    mask: Node | null,
  ): Node[] {
    const all = lstm(x, parameters, { state, cells, mask });
    return [all.states, all.cells];
  }

  /** @internal */
  isDiscreet(): boolean {
    return true;
  }
}
