/** Run as a process of its own: a file of more than 2 GiB is written and read. Argument: a folder with room for two. */
import assert from "node:assert/strict";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { readAll } from "../../src/node/large-files.js";
import { replaceFile } from "../../src/node/replace-file.js";

const file = join(process.argv[2], "smolml-large-file");
const bytes = new Uint8Array(2 ** 31 + 2 ** 20 + 3);
const marks = [0, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1, 2 ** 31, bytes.length - 1];
for (const [i, at] of marks.entries()) bytes[at] = i + 1;
try {
  replaceFile(file, bytes);
  replaceFile(file, bytes);
  assert.equal(statSync(file).size, bytes.length);
  assert.equal(Buffer.compare(readAll(file), bytes), 0);
} finally {
  rmSync(file, { force: true });
}
