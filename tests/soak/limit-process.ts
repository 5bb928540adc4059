/**
 * Run as a process of its own: fills linear memory to its limit of 4 GiB, computes at its very end, asks
 * for more than can be had, and reads everything made before. Prints the error's message.
 * Argument: core.
 */
import assert from "node:assert/strict";
import {
  type BackendName,
  full,
  type MLArray,
  memory,
  setBackend,
  setMemoryBudget,
} from "../../src/index.js";

setBackend(process.argv[2] as BackendName);
setMemoryBudget(Number.POSITIVE_INFINITY);

const limit = 2 ** 32;
const page = 2 ** 16;

function make(bytes: number, value: number): MLArray {
  const size = bytes / Float64Array.BYTES_PER_ELEMENT;
  return full([size], value, { dtype: "float64", requiresGrad: false });
}

function endOf({ node }: MLArray): number {
  return node.storage.address + node.storage.blockSize;
}

function assertFilledWith(array: MLArray, value: number): void {
  assert.equal(array.min().item(), value);
  assert.equal(array.max().item(), value);
}

const arrays = Array.from({ length: 15 }, (_, i) => make(limit / 16, i));
const left = Math.floor((limit - endOf(arrays[14])) / page) - 2;
const half = make(Math.floor(left / 2) * page, 7.5);
arrays.push(half.mul(2));
assert.ok(limit - endOf(arrays[15]) <= 4 * page, "the last array ends at the end of linear memory");
assert.equal(memory().spills, 0);
arrays.forEach(assertFilledWith);

let message = "";
try {
  make(limit, 1);
} catch (error) {
  assert.ok(error instanceof RangeError);
  ({ message } = error);
}
assert.ok(memory().spills >= arrays.length, "what is not in use made room");
arrays.forEach(assertFilledWith);
assertFilledWith(half, 7.5);
console.log(message);
