import { backpropagate, finishGraph, type Step as GraphStep } from "../../array/backward.js";
import { type GraphNode, newestOrder } from "../../array/graph.js";
import { type Arrays, listOf } from "../../array-api/arrays.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { addToGradient } from "../../ops/access.js";
import { clearGradients } from "../../ops/parameter-block.js";
import { freeingSpent } from "../module/spent.js";
import type { Step } from "./callback.js";
import { lossOf } from "./loss.js";
import type { EpochMetrics } from "./measures.js";
import type { Network } from "./network.js";
import type { Pause } from "./pause.js";
import type { Rows } from "./source.js";
import { warnOfUnreached } from "./unreached.js";
import { keepsNothing } from "./validation.js";

/** Sees a step before its update; false leaves the weights as they are. */
export type Inspector = (step: Step) => Generator<Pause, boolean, unknown>;

/** One step: forward, loss, backward, update. Returns the loss before the update. */
export function learn(network: Network, rows: Rows, metrics: EpochMetrics | null = null): number {
  return freeingSpent(() => {
    const since = newestOrder();
    const { prediction, loss, parameters } = forwardPass(network, rows, since);
    metrics?.add(prediction, rows.y);
    clearGradients(parameters);
    const seed = (): void => addToGradient("backward", loss.node, null);
    if (hasGradients(loss, parameters))
      backpropagate(loss.node, seed, false, { since, kept: null });
    // Before the update, after which nothing is to fail.
    const value = loss.item();
    if (parameters.length > 0) network.optimizer.step(parameters);
    if (keepsNothing(network)) loss.dispose();
    for (const array of rows.made) array.dispose();
    return value;
  });
}

/** As `learn`, with a look at the step before its update; what is looked at may be kept. */
export function* learnInspected(
  network: Network,
  rows: Rows,
  metrics: EpochMetrics | null,
  inspector: Inspector,
): Generator<Pause, number, unknown> {
  const since = newestOrder();
  const { prediction, loss, parameters } = forwardPass(network, rows, since);
  metrics?.add(prediction, rows.y);
  clearGradients(parameters);
  if (hasGradients(loss, parameters)) loss.backward(null, { retainGraph: true });
  const step = { input: rows.x, prediction, target: rows.y, loss, parameters };
  // Before the update, after which nothing is to fail.
  const value = loss.item();
  const goesOn = yield* inspector(step as Step);
  if (goesOn && parameters.length > 0) network.optimizer.step(parameters);
  const kept = new Set<GraphNode>(listOf(prediction).map(({ node }) => node));
  finishGraph(loss.node, { since, kept } satisfies GraphStep);
  return value;
}

interface Results {
  readonly prediction: Arrays;
  readonly loss: MLArray;
  readonly parameters: readonly MLArray[];
}

function forwardPass(network: Network, { x, y, weights }: Rows, since: number): Results {
  const prediction = network.forward(x);
  // After the forward, which may have made parameters.
  const { tree } = network;
  const loss = lossOf(network, prediction, y, weights, tree);
  warnOfUnreached(network, loss, since);
  return { prediction, loss, parameters: tree.parameters };
}

/** False where all layers are frozen; throws where some are not, but the loss does not depend on them. */
function hasGradients(loss: MLArray, parameters: readonly MLArray[]): boolean {
  if (loss.requiresGrad) return true;
  if (!parameters.some((array) => array.requiresGrad)) return false;
  throw new Error(
    "lossFunction: the loss takes no part in gradients: it does not depend on the predictions, or was taken out of the graph by detach or noGrad",
  );
}
