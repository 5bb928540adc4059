/**
 * Measures the library and prints a table per group: `npm run bench`, or with the names of groups,
 * `npm run bench -- matmul training`.
 */
import { groups } from "./groups/index.js";
import { startup } from "./groups/startup.js";
import { loadCores } from "./library.js";
import { runGroups } from "./run.js";

await runGroups("bench", [...groups, startup], await loadCores(), process.argv.slice(2));
