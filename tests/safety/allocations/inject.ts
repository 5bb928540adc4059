import { manualSeed, tidy } from "../../../src/index.js";
import { held } from "../held.js";
import { allocationsOf, failingAt } from "./failures.js";
import type { Program } from "./programs.js";

interface Outcome {
  readonly numbers: string;
  /** Bytes that what was made holds afterwards. */
  readonly kept: number;
}

/** A fresh `made`, and a run of it, in which allocation `at` fails first; null for none. */
function outcomeOf({ make, run }: Program, at: number | null): Outcome {
  manualSeed(1);
  const before = held();
  const made = make();
  // What a run makes and nobody keeps goes with it.
  const once = (): string => tidy(() => JSON.stringify(run(made)));
  held();
  if (at !== null) {
    let failed = false;
    try {
      failingAt(at, once);
    } catch (error) {
      failed = /no room for \d+ bytes/.test(String(error));
      if (!failed) throw error;
    }
    if (!failed) throw new Error(`allocation ${at} did not fail`);
  }
  const numbers = once();
  return { numbers, kept: held() - before };
}

/** What is wrong after failures at the allocations that `chosen` picks of all; one line each. */
export function complaintsOf(
  program: Program,
  chosen: (count: number) => Iterable<number>,
): string[] {
  const expected = outcomeOf(program, null);
  manualSeed(1);
  const made = program.make();
  held();
  const count = allocationsOf(() => tidy(() => void program.run(made)));
  const complaints: string[] = [];
  for (const at of chosen(count)) {
    const where = `failing at allocation ${at} of ${count}`;
    try {
      const { numbers, kept } = outcomeOf(program, at);
      if (numbers !== expected.numbers) complaints.push(`${where}: other numbers afterwards`);
      if (kept !== expected.kept)
        complaints.push(`${where}: ${kept} bytes held, not ${expected.kept}`);
    } catch (error) {
      complaints.push(`${where}: ${String(error)}`);
    }
  }
  return complaints;
}
