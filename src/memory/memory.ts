import type { Backend } from "../backends/backend.js";
import { currentBackend } from "../backends/current.js";
import type { LinearMemory } from "../backends/linear-memory.js";
import { otherCopy } from "../errors/copy.js";
import type { Address } from "../kernels/kernels.js";
import { copyIn, copyOut, type Words, wordsIn } from "./copies.js";
import { Heap } from "./heap.js";
import { type Scope, Storage } from "./storage.js";

/**
 * Linear memory as a cache of storages. Those in it stand in a line; when the budget is reached, the first
 * that were not used since they stood there are spilled: copied out and forgotten here, so that
 * the engine's garbage collector has the last word on them. Using a spilled storage copies it back in,
 * and the same way carries it to another core.
 *
 * An operation calls `begin` once, then `allocate` and `addressOf` for all it needs; whatever it has
 * touched since `begin` keeps its address until the next `begin`.
 */

export interface MemoryReport {
  /** Storages in linear memory; arrays that share one (reshape) count once. */
  arrays: number;
  /** Bytes of linear memory in use. */
  resident: number;
  /** Bytes copied out and neither used again nor released; some may be garbage by now. */
  spilled: number;
  /** The most bytes that were in use at one time. */
  peak: number;
  /** How many times a storage was copied out. */
  spills: number;
  /** The limit set by `setMemoryBudget`, in bytes. */
  budget: number;
}

const defaultBudget = 256 * 1024 * 1024;

/**
 * Storages that are kept at most, however small: what Memory forgets soon dies young, which costs a
 * collector nothing, while millions kept for the sake of a byte budget cost it seconds.
 */
const mostArrays = 4096;

/** Bytes of linear memory that are copied out at once, and so kept at least while one of their arrays lives. */
const copiedTogether = 8192;
/** Operations that are few beside those in which so many arrays are made. */
const soonAfter = mostArrays / 8;

let budget = defaultBudget;
let arrays = 0;
let resident = 0;
let spilled = 0;
let peak = 0;
let spills = 0;

let clock = 1;
let operation = "";

let oldest: Storage | null = null;
let newest: Storage | null = null;

let scope: Scope | null = null;

/** What was made since the begin of an undertaking that is to leave nothing behind if it fails. */
interface Journal {
  readonly storages: Storage[];
  /** The bytes that it may still take. */
  left: number;
}

let journal: Journal | null = null;
/** More than there is; unlike Infinity, it can be counted down from. */
const unlimited = Number.MAX_SAFE_INTEGER;

const heaps = new Map<Backend, Heap>();
let heap: Heap | null = null;
let heapOwner: Backend | null = null;

/** The heap of the core in use. */
function currentHeap(): Heap {
  const backend = currentBackend();
  return heap !== null && heapOwner === backend ? heap : changeHeap(backend);
}

function changeHeap(backend: Backend): Heap {
  const existing = heaps.get(backend);
  heap = existing ?? new Heap(backend.memory);
  if (existing === undefined) heaps.set(backend, heap);
  heapOwner = backend;
  return heap;
}

/** Starts an operation on the core in use; its name stands in the errors of what follows. */
export function begin(name: string): void {
  clock++;
  operation = name;
  currentHeap();
}

/** A new storage of `bytes` in linear memory, its content unspecified. */
export function allocate(bytes: number): Storage {
  return allocateIn(bytes, scope);
}

/** As `allocate`, in a given scope instead of the current one. */
export function allocateIn(bytes: number, owner: Scope | null): Storage {
  if (journal !== null) requireRoom(journal, bytes);
  const storage = new Storage(bytes, Heap.blockSize(bytes));
  place(storage, currentHeap());
  storage.madeIn = clock;
  journal?.storages.push(storage);
  if (owner !== null) {
    storage.scope = owner;
    owner.storages.push(storage);
  }
  return storage;
}

/** Says that more than the current operation refers to a storage, which therefore stays if that fails. */
export function keep(storage: Storage): void {
  storage.madeIn = 0;
}

/** The address of a storage for the current operation; brings it into linear memory if need be. */
export function addressOf(storage: Storage): Address {
  if (storage.heap !== heap) bringIn(storage);
  storage.lastUse = clock;
  return storage.address;
}

/** Frees a storage at once. What still refers to it fails when it is used; `finished` tells it why. */
export function release(storage: Storage, finished = false): void {
  if (storage.released) return;
  storage.released = true;
  storage.finished = finished;
  if (storage.heap !== null) {
    unlink(storage);
    giveBack(storage, storage.heap);
  } else if (storage.copy !== null) spilled -= storage.byteLength;
  storage.copy = null;
}

/** The current core's views; take them anew after every allocation. */
export function linearMemory(): LinearMemory {
  return currentHeap().memory;
}

/** Runs `fn`, then releases every storage made inside it, except those for which `keep` is true. */
export function inScope<T>(fn: () => T, keptBy: (result: T) => Iterable<Storage>): T {
  const own: Scope = { storages: [], outer: scope };
  scope = own;
  let kept = new Set<Storage>();
  try {
    const result = fn();
    kept = new Set(keptBy(result));
    return result;
  } finally {
    scope = own.outer;
    closeScope(own, kept);
  }
}

function closeScope(own: Scope, kept: ReadonlySet<Storage>): void {
  for (const storage of own.storages) {
    storage.scope = null;
    if (!kept.has(storage)) release(storage);
    else if (own.outer !== null) {
      storage.scope = own.outer;
      own.outer.storages.push(storage);
    }
  }
}

/**
 * Runs `fn`; if it throws, every storage made inside it is released, whatever its scope. It may take `limit`
 * bytes, and throws where it would take more.
 */
export function allOrNothing<T>(limit: number, fn: () => T): T {
  const outer = journal;
  // Within another undertaking, it takes of what that may still take.
  const within = Math.min(limit, outer?.left ?? unlimited);
  const own: Journal = { storages: [], left: within };
  journal = own;
  try {
    return fn();
  } catch (error) {
    for (const storage of own.storages) release(storage);
    throw error;
  } finally {
    journal = outer;
    if (outer !== null) {
      outer.left -= within - own.left;
      for (const storage of own.storages) outer.storages.push(storage);
    }
  }
}

/** Runs `fn`, which makes what a module is to keep: outside of every scope, and all of it or nothing. */
export function buildWhole(fn: () => void): void {
  outsideScopes(() => allOrNothing(unlimited, fn));
}

function requireRoom(undertaking: Journal, bytes: number): void {
  if (bytes > undertaking.left) {
    throw new RangeError(`${operation}: ${bytes} bytes are more than there is data for`);
  }
  undertaking.left -= bytes;
}

/** Runs `fn`; gives its result, and every storage made inside it, which stays. */
export function withStorages<T>(fn: () => T): [result: T, storages: readonly Storage[]] {
  const own: Scope = { storages: [], outer: scope };
  scope = own;
  try {
    return [fn(), own.storages];
  } finally {
    scope = own.outer;
    for (const storage of own.storages) {
      storage.scope = own.outer;
      own.outer?.storages.push(storage);
    }
  }
}

/** Runs `fn` outside of every scope: what it makes is kept until nobody refers to it. */
export function outsideScopes<T>(fn: () => T): T {
  const inner = scope;
  scope = null;
  try {
    return fn();
  } finally {
    scope = inner;
  }
}

/**
 * The bytes of linear memory that arrays may fill before the ones unused for longest are moved to the
 * JavaScript heap. A single operation that needs more still gets it. Default 256 MiB.
 */
export function setMemoryBudget(bytes: number): void {
  if (typeof bytes !== "number" || !(bytes >= 0)) {
    throw new RangeError(`setMemoryBudget: expected a number of bytes >= 0, got ${String(bytes)}`);
  }
  budget = bytes;
  begin("setMemoryBudget");
  while (resident > budget && spillOldest());
}

/** How much linear memory holds, in arrays and in bytes, and what was moved out of it. */
export function memory(): MemoryReport {
  return { arrays, resident, spilled, peak, spills, budget };
}

/** Puts a storage into a block; where there is none, what the operation has made so far is freed. */
function place(storage: Storage, target: Heap): void {
  try {
    takeBlock(storage, target);
  } catch (error) {
    for (let made = oldest; made !== null; ) {
      const next: Storage | null = made.newer;
      if (made.madeIn === clock) release(made);
      made = next;
    }
    throw error;
  }
}

/** Spills others where the budget asks for it. */
function takeBlock(storage: Storage, target: Heap): void {
  const size = storage.blockSize;
  while (arrays >= mostArrays && spillNeighbours());
  while (resident + size > budget && spillOldest());
  let address = target.take(size);
  if (address === 0 && target.isReclaimDue) {
    target.reclaim();
    address = target.take(size);
  }
  if (address === 0) address = extendAndTake(target, size);
  storage.heap = target;
  storage.address = address;
  storage.lastUse = clock;
  append(storage);
  arrays++;
  resident += size;
  if (resident > peak) peak = resident;
}

function extendAndTake(target: Heap, size: number): Address {
  try {
    target.extend(size, budget);
  } catch (cause) {
    const held = `linear memory holds ${resident} bytes in ${arrays} arrays, ${spilled} bytes more are kept outside`;
    while (spillOldest());
    target.reclaim();
    const address = target.take(size);
    if (address !== 0) return address;
    throw new RangeError(
      `${operation}: no room for ${size} bytes: ${held}, and it cannot grow further. ` +
        "Use smaller batches or arrays, or dispose of what is no longer needed",
      { cause },
    );
  }
  return target.take(size);
}

/** Spills the storage unused for longest; false if only the current operation's own are left. */
function spillOldest(): boolean {
  const storage = nextToSpill(0);
  if (storage === null) return false;
  spill(storage);
  return true;
}

/**
 * The first in line. Those used since they were put in line go to its end, so that using them costs nothing; but
 * not for a use within so many operations from then.
 */
function nextToSpill(soon: number): Storage | null {
  while (oldest !== null && oldest.lastUse > oldest.queued + soon) {
    const used = oldest;
    unlink(used);
    append(used);
  }
  return oldest === null || oldest.lastUse === clock ? null : oldest;
}

function spill(storage: Storage): void {
  const from = storage.heap as Heap;
  const copy = copyOut(from.memory, storage.address, storage.byteLength);
  unlink(storage);
  moveOut(storage, from, copy, 0);
}

/** `copy` has the storage's bytes from word `start` on. */
function moveOut(storage: Storage, from: Heap, copy: Words, start: number): void {
  storage.copy = copy;
  storage.copyStart = start;
  giveBack(storage, from);
  spilled += storage.byteLength;
  spills++;
}

/**
 * Spills the storage unused for longest, and with it those next in line that lie beside it: arrays of a few
 * numbers are copied in a tenth of the time that it takes one by one. False as in `spillOldest`.
 */
function spillNeighbours(): boolean {
  const first = nextToSpill(soonAfter);
  if (first === null) return false;
  const { heap } = first;
  let [low, high] = [first.address, first.address + first.blockSize];
  const together: Storage[] = [];
  for (let next: Storage | null = first; next !== null; next = next.newer) {
    const start = Math.min(low, next.address);
    const end = Math.max(high, next.address + next.blockSize);
    const isNear = next === first || (next.heap === heap && end - start <= copiedTogether);
    if (!isNear || next.lastUse > next.queued + soonAfter || next.lastUse === clock) break;
    [low, high] = [start, end];
    together.push(next);
  }
  const from = heap as Heap;
  const copy = copyOut(from.memory, low, high - low);
  // All at once out of the line, which takes half the time that one by one does.
  const after = together[together.length - 1].newer;
  for (const storage of together) {
    storage.older = null;
    storage.newer = null;
    moveOut(storage, from, copy, wordsIn(storage.address - low));
  }
  oldest = after;
  if (after === null) newest = null;
  else after.older = null;
  return true;
}

function bringIn(storage: Storage): void {
  requireOwn(storage);
  if (storage.released) throw disposedError(storage.finished);
  if (storage.heap !== null) spill(storage);
  const copy = storage.copy as Words;
  place(storage, currentHeap());
  copyIn(linearMemory(), storage.address, storage.byteLength, copy, storage.copyStart);
  storage.copy = null;
  spilled -= storage.byteLength;
}

/** An array of another copy of this library lies in that one's memory. */
function requireOwn(storage: Storage): void {
  if (storage instanceof Storage) return;
  throw new TypeError(`${operation}: met an array ${otherCopy(storage) ?? "of another library"}`);
}

/** What using something disposed says; `finished` if the end of a training step disposed of it. */
export function disposedError(finished: boolean): Error {
  const how = finished
    ? "was an intermediate result of a training step or a prediction that has finished; keep detach().clone() of it"
    : "was disposed of (by dispose, using, or the end of a tidy), so it has no values";
  return new Error(`${operation}: the array ${how}`);
}

/** Gives the block of a storage that stands in line no more back. */
function giveBack(storage: Storage, from: Heap): void {
  from.give(storage.address, storage.blockSize);
  storage.heap = null;
  storage.address = 0;
  arrays--;
  resident -= storage.blockSize;
}

function append(storage: Storage): void {
  storage.queued = storage.lastUse;
  storage.older = newest;
  storage.newer = null;
  if (newest === null) oldest = storage;
  else newest.newer = storage;
  newest = storage;
}

function unlink(storage: Storage): void {
  const { older, newer } = storage;
  if (older === null) oldest = newer;
  else older.newer = newer;
  if (newer === null) newest = older;
  else newer.older = older;
  storage.older = null;
  storage.newer = null;
}
