import type { MLArray } from "../../array-api/ml-array.js";
import { inScope } from "../../memory/memory.js";
import { clearGradients } from "../../ops/parameter-block.js";
import type { Step } from "./callback.js";
import { lossOf } from "./loss.js";
import type { Network } from "./network.js";
import type { Rows } from "./source.js";

/** Sees a step before its update; false leaves the weights as they are. */
export type Inspector = (step: Step) => boolean;

/** One step: forward, loss, backward, update. Returns the loss before the update. */
export function learn(network: Network, x: MLArray, y: MLArray): number {
  return learnFrom(network, { x, y, weights: null }, null);
}

export function learnFrom(
  network: Network,
  { x: input, y: target, weights }: Rows,
  inspector: Inspector | null,
): number {
  return inScope(
    () => {
      const prediction = network.forward(input);
      const loss = lossOf(network, prediction, target, weights);
      const parameters = network.parameters();
      clearGradients(parameters);
      // Where all layers are frozen there is nothing to differentiate.
      if (loss.requiresGrad || parameters.some((array) => array.requiresGrad)) {
        loss.backward(null, { retainGraph: inspector !== null });
      }
      if (inspector === null || inspector({ input, prediction, target, loss, parameters })) {
        network.optimizer.step(parameters);
      }
      return loss.item();
    },
    () => [],
  );
}
