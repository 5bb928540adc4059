import type { LinearMemory } from "../backends/linear-memory.js";
import type { Address } from "../kernels/kernels.js";

/** Blocks start at multiples of this, and so vectors and cache lines never straddle two. */
export const alignment = 64;

const pageSize = 65536;
const largestSmall = pageSize / 2;
/**
 * Blocks that all start at the same place in a page are read and written at addresses whose low bits
 * agree, which share cache sets and which processors take for one another: the steps of a wide network
 * take an eighth longer (measured). So blocks of more pages than this start further into their first
 * page by turns.
 */
const mostUnstaggered = 4;
const stagger = 17 * alignment;
const turns = 8;
/** In the time of looking at one free block (some 50 ns) an operation writes this much. */
const bytesForVisit = 512;
/** Kernels may read this far behind any block. */
const readableSlack = 64;

/**
 * Blocks of one core's linear memory. Small blocks come from size-class free lists, each filled by
 * cutting a page into equal parts; large ones are runs of whole pages, joined again when they are freed.
 */
export class Heap {
  /** By class: addresses of free small blocks. */
  private readonly free: Address[][] = classUnits.map(() => []);
  /** By page: the class its blocks belong to (-1: none). */
  private readonly pageClass: number[] = [];
  /** Free runs of pages, by address; neighbours are always joined. */
  private readonly runs: { page: number; length: number }[] = [];
  private readonly firstPage: number;
  private topPage: number;
  /** Bytes taken since the last `reclaim`. */
  private taken = 0;

  constructor(readonly memory: LinearMemory) {
    this.firstPage = Math.ceil(memory.start / pageSize);
    this.topPage = this.firstPage;
    this.addStartOfMemory();
  }

  /** The size of a block for `bytes`. */
  static blockSize(bytes: number): number {
    if (bytes <= largestSmall) return classUnits[classOf(bytes)] * alignment;
    const room = bytes < mostUnstaggered * pageSize ? 0 : (turns - 1) * stagger;
    return Math.ceil((bytes + room) / pageSize) * pageSize;
  }

  /** A block of `size`, as `blockSize` gives it, from what is free below the top; 0 if nothing fits. */
  take(size: number): Address {
    this.taken += size;
    if (size <= largestSmall) return this.takeSmall(classOf(size));
    const start = this.takeRun(size);
    if (start === 0 || size <= mostUnstaggered * pageSize) return start;
    return start + turnOf(pageOf(start)) * stagger;
  }

  /** Takes back a block of `size`. */
  give(address: Address, size: number): void {
    if (size <= largestSmall) this.free[classOf(size)].push(address);
    else this.addRun(pageOf(address), size / pageSize);
  }

  /** Raises the top so that `take(size)` succeeds; grows memory ahead, but not above `limit` for it. */
  extend(size: number, limit: number): void {
    const pages = Math.max(1, Math.ceil(size / pageSize));
    const last = this.runs[this.runs.length - 1];
    const atTop = last !== undefined && last.page + last.length === this.topPage ? last.length : 0;
    const top = this.topPage + pages - Math.min(atTop, pages - 1);
    const needed = top * pageSize + readableSlack;
    const current = this.memory.bytes.byteLength;
    if (needed > current) this.grow(needed, Math.min(current * 1.5, limit));
    this.addRun(this.topPage, top - this.topPage);
    this.topPage = top;
  }

  /**
   * Whether what was taken since the last `reclaim` pays for another one, which goes through all free small
   * blocks. Where takers of small and of large blocks are short of pages by turns, raising the top once
   * ends that; reclaiming for each of them took nine tenths of a training's time (measured).
   */
  get isReclaimDue(): boolean {
    const blocks = this.free.reduce((sum, list) => sum + list.length, 0);
    return this.taken >= blocks * bytesForVisit;
  }

  /** Turns pages whose small blocks are all free back into runs. */
  reclaim(): void {
    this.taken = 0;
    const free = new Map<number, number>();
    for (const address of this.free.flat()) {
      free.set(pageOf(address), (free.get(pageOf(address)) ?? 0) + 1);
    }
    const isEmpty = (page: number) => free.get(page) === blocksIn(this.pageClass[page]);
    for (const list of this.free) {
      let kept = 0;
      for (const address of list) if (!isEmpty(pageOf(address))) list[kept++] = address;
      list.length = kept;
    }
    for (const page of free.keys()) {
      if (!isEmpty(page)) continue;
      this.pageClass[page] = -1;
      this.addRun(page, 1);
    }
  }

  private grow(needed: number, ahead: number): void {
    if (ahead > needed) {
      try {
        this.memory.grow(ahead);
        return;
      } catch {
        // Near the end of what can be had, no more is asked for than is needed.
      }
    }
    this.memory.grow(needed);
  }

  private takeSmall(index: number): Address {
    const list = this.free[index];
    if (list.length === 0 && !this.cutPage(index)) return 0;
    return list.pop() as Address;
  }

  /** Cuts one page into blocks of a class, the lowest address to be taken first. */
  private cutPage(index: number): boolean {
    const start = this.takeRun(pageSize);
    if (start === 0) return false;
    const page = start / pageSize;
    this.pageClass[page] = index;
    const size = classUnits[index] * alignment;
    const list = this.free[index];
    for (let i = blocksIn(index) - 1; i >= 0; i--) list.push(start + i * size);
    return true;
  }

  /** The shortest free run that is long enough, cut to size. */
  private takeRun(size: number): Address {
    const pages = size / pageSize;
    let best = -1;
    for (let i = 0; i < this.runs.length; i++) {
      const length = this.runs[i].length;
      if (length >= pages && (best < 0 || length < this.runs[best].length)) best = i;
    }
    if (best < 0) return 0;
    const run = this.runs[best];
    const page = run.page;
    run.page += pages;
    run.length -= pages;
    if (run.length === 0) this.runs.splice(best, 1);
    for (let i = 0; i < pages; i++) this.pageClass[page + i] = -1;
    return page * pageSize;
  }

  private addRun(page: number, length: number): void {
    if (length === 0) return;
    const runs = this.runs;
    let i = runs.length;
    while (i > 0 && runs[i - 1].page > page) i--;
    const before = i > 0 && runs[i - 1].page + runs[i - 1].length === page ? runs[i - 1] : null;
    const after = i < runs.length && page + length === runs[i].page ? runs[i] : null;
    if (before !== null) {
      before.length += length;
      if (after !== null) {
        before.length += after.length;
        runs.splice(i, 1);
      }
    } else if (after !== null) {
      after.page = page;
      after.length += length;
    } else {
      runs.splice(i, 0, { page, length });
    }
  }

  /** Memory that the core has from the beginning is used before any is grown. */
  private addStartOfMemory(): void {
    const pages = Math.floor((this.memory.bytes.byteLength - readableSlack) / pageSize);
    if (pages <= this.firstPage) return;
    this.addRun(this.firstPage, pages - this.firstPage);
    this.topPage = pages;
  }
}

/** Sizes of the classes in units of 64 bytes: 1 to 8, then four to each doubling. */
const classUnits: number[] = [1, 2, 3, 4, 5, 6, 7, 8];
for (let step = 2; classUnits[classUnits.length - 1] * alignment < largestSmall; step *= 2) {
  for (let quarter = 5; quarter <= 8; quarter++) classUnits.push(quarter * step);
}

/** The class of a number of units, looked up. */
const classOfUnits = new Uint8Array(largestSmall / alignment + 1);
for (let units = 0, index = 0; units < classOfUnits.length; units++) {
  if (units > classUnits[index]) index++;
  classOfUnits[units] = index;
}

/** 0 to 7, well spread whatever the distance of the pages: Fibonacci hashing (Knuth, TAOCP 3, 6.4). */
function turnOf(page: number): number {
  return Math.imul(page, 0x9e3779b1) >>> 29;
}

/** How many blocks of a class a page is cut into. */
function blocksIn(index: number): number {
  return Math.floor(pageSize / (classUnits[index] * alignment));
}

function pageOf(address: Address): number {
  return (address / pageSize) | 0;
}

function classOf(bytes: number): number {
  return classOfUnits[(bytes + alignment - 1) >>> 6];
}
