import { inScope } from "../../memory/memory.js";
import type { MLArray } from "../../ml-array.js";
import type { Network } from "../network.js";
import { clearGradients } from "../parameter-block.js";

/** One step: forward, loss, backward, update. Returns the loss before the update. */
export function learn(network: Network, x: MLArray, y: MLArray): number {
  return inScope(
    () => {
      const loss = network.lossFunction(network.forward(x), y);
      const parameters = network.parameters();
      clearGradients(parameters);
      loss.backward();
      network.optimizer.step(parameters);
      return loss.item();
    },
    () => [],
  );
}
