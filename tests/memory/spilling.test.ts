import { afterEach, describe, expect, test } from "vitest";
import {
  arange,
  full,
  MLArray,
  memory,
  randn,
  setBackend,
  setMemoryBudget,
  zeros,
} from "../../src/index.js";
import { linearMemory } from "../../src/memory/memory.js";
import { Data } from "../support/data.js";
import { onEachCore } from "../support/settings.js";

const kibibyte = 1024;
/** 64 float32 elements: four of its blocks make a kibibyte. */
const length = 64;

function isResident({ node }: MLArray): boolean {
  return node.storage.heap !== null;
}

/** Starts from nothing resident. */
function setEmptyBudget(bytes: number): void {
  setMemoryBudget(0);
  setMemoryBudget(bytes);
}

onEachCore((core) => {
  afterEach(() => setMemoryBudget(256 * kibibyte ** 2));

  describe("spilling", () => {
    test("goes in the order of use: what was unused for longest first", () => {
      setEmptyBudget(kibibyte);
      const [a, b, c, d] = Array.from({ length: 4 }, (_, i) => full([length], i));
      expect([a, b, c, d].map(isResident)).toEqual([true, true, true, true]);
      a.get(0);
      const e = full([length], 4);
      expect([a, b, c, d, e].map(isResident)).toEqual([true, false, false, true, true]);
    });

    test("a spilled array comes back when it is used, and others go", () => {
      setEmptyBudget(kibibyte);
      const arrays = Array.from({ length: 12 }, (_, i) => full([length], i));
      expect(arrays.map(isResident).filter(Boolean)).toHaveLength(4);
      arrays.forEach((array, i) => {
        expect(array.toTypedArray()).toEqual(new Float32Array(length).fill(i));
        expect(isResident(array)).toBe(true);
      });
    });

    test("arrays kept through thousands of spills read back exactly", () => {
      setEmptyBudget(16 * kibibyte);
      const data = new Data(1);
      const before = memory().spills;
      const kept = Array.from({ length: 40 }, () => {
        const values = data.withSpecials(1 + data.integer(300), "float32");
        return { array: new MLArray(values), values: Float32Array.from(values) };
      });
      for (let i = 0; i < 5000; i++) {
        randn([1 + data.integer(400)]).mul(2);
        const { array, values } = kept[data.integer(kept.length)];
        if (i % 7 === 0) expect(array.toTypedArray()).toEqual(values);
      }
      for (const { array, values } of kept) expect(array.toTypedArray()).toEqual(values);
      expect(memory().spills - before).toBeGreaterThan(5000);
    });

    test("does not change what a graph computes", () => {
      const step = (budget: number): [number, unknown] => {
        setEmptyBudget(budget);
        const x = arange(300).reshape(10, 30).div(300);
        const w = arange(600).reshape(30, 20).div(600);
        const y = x.matmul(w).tanh().mul(3).sub(x.sum()).softmax();
        const loss = y.mul(y).std();
        loss.backward();
        return [loss.item(), [x.grad().toList(), w.grad().toList()]];
      };
      const plenty = step(2 ** 24);
      expect(step(0)).toEqual(plenty);
      expect(step(5 * kibibyte)).toEqual(plenty);
    });

    test("an operand that comes back, so that memory grows in the middle of an operation", () => {
      const operations: readonly ((x: MLArray) => MLArray)[] = [
        (x) => x.clone(),
        (x) => x.astype("float64"),
        (x) => new MLArray(new Float32Array(x.size())).updateValues(x),
        (x) => new MLArray(new Float32Array(x.size())).set([], x),
      ];
      zeros(50_000);
      for (const operation of operations) {
        setEmptyBudget(0);
        const size = linearMemory().bytes.byteLength;
        // One such array fits into the memory there is, two do not.
        const n = Math.floor((0.75 * size) / Float32Array.BYTES_PER_ELEMENT);
        const x = arange(n);
        // Takes the block of x, so that nothing there looks like x.
        zeros(n);
        expect(operation(x).max().item()).toBe(n - 1);
        expect(linearMemory().bytes.byteLength).toBeGreaterThan(size);
      }
    });
  });

  describe("the budget", () => {
    test("lowered at run time is kept to at once", () => {
      setEmptyBudget(64 * kibibyte);
      const arrays = Array.from({ length: 64 }, (_, i) => full([length], i));
      expect(memory().resident).toBeGreaterThanOrEqual(16 * kibibyte);
      setMemoryBudget(2 * kibibyte);
      expect(memory().resident).toBeLessThanOrEqual(2 * kibibyte);
      expect(arrays.map((array) => array.get(5).item())).toEqual([...arrays.keys()]);
      expect(memory().resident).toBeLessThanOrEqual(2 * kibibyte);
    });

    test("gives way to a single operation that needs more", () => {
      setEmptyBudget(kibibyte);
      const x = arange(10_000);
      const y = x.add(1);
      expect(y.get(9999).item()).toBe(10_000);
      y.mul(x).sum().backward();
      expect(x.grad().get(9999).item()).toBe(9999 + 10_000);
      zeros(1);
      expect(memory().resident).toBeLessThanOrEqual(kibibyte);
    });

    test("holds for many sizes mixed: linear memory stays near it", () => {
      setEmptyBudget(256 * kibibyte);
      const data = new Data(2);
      const kept: MLArray[] = [];
      for (let i = 0; i < 20_000; i++) {
        const n = 2 ** data.integer(12) + data.integer(50);
        const x = full([n], i);
        if (i % 500 === 0) kept.push(x);
        if (i % 50 === 0) kept[data.integer(kept.length)].sum();
      }
      expect(memory().resident).toBeLessThanOrEqual(256 * kibibyte);
      expect(kept.map((x) => x.max().item() / 500)).toEqual([...kept.keys()]);
    });
  });

  describe("memory()", () => {
    test("counts arrays, bytes and spills", () => {
      setEmptyBudget(kibibyte);
      const start = memory();
      expect([start.arrays, start.resident, start.budget]).toEqual([0, 0, kibibyte]);
      const a = zeros(length);
      const view = a.reshape(8, 8);
      expect(memory()).toMatchObject({ arrays: 1, resident: 256 });
      const others = [zeros(length), zeros(length), zeros(length), zeros(length)];
      const full = memory();
      expect(full).toMatchObject({ arrays: 4, resident: 1024 });
      expect(full.spilled - start.spilled).toBe(256);
      expect(full.spills - start.spills).toBe(1);
      expect(full.peak).toBeGreaterThanOrEqual(1024);
      view.sum().dispose();
      expect(memory().spilled - start.spilled).toBe(2 * 256);
      for (const array of [a, view, ...others]) array.dispose();
      const end = memory();
      expect([end.arrays, end.resident, end.spilled]).toEqual([0, 0, start.spilled]);
    });
  });

  describe("setBackend", () => {
    test("carries arrays, gradients and graphs to the other core and back", () => {
      const other = core === "wasm" ? "typescript" : "wasm";
      const x = new MLArray([0.5, -1, 2], { dtype: "float64" });
      const kept = arange(1000);
      x.mul(2).backward();
      const y = x.mul(x);
      setBackend(other);
      const z = y.mul(x).sum();
      setBackend(core);
      const spilledBefore = memory().arrays;
      setBackend(other);
      z.backward();
      expect(x.grad().toList()).toEqual([2 + 0.75, 2 + 3, 2 + 12]);
      setBackend(core);
      expect(x.grad().toList()).toEqual([2.75, 5, 14]);
      expect(kept.get(999).item()).toBe(999);
      expect(spilledBefore).toBeGreaterThan(0);
    });
  });
});
