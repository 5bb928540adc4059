import type { MLArray } from "../../array-api/ml-array.js";
import { otherCopy } from "../../errors/copy.js";
import { described, isClass } from "../../errors/described.js";
import type { History } from "./history.js";
import type { EpochLogs } from "./logs.js";
import type { Network } from "./network.js";

/** A step between its backward pass and its update. Its arrays may be kept; other results on the way are gone after it. */
export interface Step {
  /** The batch, (rows, features). Where a network takes or gives several arrays, this and the next two have that form. */
  readonly input: MLArray;
  /** What the network made of it, before the update. */
  readonly prediction: MLArray;
  /** The targets: what the prediction should have been. */
  readonly target: MLArray;
  /** The mean loss, with its graph. */
  readonly loss: MLArray;
  /** The parameters that the update is about to change, with their gradients. */
  readonly parameters: readonly MLArray[];
}

/** A run of training, as callbacks see it. */
export interface TrainingRun {
  /** The network that is trained. */
  readonly network: Network;
  /** The epochs done so far. */
  readonly history: History;
  /** The number of the last epoch. */
  readonly epochs: number;
  /** The number of the current epoch, from 1; of the last one done before the first begins. */
  readonly epoch: number;
  /** The number of the current step within its epoch, from 1. */
  readonly step: number;
  /** The names of the series that the logs of each epoch will hold: "loss", "validationLoss", metrics. */
  readonly series: readonly string[];
  /** Ends the training: after the current epoch when called at its end, else at once. */
  stop(reason: string): void;
}

/**
 * What may be called as training goes on; a plain object with any of these will do. In `fit` a promise
 * that any of them returns is waited for; in `train` it is an error. What else they return is not looked at.
 */
export interface Callback {
  /** Before the first step; an error thrown here leaves the network as it was. */
  onTrainBegin?(run: TrainingRun): unknown;
  /** Before the first batch of an epoch, numbered from 1. */
  onEpochBegin?(epoch: number, run: TrainingRun): unknown;
  /** Gradients are there, weights still unchanged; after `run.stop` they stay so, and the epoch does not count. */
  onBeforeUpdate?(step: Step, run: TrainingRun): unknown;
  /** After the update; `loss` is the one before it. */
  onBatchEnd?(loss: number, run: TrainingRun): unknown;
  /** After an epoch, its validation included; not after one that was broken off. */
  onEpochEnd?(epoch: number, logs: EpochLogs, run: TrainingRun): unknown;
  /** However training ends, errors included, if `onTrainBegin` was reached. */
  onTrainEnd?(run: TrainingRun): unknown;
}

const hooks = [
  "onTrainBegin",
  "onEpochBegin",
  "onBeforeUpdate",
  "onBatchEnd",
  "onEpochEnd",
  "onTrainEnd",
] as const satisfies readonly (keyof Callback)[];

/** Throws unless each is an object whose hooks are functions, at least one of them. */
export function checkCallbacks(operation: string, callbacks: unknown): void {
  if (!Array.isArray(callbacks)) {
    throw new TypeError(`${operation}: callbacks must be a list, got ${typeof callbacks}`);
  }
  callbacks.forEach((callback: Partial<Record<string, unknown>> | null, i) => {
    if (otherCopy(callback) !== null || isClass(callback)) {
      throw new TypeError(`${operation}: callbacks[${i}] is ${described(callback)}`);
    }
    const present = hooks.filter((hook) => callback?.[hook] !== undefined);
    if (present.length === 0) {
      throw new TypeError(`${operation}: callbacks[${i}] has none of ${hooks.join(", ")}`);
    }
    for (const hook of present) {
      if (typeof callback?.[hook] === "function") continue;
      throw new TypeError(`${operation}: callbacks[${i}].${hook} must be a function`);
    }
  });
}
