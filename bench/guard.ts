/**
 * Fails when a product or a small training step has become much slower than it can be. Ratios within
 * one process, so it holds on a busy machine too: `npm run bench:guard`, under a minute.
 */
import type { Goal, Group } from "./group.js";
import { matmul } from "./groups/matmul.js";
import { sequence, training } from "./groups/training.js";
import { loadCores } from "./library.js";
import { measureGroup, probeColumn } from "./measure.js";
import { markdown, tableOf } from "./table.js";

const rounds = 10;

/** One row of a group, held to one goal. */
function only(group: Group, name: string, goal: Goal): Group {
  const rows = group.rows.filter((row) => row.name === name);
  if (rows.length === 0) throw new Error(`no row "${name}" in ${group.name}`);
  const columns = ["wasm", "against" in goal ? goal.against : ""];
  return {
    ...group,
    rows: rows.map((row) => ({ ...row, goals: [goal] })),
    contestants: async (cores) =>
      (await group.contestants(cores)).filter(({ name }) => columns.includes(name)),
  };
}

const guarded = [
  only(matmul, "product 256 cubed", { against: probeColumn, times: 0.75 }),
  only(training, "iris 4-16-8-3, batch 150", { against: sequence, times: 1 / 4 }),
];

const cores = await loadCores();
for (const group of guarded) {
  const table = tableOf(group, await measureGroup(group, cores, rounds));
  console.log(markdown(table));
  // A goal that was not measured is not met.
  if (table.goals === 0 || table.short.length > 0) process.exitCode = 1;
}
if (process.exitCode) console.error("bench:guard: too slow");
