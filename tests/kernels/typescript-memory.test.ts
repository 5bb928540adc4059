import { expect, it } from "vitest";
import { GrowingMemory } from "../../src/backends/typescript/memory.js";

it("keeps its contents when it grows, under new views", () => {
  const memory = new GrowingMemory();
  const before = memory.float32;
  memory.float32[20] = 1.5;
  memory.grow(3 * memory.bytes.length + 1);
  expect(memory.float32).not.toBe(before);
  expect(memory.float32[20]).toBe(1.5);
  expect(memory.float64.buffer).toBe(memory.bytes.buffer);
});

it("does nothing when it is large enough", () => {
  const memory = new GrowingMemory();
  const before = memory.bytes;
  memory.grow(before.length);
  expect(memory.bytes).toBe(before);
});

it("names what was asked for when that cannot be had", () => {
  const memory = new GrowingMemory();
  const before = memory.bytes;
  expect(() => memory.grow(2 ** 33)).toThrow(RangeError);
  expect(() => memory.grow(2 ** 33)).toThrow(/8589934592 bytes/);
  expect(() => memory.grow(Number.NaN)).toThrow(RangeError);
  expect(memory.bytes).toBe(before);
});
