import type { Precision } from "./compare.js";
import { runScaler } from "./extras.js";
import { runInitializer } from "./initializers.js";
import type { Library } from "./library.js";
import { runLoss } from "./losses.js";
import { runOp } from "./ops.js";
import { runOptimizer } from "./optimizers.js";
import { runTraining } from "./training.js";

const runners = {
  ops: runOp,
  edge: runOp,
  losses: runLoss,
  optimizers: runOptimizer,
  training: runTraining,
  initializers: runInitializer,
  extras: runScaler,
};

export type Kind = keyof typeof runners;

/** A file of reference values. Its cases are of the form that schema.ts gives for its kind. */
export interface GoldenFile {
  readonly meta: { readonly kind: Kind };
  readonly cases: readonly { readonly id: string }[];
}

type Run = (smolml: Library, golden: unknown, precision: Precision, meta: unknown) => string[];

/**
 * Runs one case on a build of the library, in one precision; gives the mismatches in words, none if
 * the case holds. Sets the default dtype, and leaves it at float32.
 */
export function runCase(
  smolml: Library,
  kind: Kind,
  golden: GoldenFile["cases"][number],
  precision: Precision,
  meta: GoldenFile["meta"],
): string[] {
  // The kind of a file says which form its cases have; the compiler cannot know.
  const run = runners[kind] as Run;
  smolml.setDefaultDtype(precision);
  try {
    return run(smolml, golden, precision, meta);
  } finally {
    smolml.setDefaultDtype("float32");
  }
}
