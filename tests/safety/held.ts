import { memory, setMemoryBudget } from "../../src/index.js";

/** The bytes of all arrays that are not freed, resident or not. */
export function held(): number {
  const { budget } = memory();
  setMemoryBudget(0);
  const { spilled, resident } = memory();
  setMemoryBudget(budget);
  return spilled + resident;
}
