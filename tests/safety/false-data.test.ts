import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  Adam,
  type ArrayData,
  DataLoader,
  MLArray,
  mseLoss,
  StandardScaler,
  tidy,
  Value,
  zeros,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

/** Data that says one thing and holds another: an error or what it holds, never what memory held before. */

const secret = 123456.789;

/** Leaves a number in the blocks that the next small arrays get. */
function leaveTraces(): void {
  tidy(() => {
    for (let i = 0; i < 64; i++) new MLArray(new Array(64).fill(secret)).mul(1);
  });
}

function withLength(data: Float64Array, length: number): Float64Array {
  return Object.defineProperty(data, "length", { value: length });
}

class Liar extends Float32Array {
  override get length(): number {
    return 64;
  }
}

class Short<T> extends Array<T> {
  override *[Symbol.iterator](): ArrayIterator<T> {
    yield this[0];
  }
}

class Long<T> extends Array<T> {
  override *[Symbol.iterator](): ArrayIterator<T> {
    yield* [this[0], this[0], this[0], this[0]];
  }
}

/** An array that has other lengths, or other elements, each time it is asked. */
function changing(numbers: number[], lengths: number[]): number[] {
  return new Proxy(numbers, {
    get: (target, name) => (name === "length" ? (lengths.shift() ?? 1) : Reflect.get(target, name)),
  });
}

onEachCore(() => {
  const elementsOf = (data: ArrayData): number[] => {
    leaveTraces();
    return Array.from(new MLArray(data).toTypedArray());
  };

  describe("a typed array counts as long as it is, whatever its length says", () => {
    test.each([0, 1, 3, 64, 2 ** 30])("a length of %i of its own", (length) => {
      const data = () => withLength(Float64Array.of(1, 2, 3, 4), length);
      expect(elementsOf(data())).toEqual([1, 2, 3, 4]);
      expect(zeros(4).updateValues(data()).toList()).toEqual([1, 2, 3, 4]);
      expect(zeros(4).add(data()).toList()).toEqual([1, 2, 3, 4]);
      expect(() => zeros(5).updateValues(data())).toThrow("updateValues: data of shape (4,)");
      const [[X]] = new DataLoader([[data(), 1]] as never, { batchSize: 1 });
      expect((X as MLArray).toList()).toEqual([[1, 2, 3, 4]]);
    });

    test("a class with a length of its own", () => {
      expect(elementsOf(Liar.of(1, 2, 3))).toEqual([1, 2, 3]);
    });

    test("bytes that were given away", () => {
      const data = Float32Array.of(1, 2);
      structuredClone(data, { transfer: [data.buffer] });
      expect(() => new MLArray(data)).toThrow("empty arrays hold nothing");
    });

    test("of another realm", () => {
      const other = createContext();
      expect(elementsOf(runInContext("Float32Array.of(1, 2)", other))).toEqual([1, 2]);
      expect(elementsOf(runInContext("[[1, 2], [3, 4]]", other))).toEqual([1, 2, 3, 4]);
      for (const code of ["BigInt64Array.of(1n)", "new DataView(new ArrayBuffer(8))"]) {
        const data = runInContext(code, other);
        expect(() => new MLArray(data)).toThrow("expected a number or a Value");
      }
    });

    test("states of an optimizer", () => {
      const [w, adam] = [zeros(4), new Adam()];
      const state = withLength(Float64Array.of(1, 2), 4);
      expect(() => adam.setStateOf(w, [state, state])).toThrow("got states of 2, 2 elements");
    });
  });

  describe("a list counts by its elements", () => {
    test.each<[string, ArrayData]>([
      ["with an iterator that is shorter", Short.of(1, 2, 3)],
      ["with an iterator that is longer", Long.of(1, 2, 3)],
      ["nested, with an iterator that is shorter", [Short.of(1, 2, 3)]],
      ["nested, with an iterator that is longer", Short.of(Long.of(1, 2, 3))],
    ])("%s", (_, data) => {
      expect(elementsOf(data)).toEqual([1, 2, 3]);
      expect(zeros(3).updateValues(new MLArray(data).flatten()).toList()).toEqual([1, 2, 3]);
    });

    test.each([
      ["says 3, then 2", [3, 2]],
      ["says 3, 3, then 1", [3, 3, 1, 1, 1]],
      ["says 2, then 2000", [2, 2000, 2000, 2000, 2000, 2000]],
    ])("one that %s", (_, lengths) => {
      const data = changing([1, 2, 3], [...lengths]);
      let found: number[] = [];
      try {
        found = elementsOf(data);
      } catch (error) {
        expect((error as Error).message).toMatch(/^MLArray: /);
      }
      for (const x of found) expect([1, 2, 3]).toContain(x);
    });

    test("a hole is no number", () => {
      // biome-ignore lint/suspicious/noSparseArray: what is tested
      expect(() => new MLArray([1, , 3] as number[])).toThrow("element 1 is undefined");
    });

    test("an object that looks like a list is none", () => {
      expect(() => new MLArray({ length: 3, 0: 1 } as never)).toThrow("element 0 is an object");
    });
  });

  test("what is no number in a Value becomes one before there is memory for it", () => {
    const value = new Value(1);
    let calls = 0;
    const evil = {
      valueOf() {
        calls++;
        // Memory grows, so that views taken before are empty.
        zeros(2_000_000);
        return 5;
      },
    };
    value.data = evil as never;
    leaveTraces();
    expect(new MLArray([value, 2]).toList()).toEqual([5, 2]);
    expect(new MLArray([value, 2], { requiresGrad: false }).toList()).toEqual([5, 2]);
    expect(zeros(2).updateValues([value, 2]).toList()).toEqual([5, 2]);
    expect(calls).toBe(3);
  });

  test("copyTo hands no view of memory to what is no typed array", () => {
    const x = new MLArray([1, 2]);
    let handed: ArrayLike<number> = [];
    x.copyTo({
      length: 2,
      set(values: ArrayLike<number>) {
        handed = values;
      },
    });
    expect((handed as Float32Array).buffer.byteLength).toBe(8);
    expect(() => x.copyTo(withLength(new Float64Array(1), 2))).toThrow(RangeError);
  });

  test("a scaler's statistics are as many as it says", () => {
    const state = { center: withLength(Float64Array.of(1), 3), scale: [1, 1, 1] };
    const scaler = new StandardScaler();
    expect(() => scaler.setState(state)).toThrow("as many numbers");
  });

  test("targets that are longer than they say do not reach the loss", () => {
    const target = withLength(Float64Array.of(1, 2, 3, 4), 2);
    expect(() => mseLoss(zeros(2), target)).toThrow(RangeError);
  });
});
