import { outsideScopes } from "../../memory/memory.js";
import { History } from "./history.js";
import type { EpochLogs } from "./logs.js";
import type { Network } from "./network.js";
import type { FitOptions } from "./options.js";
import { OwnStream } from "./own-stream.js";
import { isPromise, type Pause } from "./pause.js";
import { type Plan, planTraining, type TrainArguments } from "./plan.js";
import { isOf, type PausingRun, requireIdle, rest, trainingRun } from "./run.js";
import { Turns } from "./turns.js";

/** As `train`, giving way to the event loop as it goes. */
export async function trainAsync(
  network: Network,
  given: TrainArguments<FitOptions>,
): Promise<History> {
  // Told to nobody, an epoch costs no turn of the loop of promises.
  const run = pausingRun(network, plan(network, "fit", given), false);
  return (await run.next()).value as History;
}

/** As `trainAsync`, handing out each epoch as it is done; whoever turns away ends the training. */
export function trainByEpoch(
  network: Network,
  given: TrainArguments<FitOptions>,
): AsyncGenerator<EpochLogs, History, void> {
  return pausingRun(network, plan(network, "epochs", given), true);
}

/** Arrays that a run makes of its data outlive the tidy scope that it may begin in. */
function plan(network: Network, operation: string, given: TrainArguments<FitOptions>): Plan {
  return outsideScopes(() => planTraining(network, operation, given));
}

async function* pausingRun(
  network: Network,
  plan: Plan,
  handsOut: boolean,
): AsyncGenerator<EpochLogs, History, void> {
  requireIdle(network, plan.operation);
  const stream = new OwnStream(network);
  const run = trainingRun(network, plan);
  const turns = new Turns();
  const isMet = (pause: Pause): boolean =>
    turns.isDue || isPromise(pause) || (handsOut && pause !== "batch");
  let isLost = false;
  try {
    let next = stream.run(() => run.next());
    // The caller gets the promise of even a short training while that goes on.
    await null;
    while (!next.done) {
      const pause = next.value;
      const resume = isPromise(pause) ? await answerTo(run, pause, plan.signal) : () => run.next();
      if (handsOut && pause !== "batch" && !isPromise(pause)) {
        rest(plan, true);
        try {
          yield pause;
        } finally {
          rest(plan, false);
          isLost = !isOf(network, plan);
        }
        if (isLost) {
          throw new Error(
            "epochs: another training of this network has begun, which ended this one",
          );
        }
      }
      if (turns.isDue) await turns.give();
      next = stream.run(() => upTo(isMet, run, resume()));
    }
    return next.value;
  } finally {
    try {
      await leave(run, stream);
    } finally {
      turns.end();
      stream.end(network, !isLost);
      plan.refusal?.undo();
    }
  }
}

type Stop = ReturnType<PausingRun["next"]>;

/** Goes on without a turn of the event loop up to a pause that has one. */
function upTo(isMet: (pause: Pause) => boolean, run: PausingRun, from: Stop): Stop {
  let next = from;
  while (!next.done && !isMet(next.value)) next = run.next();
  return next;
}

/** Where the loop was left early, the endings of the run itself are still to come. */
async function leave(run: PausingRun, stream: OwnStream): Promise<void> {
  let next = stream.run(() => run.return(new History()));
  while (!next.done) {
    const resume = isPromise(next.value) ? await answerTo(run, next.value) : () => run.next();
    next = stream.run(resume);
  }
}

/** How the run goes on after a promise: with its value, or its failure; with nothing after an abort. */
async function answerTo(
  run: PausingRun,
  promise: Promise<unknown>,
  signal?: AbortSignal,
): Promise<() => Stop> {
  try {
    const answer = await unlessAborted(promise, signal);
    return () => run.next(answer);
  } catch (error) {
    return () => run.throw(error);
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
