import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memory, NeuralNetwork } from "../../src/index.js";
import { data, options, statefulModel } from "./models.js";

/** Whatever the bytes are, loading gives a model or an error that says so, and takes little memory. */

const { X, y } = data();
const trained = statefulModel();
trained.train(X, y, { ...options, epochs: 1 });
const file = trained.save();
const headerEnd = 8 + new DataView(file.buffer).getUint32(0, true);
const header = new TextDecoder().decode(file.subarray(8, headerEnd));

/** Blocks are padded and come with gradients; a refused layer may have made as much as a file holds. */
const bytesPerByte = 4;
const slack = 16 * 1024;

function check(bytes: Uint8Array): void {
  const before = memory().resident;
  try {
    NeuralNetwork.load(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    const { message } = error as Error;
    expect(message).toMatch(/^load: /);
    // What an engine says of a mistake in the code; {"toString": 0} cannot be printed, which it says too.
    expect(message).not.toMatch(
      /Cannot (?!convert object to prim)|is not a function$|is not iterable|call stack|array length/,
    );
  }
  expect(memory().resident - before).toBeLessThanOrEqual(bytesPerByte * bytes.length + slack);
}

/** The file with another header before the same tensors. */
function withHeader(text: string): Uint8Array {
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.length + file.length - headerEnd);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  bytes.set(file.subarray(headerEnd), 8 + json.length);
  return bytes;
}

const runs = { numRuns: 1000 };

describe("loading withstands", () => {
  test("every truncation", () => {
    for (let length = 0; length < file.length; length++) {
      expect(() => NeuralNetwork.load(file.subarray(0, length))).toThrow(/^load: /);
    }
  });

  test("flipped bits", () => {
    const bits = fc.array(fc.nat({ max: file.length * 8 - 1 }), { minLength: 1, maxLength: 4 });
    const property = fc.property(bits, (flips) => {
      const bytes = file.slice();
      for (const bit of flips) bytes[bit >> 3] ^= 1 << (bit & 7);
      check(bytes);
    });
    fc.assert(property, runs);
  });

  test("flipped bits of the header", () => {
    const property = fc.property(fc.nat({ max: headerEnd * 8 - 1 }), (bit) => {
      const bytes = file.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      check(bytes);
    });
    fc.assert(property, runs);
  });

  test("bytes of any kind", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check), runs);
  });

  test("headers of any JSON", () => {
    const entry = fc.record({
      dtype: fc.constantFrom("F32", "F64", "I8"),
      shape: fc.array(fc.integer({ min: -1, max: 2 ** 31 })),
      data_offsets: fc.array(fc.integer({ min: -1, max: 2 ** 31 }), { maxLength: 3 }),
    });
    const headers = fc.oneof(fc.json(), fc.dictionary(fc.string(), entry).map(JSON.stringify));
    fc.assert(
      fc.property(headers, (text) => check(withHeader(text))),
      runs,
    );
  });

  test("numbers of the header replaced by others", () => {
    const places = [...header.matchAll(/\d+(\.\d+)?/g)];
    const numbers = fc.oneof(fc.integer(), fc.nat({ max: 20 }), fc.double(), fc.maxSafeInteger());
    const property = fc.property(fc.nat({ max: places.length - 1 }), numbers, (i, n) => {
      const { index, 0: old } = places[i];
      check(withHeader(header.slice(0, index) + String(n) + header.slice(index + old.length)));
    });
    fc.assert(property, runs);
  });

  test("parts of the description replaced by any JSON", () => {
    const parsed = JSON.parse(header);
    const text: string = parsed.__metadata__.smolml;
    const places = placesIn(JSON.parse(text), []);
    const property = fc.property(fc.nat({ max: places.length - 1 }), fc.jsonValue(), (i, value) => {
      const description = JSON.parse(text);
      const keys = [...places[i]];
      const last = keys.pop() as string;
      let parent = description;
      for (const key of keys) parent = parent[key];
      parent[last] = value;
      const metadata = { ...parsed.__metadata__, smolml: JSON.stringify(description) };
      check(withHeader(JSON.stringify({ ...parsed, __metadata__: metadata })));
    });
    fc.assert(property, runs);
  });
});

/** The paths of all that a JSON value consists of. */
function placesIn(value: unknown, path: readonly string[]): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const place = [...path, key];
    return [place, ...placesIn(item, place)];
  });
}
