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

/** The same bytes as a plain Uint8Array of this realm; null unless given one, or an ArrayBuffer, of any realm. */
export function asBytes(value: unknown): Uint8Array | null {
  if (kind(value) === "Uint8Array") {
    return new Uint8Array(buffer(value), byteOffset(value), length(value));
  }
  return isArrayBuffer(value) ? new Uint8Array(value) : null;
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  try {
    // An engine's own slot, which nothing else has.
    ArrayBuffer.prototype.slice.call(value as ArrayBuffer, 0, 0);
    return true;
  } catch {
    return false;
  }
}
