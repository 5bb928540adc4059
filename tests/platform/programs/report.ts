/** The one program that every platform runs, on both entries of the packed library. */
import * as smolml from "smolml";
import * as pure from "smolml/pure";
import { conform } from "./conformance.js";
import { distances, hashes } from "./hash.js";

export interface Report {
  readonly passed: number;
  readonly failed: readonly string[];
  /** Which core ran and why. */
  readonly core: string;
  readonly wasm: Readonly<Record<string, string>>;
  readonly typescript: Readonly<Record<string, string>>;
  /** How far the weights of the two cores lie apart, by dtype. */
  readonly distance: Readonly<Record<string, number>>;
}

export async function report(): Promise<Report> {
  const { backend, reason } = smolml.backendInfo();
  const results = [conform(smolml), conform(pure)];
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.flatMap(({ failed }, i) =>
      failed.map((each) => `${["smolml", "pure"][i]}: ${each}`),
    ),
    core: `${backend}: ${reason}`,
    wasm: await hashes(smolml),
    typescript: await hashes(pure),
    distance: distances(smolml, pure),
  };
}
