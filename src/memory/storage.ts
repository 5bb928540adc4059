import { thisCopy } from "../errors/copy.js";
import type { Address } from "../kernels/kernels.js";
import type { Words } from "./copies.js";
import type { Heap } from "./heap.js";

/**
 * The bytes of one or more arrays. A storage is resident (a block of some core's linear memory),
 * spilled (a plain copy on the JavaScript heap) or released. Only memory.ts and
 * changes.ts change these fields.
 */
export class Storage {
  /** Where the bytes stand while resident; null while spilled or released. */
  heap: Heap | null = null;
  address: Address = 0;
  /** What holds the bytes while spilled, from that word on; it may hold those of others too. */
  copy: Words | null = null;
  copyStart = 0;
  released = false;
  /** Whether it was released at the end of the training step that it was an intermediate result of. */
  finished = false;
  /** The operation that used it last: what the current one uses stays where it is. */
  lastUse = 0;
  /** The operation that had used it last when it was put in line to be spilled. */
  queued = 0;
  /** The operation that made it, as long as nothing but that refers to it: where that fails, it is freed. */
  madeIn = 0;
  /** How many arrays share it; the last one to be disposed releases it. */
  owners = 1;
  /** The tidy scope that releases it at its end. */
  scope: Scope | null = null;
  /** What was changed in place; null: nothing. */
  changes: Changes | null = null;
  /** Neighbours in the line of those to be spilled. */
  older: Storage | null = null;
  newer: Storage | null = null;

  /** @internal */
  get "smolml.copy"(): object {
    return thisCopy;
  }

  constructor(
    readonly byteLength: number,
    /** The bytes of the block that it takes while resident. */
    readonly blockSize: number,
  ) {}
}

/** What was made inside one `tidy`. */
export interface Scope {
  readonly storages: Storage[];
  readonly outer: Scope | null;
}

/** What was changed in place of a storage. */
export interface Changes {
  /** When any part was changed last, as in each of them. */
  at: number;
  parts: Change[];
}

/** One part of a storage, and when it was changed in place last. */
export interface Change {
  /** In bytes from the storage's beginning. */
  readonly from: number;
  readonly to: number;
  /** The order of the newest node then: results up to it were made of the numbers before. */
  at: number;
  /** What changed it. */
  by: string;
}
