import type { History } from "./history.js";
import type { Network } from "./network.js";
import type { TrainOptions } from "./options.js";
import { planTraining, type TrainArguments } from "./plan.js";
import { isPromise, trainingRun } from "./run.js";

/** Checks everything first, so that a wrong call changes nothing; then learns, at one go. */
export function train(network: Network, given: TrainArguments<TrainOptions>): History {
  const run = trainingRun(network, planTraining(network, "train", given));
  let next = run.next();
  while (!next.done) {
    if (!isPromise(next.value)) {
      next = run.next();
      continue;
    }
    // Nobody will wait for it: what it fails of later is not to end the process.
    Promise.resolve(next.value).catch(() => {});
    next = run.throw(new TypeError("train: a callback or the data returned a promise; use fit"));
  }
  return next.value;
}
