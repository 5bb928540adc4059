import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GrowingMemory } from "../../src/backends/typescript/memory.js";
import { alignment, Heap } from "../../src/memory/heap.js";

const page = 65536;
/** Kernels may read so far behind a block. */
const slack = 64;
const noLimit = Number.POSITIVE_INFINITY;

interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** Takes a block as Memory does: from what is free, then from what can be reclaimed, then from above. */
function take(heap: Heap, bytes: number): Block {
  const size = Heap.blockSize(bytes);
  let address = heap.take(size);
  if (address === 0 && heap.isReclaimDue) {
    heap.reclaim();
    address = heap.take(size);
  }
  if (address === 0) {
    heap.extend(size, noLimit);
    address = heap.take(size);
  }
  return { address, bytes };
}

function give(heap: Heap, { address, bytes }: Block): void {
  heap.give(address, Heap.blockSize(bytes));
}

function expectSound(heap: Heap, blocks: readonly Block[]): void {
  const sorted = [...blocks].sort((a, b) => a.address - b.address);
  let end = heap.memory.start;
  for (const { address, bytes } of sorted) {
    expect(address % alignment).toBe(0);
    expect(address).toBeGreaterThanOrEqual(end);
    expect(Heap.blockSize(bytes)).toBeGreaterThanOrEqual(bytes);
    end = address + bytes;
  }
  expect(end + slack).toBeLessThanOrEqual(heap.memory.bytes.byteLength);
}

/** Small, around the bounds of classes and pages, and large. */
const byteCounts = fc.oneof(
  fc.integer({ min: 1, max: 600 }),
  fc.integer({ min: 1, max: 40_000 }),
  fc.constantFrom(64, 65, 512, 513, 32767, 32768, 32769, page - 1, page, page + 1, 3 * page),
  fc.integer({ min: page, max: 5 * page }),
);

type Step = { take: number } | { give: number } | "reclaim";

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: byteCounts.map((take) => ({ take })) },
    { weight: 5, arbitrary: fc.nat().map((give) => ({ give })) },
    { weight: 1, arbitrary: fc.constant("reclaim" as const) },
  ),
  { minLength: 1, maxLength: 120 },
);

describe("blocks", () => {
  test("are aligned and apart, inside memory, whatever is taken and given back", () => {
    const property = fc.property(steps, (list) => {
      const heap = new Heap(new GrowingMemory());
      const blocks: Block[] = [];
      for (const step of list) {
        if (step === "reclaim") heap.reclaim();
        else if ("take" in step) blocks.push(take(heap, step.take));
        else if (blocks.length > 0) {
          const [given] = blocks.splice(step.give % blocks.length, 1);
          give(heap, given);
        }
        expectSound(heap, blocks);
      }
    });
    fc.assert(property, { numRuns: 200 });
  });

  test("all given back are joined to one run again", () => {
    const property = fc.property(fc.array(byteCounts, { minLength: 1, maxLength: 60 }), (list) => {
      const heap = new Heap(new GrowingMemory());
      const blocks = list.map((bytes) => take(heap, bytes));
      const top = Math.max(...blocks.map(({ address, bytes }) => address + Heap.blockSize(bytes)));
      const bottom = Math.min(...blocks.map(({ address }) => address));
      for (const block of blocks) give(heap, block);
      heap.reclaim();
      const pages = Math.floor(top / page) - Math.ceil(bottom / page);
      if (pages > 0) expect(heap.take(pages * page)).not.toBe(0);
    });
    fc.assert(property, { numRuns: 200 });
  });

  test("of one size are recycled without growth", () => {
    const heap = new Heap(new GrowingMemory());
    for (const bytes of [100, 5000, 70_000]) {
      const first = take(heap, bytes);
      give(heap, first);
      const size = heap.memory.bytes.byteLength;
      for (let i = 0; i < 1000; i++) {
        const again = take(heap, bytes);
        expect(again.address).toBe(first.address);
        give(heap, again);
      }
      expect(heap.memory.bytes.byteLength).toBe(size);
    }
  });

  test("are at most a quarter larger than asked for, beyond 512 bytes; pages beyond 32 KiB", () => {
    for (let bytes = 513; bytes <= 32768; bytes += 37) {
      expect(Heap.blockSize(bytes)).toBeLessThanOrEqual(bytes * 1.25 + alignment);
    }
    expect(Heap.blockSize(32769)).toBe(page);
  });

  test("of many pages start at different places of a page, at the cost of one page at most", () => {
    const heap = new Heap(new GrowingMemory());
    for (const bytes of [4 * page, 5 * page, 8 * page - 10_000, 15 * page, 31 * page]) {
      const starts = Array.from({ length: 8 }, () => take(heap, bytes).address % page);
      expect(new Set(starts).size).toBeGreaterThan(3);
      expect(Heap.blockSize(bytes)).toBeLessThanOrEqual((Math.ceil(bytes / page) + 1) * page);
    }
  });
});
