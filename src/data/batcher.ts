import type { RandomGenerator } from "../array/random.js";
import { permutation, uniforms } from "../ops/draws.js";
import { type PlainRow, plainRow, type Row } from "./row.js";

export interface BatcherOptions {
  readonly batchSize: number;
  readonly dropLast: boolean;
  /** Rows among which the next one is drawn. */
  readonly bufferSize: number;
  /** Null to keep the rows in order. */
  readonly random: RandomGenerator | null;
}

/** Random numbers drawn at once. */
const drawsAtOnce = 256;

/** Makes batches of rows that come one by one, shuffled within a buffer that the rows pass through. */
export class Batcher {
  private readonly buffer: PlainRow[] = [];
  private batch: PlainRow[] = [];
  private first: PlainRow | null = null;
  private rows = 0;
  private draws: Float64Array = new Float64Array(0);
  private drawn = 0;

  constructor(private readonly options: BatcherOptions) {}

  /** Takes in a row; returns a batch when that completes one. */
  add(row: Row): PlainRow[] | null {
    const plain = plainRow(row, this.rows++, this.first);
    this.first ??= plain;
    const { bufferSize, random } = this.options;
    if (random === null) return this.append(plain);
    if (this.buffer.length < bufferSize) {
      this.buffer.push(plain);
      return null;
    }
    const i = Math.floor(this.draw(random) * bufferSize);
    const drawn = this.buffer[i];
    this.buffer[i] = plain;
    return this.append(drawn);
  }

  /** What is left when the rows have ended. */
  *end(): Generator<PlainRow[]> {
    if (this.rows === 0) {
      throw new Error(
        "DataLoader: the source gave no rows; what can be gone through only once serves one epoch: pass a function that starts it anew",
      );
    }
    const { random, dropLast } = this.options;
    const left = random === null ? [] : permutation(this.buffer.length, random);
    for (const i of left) {
      const batch = this.append(this.buffer[i]);
      if (batch !== null) yield batch;
    }
    if (this.batch.length > 0 && !dropLast) yield this.batch;
  }

  private append(row: PlainRow): PlainRow[] | null {
    this.batch.push(row);
    if (this.batch.length < this.options.batchSize) return null;
    const full = this.batch;
    this.batch = [];
    return full;
  }

  private draw(random: RandomGenerator): number {
    if (this.drawn === this.draws.length) {
      this.draws = uniforms(random, drawsAtOnce);
      this.drawn = 0;
    }
    return this.draws[this.drawn++];
  }
}
