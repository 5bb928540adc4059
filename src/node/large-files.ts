import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from "node:fs";

/** Node reads and writes less than 2 GiB at a time. */
const part = 2 ** 30;

/** Writes all bytes to an open file, which may take several calls. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(file, bytes, at, Math.min(bytes.length - at, part));
  }
}

/** The bytes of a file of any size. */
export function readAll(path: string | URL): Uint8Array {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    // Node's own for what says no size, such as a pipe.
    return size > part ? readParts(file, size) : readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function readParts(file: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const count = readSync(file, bytes, at, Math.min(size - at, part), null);
    if (count === 0) break;
    at += count;
  }
  return bytes.subarray(0, at);
}
