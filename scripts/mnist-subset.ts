/**
 * Writes data/mnist-*.gz: the first 10,000 of the 60,000 images that MNIST has for training, in its own form. Run by hand,
 * with the folder of its four files in MNIST_DIR. The 10,000 test images stay unseen.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const count = 10_000;
const folder = process.env.MNIST_DIR;
if (folder === undefined) throw new Error("MNIST_DIR must name the folder with MNIST's files");

for (const [name, header, bytesEach] of [
  ["images-idx3-ubyte.gz", 16, 28 * 28],
  ["labels-idx1-ubyte.gz", 8, 1],
] as const) {
  const all = gunzipSync(readFileSync(join(folder, `train-${name}`)));
  const first = Buffer.from(all.subarray(0, header + count * bytesEach));
  // Behind the magic number stands how many there are.
  first.writeUInt32BE(count, 4);
  writeFileSync(new URL(`../data/mnist-${name}`, import.meta.url), gzipSync(first, { level: 9 }));
}
