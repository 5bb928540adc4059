import { outsideScopes } from "../../memory/memory.js";
import { History } from "./history.js";
import type { EpochLogs } from "./logs.js";
import type { Network } from "./network.js";
import { nextTask } from "./next-task.js";
import type { FitOptions } from "./options.js";
import { OwnStream } from "./own-stream.js";
import { type Plan, planTraining, type TrainArguments } from "./plan.js";
import { isPromise, requireIdle, trainingRun } from "./run.js";

/** A page draws every 16 ms; half of that leaves room for its own work and for one more batch. */
const millisecondsAtOnce = 8;

/** As `train`, giving way to the event loop as it goes. */
export async function trainAsync(
  network: Network,
  given: TrainArguments<FitOptions>,
): Promise<History> {
  const pausing = pausingRun(network, plan(network, "fit", given));
  while (true) {
    const next = await pausing.next();
    if (next.done) return next.value;
  }
}

/** As `trainAsync`, handing out each epoch as it is done; whoever turns away ends the training. */
export function trainByEpoch(
  network: Network,
  given: TrainArguments<FitOptions>,
): AsyncGenerator<EpochLogs, History, void> {
  return pausingRun(network, plan(network, "epochs", given));
}

/** Arrays that a run makes of its data outlive the tidy scope that it may begin in. */
function plan(network: Network, operation: string, given: TrainArguments<FitOptions>): Plan {
  return outsideScopes(() => planTraining(network, operation, given));
}

async function* pausingRun(network: Network, plan: Plan): AsyncGenerator<EpochLogs, History, void> {
  requireIdle(network, plan.operation);
  const stream = new OwnStream(network);
  const run = trainingRun(network, plan);
  let resumed = performance.now();
  try {
    let next = stream.run(() => run.next());
    while (!next.done) {
      const pause = next.value;
      const answer = isPromise(pause) ? await unlessAborted(pause, plan.signal) : undefined;
      if (pause !== "batch" && !isPromise(pause)) yield pause;
      if (performance.now() - resumed > millisecondsAtOnce) {
        await nextTask();
        resumed = performance.now();
      }
      next = stream.run(() => run.next(answer));
    }
    return next.value;
  } finally {
    try {
      // Where the loop was left early, this runs the endings of the run itself.
      stream.run(() => run.return(new History()));
    } finally {
      stream.end(network);
    }
  }
}

/** What a promise comes to, or undefined as soon as the signal is aborted. */
function unlessAborted(promise: Promise<unknown>, signal?: AbortSignal): Promise<unknown> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener("abort", stop);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
  });
}
