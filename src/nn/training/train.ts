import type { History } from "./history.js";
import type { Network } from "./network.js";
import type { TrainOptions } from "./options.js";
import { leaveStream } from "./own-stream.js";
import { isPromise } from "./pause.js";
import { planTraining, type TrainArguments } from "./plan.js";
import { type PausingRun, requireIdle, trainingRun } from "./run.js";

/** Checks everything first, so that a wrong call changes nothing; then learns, at one go. */
export function train(network: Network, given: TrainArguments<TrainOptions>): History {
  const plan = planTraining(network, "train", given);
  requireIdle(network, plan.operation);
  leaveStream(network);
  try {
    return withoutWaiting(trainingRun(network, plan));
  } finally {
    plan.refusal?.undo();
  }
}

function withoutWaiting(run: PausingRun): History {
  let failed = false;
  let next = run.next();
  while (!next.done) {
    if (isPromise(next.value)) {
      // Nobody will wait for it: what it fails of later is not to end the process.
      Promise.resolve(next.value).catch(() => {});
      const error = new TypeError("train: a callback or the data returned a promise; use fit");
      next = failed ? run.next() : run.throw(error);
      failed = true;
    } else {
      next = run.next();
    }
  }
  return next.value;
}
