import type { Precision } from "./compare.js";
import { runExtra } from "./extras.js";
import { runInitializer } from "./initializers.js";
import { runLayer } from "./layers.js";
import type { Library } from "./library.js";
import { runLoss } from "./losses.js";
import { runOp } from "./ops.js";
import { runOptimizer } from "./optimizers.js";
import { runSequence } from "./sequences.js";
import { runTraining } from "./training.js";

const runners = {
  ops: runOp,
  edge: runOp,
  losses: runLoss,
  optimizers: runOptimizer,
  training: runTraining,
  initializers: runInitializer,
  extras: runExtra,
  layers: runLayer,
  sequences: runSequence,
};

/** Each runner takes cases (and a file) of its own kind. */
type Run = (smolml: Library, golden: never, precision: Precision, file: never) => string[];

export type Kind = keyof typeof runners;

/** A file of reference values. Its cases are of the form that schema.ts gives for its kind. */
export interface GoldenFile {
  readonly meta: { readonly kind: Kind };
  readonly cases: readonly GoldenCase[];
}

export interface GoldenCase {
  readonly id: string;
}

/**
 * Runs one case of a file on a build of the library, in one precision; gives the mismatches in words,
 * none if the case holds. Sets the default dtype, and leaves it at float32.
 */
export function runCase(
  smolml: Library,
  file: GoldenFile,
  golden: GoldenCase,
  precision: Precision,
): string[] {
  const run: Run = runners[file.meta.kind];
  smolml.setDefaultDtype(precision);
  try {
    // The kind of a file says which form its cases have; the compiler cannot know.
    return run(smolml, golden as never, precision, file as never);
  } finally {
    smolml.setDefaultDtype("float32");
  }
}
