import { Heap } from "../../../src/memory/heap.js";

/** How often a heap is asked before an allocation gives up: at first, after tidying up, and after spilling all. */
const asked = 3;

const { take, extend } = Heap.prototype;

/** Runs `fn` with the allocation number `at` (from 0) failing as if memory had come to its limit. */
export function failingAt<T>(at: number, fn: () => T): T {
  let left = at;
  let refusals = 0;
  Heap.prototype.take = function (this: Heap, size: number): number {
    if (left < 0) return take.call(this, size);
    const address = left > 0 ? take.call(this, size) : 0;
    if (left > 0 && address !== 0) left--;
    else if (left === 0 && ++refusals === asked) left = -1;
    return address;
  };
  Heap.prototype.extend = function (this: Heap, size: number, limit: number): void {
    if (left === 0) throw new RangeError("linear memory has come to its limit");
    extend.call(this, size, limit);
  };
  try {
    return fn();
  } finally {
    Heap.prototype.take = take;
    Heap.prototype.extend = extend;
  }
}

/** How many allocations `fn` makes. */
export function allocationsOf(fn: () => void): number {
  let count = 0;
  Heap.prototype.take = function (this: Heap, size: number): number {
    const address = take.call(this, size);
    if (address !== 0) count++;
    return address;
  };
  try {
    fn();
  } finally {
    Heap.prototype.take = take;
  }
  return count;
}
