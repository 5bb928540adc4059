import { isClass } from "../../errors/described.js";
import { describedImport } from "../../errors/import-hint.js";
import type { WeightInitializer } from "../weight-initializer.js";

/** Throws unless an option is a function to call. */
export function requireActivation(option: string, given: unknown): void {
  if (typeof given === "function" && !isClass(given)) return;
  throw new TypeError(`${option} must be a function, got ${describedImport(given, "activation")}`);
}

/** Throws unless an option can make weights. */
export function requireInitializer(
  layer: string,
  given: unknown,
  option = "weightInitializer",
): void {
  if (typeof (given as WeightInitializer | null)?.initialize === "function") return;
  throw new TypeError(
    `${layer}: ${option} must have a function initialize, got ${describedImport(given, "initializer")}`,
  );
}
