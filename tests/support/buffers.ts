import { expect } from "vitest";
import type { LinearMemory } from "../../src/backends/linear-memory.js";
import type { Address } from "../../src/kernels/kernels.js";
import { bytesPerElement, type DType, type RealArray } from "../../src/shape/dtype.js";

const alignment = 64;
/** What may be read, but not written, behind every buffer. */
const slack = 64;
/** Fills what holds no data: a NaN in both dtypes, so that a kernel that uses it is seen. */
const garbage = 0x7ffcdead;
/**
 * Fills what follows an output: a large negative number in both dtypes, since most functions of a
 * NaN are the same NaN, which a kernel that runs too far would leave as it was.
 */
const guard = 0xdf12abcd;

interface Output {
  readonly address: Address;
  readonly length: number;
  readonly kind: DType | "int32";
  /** The bytes that may change. */
  readonly writable: number;
}

type Values = ArrayLike<number>;

/**
 * Lays out a kernel's buffers as the contract says (64-byte aligned and padded, slack behind), and
 * checks afterwards that nothing but the outputs changed. A new arena overwrites the last one.
 */
export class Arena {
  /** The bytes of all buffers as they were laid out, from `memory.start` on. */
  #image = new Uint8Array(0);
  readonly #first: Address;
  readonly #outputs: Output[] = [];
  readonly #free: Output[] = [];

  constructor(
    readonly memory: LinearMemory,
    readonly dtype: DType,
  ) {
    this.#first = Math.ceil(memory.start / alignment) * alignment;
    this.#append(new Uint8Array(0), guard);
  }

  get elementBytes(): number {
    return bytesPerElement[this.dtype];
  }

  /** A buffer that the kernel must leave as it is. */
  input(values: Values): Address {
    return this.#append(bytesOf(values, this.dtype), garbage);
  }

  /** An output that begins as `values`, or that many elements of garbage. */
  output(values: Values | number): Address {
    return this.#output(values, this.dtype, 1);
  }

  /** An output whose padding, up to a multiple of 16 bytes, may be written as well. */
  paddedOutput(values: Values | number): Address {
    return this.#output(values, this.dtype, 16);
  }

  int32Input(values: Values): Address {
    return this.#append(bytesOf(values, "int32"), garbage);
  }

  int32Output(values: Values | number): Address {
    return this.#output(values, "int32", 1);
  }

  /** Memory that the kernel may use as it likes; 0 for none. */
  scratch(bytes: number): Address {
    if (bytes === 0) return 0;
    const address = this.#append(filled(bytes, garbage), guard);
    this.#free.push({ address, length: bytes, kind: "int32", writable: bytes });
    return address;
  }

  /** A copy of n elements. */
  read(address: Address, n: number): RealArray {
    return this.#view(address, n, this.dtype).slice() as RealArray;
  }

  /** Copies of all outputs, in the order in which they were laid out. */
  outputs(): (RealArray | Int32Array)[] {
    return this.#outputs.map(({ address, length, kind }) =>
      this.#view(address, length, kind).slice(),
    );
  }

  /** Fails if a byte outside the outputs changed. */
  expectOnlyOutputsChanged(context = ""): void {
    const bytes = this.memory.bytes.slice(this.#first, this.#first + this.#image.length);
    for (const { address, writable } of [...this.#outputs, ...this.#free]) {
      const from = address - this.#first;
      bytes.set(this.#image.subarray(from, from + writable), from);
    }
    if (Buffer.compare(bytes, this.#image) === 0) return;
    const changed = bytes.findIndex((byte, i) => byte !== this.#image[i]);
    expect.fail(`${context}: byte ${changed} of the arena changed, outside the outputs`);
  }

  #output(values: Values | number, kind: DType | "int32", multiple: number): Address {
    const bytes =
      typeof values === "number" ? filled(values * sizeOf(kind), garbage) : bytesOf(values, kind);
    const address = this.#append(bytes, guard);
    const writable = Math.ceil(bytes.length / multiple) * multiple;
    this.#outputs.push({ address, length: bytes.length / sizeOf(kind), kind, writable });
    return address;
  }

  #append(bytes: Uint8Array, behind: number): Address {
    const block = filled(Math.ceil(bytes.length / alignment) * alignment + slack, behind);
    block.set(bytes);
    const address = this.#first + this.#image.length;
    const image = new Uint8Array(this.#image.length + block.length);
    image.set(this.#image);
    image.set(block, this.#image.length);
    this.#image = image;
    this.memory.grow(this.#first + image.length);
    this.memory.bytes.set(block, address);
    return address;
  }

  #view(address: Address, n: number, kind: DType | "int32"): RealArray | Int32Array {
    const first = address / sizeOf(kind);
    return this.memory[kind].subarray(first, first + n);
  }
}

function sizeOf(kind: DType | "int32"): number {
  return kind === "int32" ? 4 : bytesPerElement[kind];
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

function bytesOf(values: Values, kind: DType | "int32"): Uint8Array {
  return new Uint8Array(arrays[kind].from(values).buffer);
}

function filled(bytes: number, word: number): Uint8Array<ArrayBuffer> {
  const words = new Int32Array(Math.ceil(bytes / 4)).fill(word);
  return new Uint8Array(words.buffer, 0, bytes);
}
