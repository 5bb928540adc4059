/**
 * `npm run test:reproducible`: trains fixed networks in this Node on the packed library, prints the
 * SHA-256 of their weights and compares them with hashes.json. With --write they become that table.
 */
import { makeProject } from "./project.js";
import { runtimes } from "./runtimes.js";
import { differences, writeTable } from "./table.js";

await makeProject();
const report = await runtimes[0].run();
for (const [name, hash] of Object.entries(report.wasm)) console.log(hash, name);
console.log("largest distance of the TypeScript core:", JSON.stringify(report.distance));
if (process.argv.includes("--write")) writeTable(report);
const found = differences(report);
for (const line of found) console.error(line);
if (found.length > 0) process.exitCode = 1;
