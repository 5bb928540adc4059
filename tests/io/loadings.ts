import assert from "node:assert/strict";
import fc from "fast-check";
import { memory, NeuralNetwork } from "../../src/index.js";
import { data, options, statefulModel } from "./models.js";

/** Whatever the bytes are, loading gives a model or an error that says so, in time and memory of their size. */

const { X, y } = data();
const trained = statefulModel();
trained.train(X, y, { ...options, epochs: 1 });
export const file = trained.save();
const headerEnd = 8 + new DataView(file.buffer).getUint32(0, true);
const header = new TextDecoder().decode(file.subarray(8, headerEnd));

/** Blocks are padded and come with gradients; a refused layer may have made as much as a file holds. */
const bytesPerByte = 4;
const slackAfterwards = 16 * 1024;
const slackWithin = 16 * 1024 * 1024;

/** The milliseconds of the slowest of all loads so far, those for the bytes of its file taken off. */
export let slowest = 0;
const millisecondsPerByte = 0.01;

function check(bytes: Uint8Array): void {
  const { resident, peak } = memory();
  const start = performance.now();
  try {
    NeuralNetwork.load(bytes);
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.match(error.message, /^load: /);
    // What an engine says of a mistake in the code; {"toString": 0} cannot be printed, which it says too.
    assert.doesNotMatch(
      error.message,
      /Cannot (?!convert object to prim)|is not a function$|is not iterable|call stack|array length/,
    );
  }
  const took = performance.now() - start - millisecondsPerByte * bytes.length;
  slowest = Math.max(slowest, took);
  const after = memory();
  const room = bytesPerByte * bytes.length;
  assert.ok(after.resident - resident <= room + slackAfterwards, "bytes held afterwards");
  assert.ok(after.peak <= Math.max(peak, resident + room + slackWithin), "bytes held within");
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

function flipped(bits: readonly number[]): Uint8Array {
  const bytes = file.slice();
  for (const bit of bits) bytes[bit >> 3] ^= 1 << (bit & 7);
  return bytes;
}

const bitsOf = (bytes: number) => fc.nat({ max: bytes * 8 - 1 });

const entry = fc.record({
  dtype: fc.constantFrom("F32", "F64", "I8"),
  shape: fc.array(fc.integer({ min: -1, max: 2 ** 31 })),
  data_offsets: fc.array(fc.integer({ min: -1, max: 2 ** 31 }), { maxLength: 3 }),
});

const parsed = JSON.parse(header);
const model: string = parsed.__metadata__.smolml;
const places = placesIn(JSON.parse(model), []);
const numbers = [...header.matchAll(/\d+(\.\d+)?/g)];

/** The file with a part of its description replaced. */
function withPart(place: readonly string[], value: unknown): Uint8Array {
  const description = JSON.parse(model);
  const keys = [...place];
  const last = keys.pop() as string;
  let parent = description;
  for (const key of keys) parent = parent[key];
  parent[last] = value;
  const metadata = { ...parsed.__metadata__, smolml: JSON.stringify(description) };
  return withHeader(JSON.stringify({ ...parsed, __metadata__: metadata }));
}

/** A part of the description so often that the file is large. */
function withCopies(place: readonly string[], count: number): Uint8Array {
  const description = JSON.parse(model);
  const part = place.reduce((object, key) => object[key], description);
  return withPart(place, Array.isArray(part) ? new Array(count).fill(part).flat() : { part });
}

/** What is loaded, by what was done to the file; each is one load of bytes that fast-check chooses. */
export const loadings: Readonly<Record<string, fc.IRawProperty<unknown>>> = {
  "flipped bits": fc.property(
    fc.array(bitsOf(file.length), { minLength: 1, maxLength: 4 }),
    (bits) => check(flipped(bits)),
  ),
  "flipped bits of the header": fc.property(bitsOf(headerEnd), (bit) => check(flipped([bit]))),
  "bytes of any kind": fc.property(fc.uint8Array({ maxLength: 200 }), check),
  "headers of any JSON": fc.property(
    fc.oneof(fc.json(), fc.dictionary(fc.string(), entry).map(JSON.stringify)),
    (text) => check(withHeader(text)),
  ),
  "numbers of the header replaced by others": fc.property(
    fc.nat({ max: numbers.length - 1 }),
    fc.oneof(fc.integer(), fc.nat({ max: 20 }), fc.double(), fc.maxSafeInteger()),
    (i, n) => {
      const { index, 0: old } = numbers[i];
      check(withHeader(header.slice(0, index) + String(n) + header.slice(index + old.length)));
    },
  ),
  "parts of the description replaced by any JSON": fc.property(
    fc.constantFrom(...places),
    fc.jsonValue(),
    (place, value) => check(withPart(place, value)),
  ),
  "parts of the description repeated": fc.property(
    fc.constantFrom(...places),
    fc.nat({ max: 300 }),
    (place, count) => check(withCopies(place, count)),
  ),
};

/** The paths of all that a JSON value consists of. */
function placesIn(value: unknown, path: readonly string[]): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const place = [...path, key];
    return [place, ...placesIn(item, place)];
  });
}
