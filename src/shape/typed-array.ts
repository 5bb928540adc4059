/**
 * Typed arrays as the engine knows them: whatever own properties they have, and in whichever realm (a frame, a
 * `vm` context) they were made.
 */

const prototype: object = /* @__PURE__ */ Object.getPrototypeOf(Uint8Array.prototype);

function getter<T>(name: PropertyKey): (of: unknown) => T {
  const { get } = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  return (of) => Reflect.apply(get as () => T, of, []);
}

const kind = /* @__PURE__ */ getter<string | undefined>(Symbol.toStringTag);
const length = /* @__PURE__ */ getter<number>("length");
const buffer = /* @__PURE__ */ getter<ArrayBufferLike>("buffer");
const byteOffset = /* @__PURE__ */ getter<number>("byteOffset");

/** "Float32Array", "Uint8Array", …; undefined for all else. */
export function typedArrayKind(value: unknown): string | undefined {
  return kind(value);
}

/** How many elements there are, whatever a property `length` of a typed array's own says. */
export function lengthOf(values: ArrayLike<unknown>): number {
  return kind(values) === undefined ? values.length : length(values);
}

/** The same bytes as a plain Uint8Array of this realm; null for what is none, or of numbers that are no bytes. */
export function asBytes(value: unknown): Uint8Array | null {
  if (kind(value) !== "Uint8Array") return null;
  return new Uint8Array(buffer(value), byteOffset(value), length(value));
}
