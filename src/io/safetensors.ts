import { bytesPerElement, type DType, type RealArray } from "../shape/dtype.js";
import { formatShape, type Shape, sizeOf } from "../shape/shape.js";
import { requireDistinctKeys } from "./distinct-keys.js";

/**
 * The safetensors format (github.com/huggingface/safetensors): eight bytes with the length of the
 * header, little-endian; the header, JSON padded with spaces to a multiple of eight; then the tensors'
 * elements, little-endian and row-major, one tensor behind the other without holes. The header gives for each tensor
 * its dtype, its shape and where it begins and ends behind the header, and texts as `__metadata__`.
 */

export interface Tensor {
  readonly dtype: DType;
  readonly shape: Shape;
  /** Row-major. Of a decoded tensor, a view of the file's bytes where their alignment allows it. */
  readonly values: RealArray;
}

export type Tensors = ReadonlyMap<string, Tensor>;

export interface TensorFile {
  readonly tensors: Tensors;
  readonly metadata: Readonly<Record<string, string>>;
}

const dtypeNames: Readonly<Record<DType, string>> = { float32: "F32", float64: "F64" };
const lengthBytes = 8;
/** No reader of the format takes a longer header. */
const longestHeader = 100_000_000;

/** float32 (2, 3) */
export function kindOf({ dtype, shape }: Pick<Tensor, "dtype" | "shape">): string {
  return `${dtype} ${formatShape(shape)}`;
}

/** Tensors as a file. The wide ones come first, so that all lie at a multiple of their element's size. */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort(
    ([, a], [, b]) => bytesPerElement[b.dtype] - bytesPerElement[a.dtype],
  );
  let end = 0;
  const entries = ordered.map(([name, { dtype, shape, values }]) => {
    const begin = end;
    end += values.byteLength;
    return [name, { dtype: dtypeNames[dtype], shape, data_offsets: [begin, end] }] as const;
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json);
  const start = lengthBytes + Math.ceil(header.length / lengthBytes) * lengthBytes;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - lengthBytes), true);
  bytes.fill(0x20, lengthBytes, start);
  bytes.set(header, lengthBytes);
  ordered.forEach(([, { values }], i) => {
    const part = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    bytes.set(part, start + entries[i][1].data_offsets[0]);
  });
  return bytes;
}

/** The tensors of a file. Every length, offset, dtype and shape is checked before anything is made of it. */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  const { header, start } = headerOf(bytes);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isObject(metadata) || Object.values(metadata).some((text) => typeof text !== "string")) {
    throw new RangeError(`the file's __metadata__ must be an object of texts`);
  }
  const places = Object.entries(entries).map(([name, entry]) => readPlace(name, entry));
  requireNoHoles(places, bytes.length - start);
  const tensors = places.map(({ name, dtype, shape, begin, end }) => {
    const values = realsOf(dtype, bytes.subarray(start + begin, start + end));
    return [name, { dtype, shape, values }] as const;
  });
  return { tensors: new Map(tensors), metadata: metadata as Record<string, string> };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function headerOf(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < lengthBytes) {
    throw new RangeError(`the file has ${bytes.length} bytes, expected at least ${lengthBytes}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const longest = Math.min(longestHeader, bytes.length - lengthBytes);
  if (length > longest) {
    requireNoText(bytes);
    throw new RangeError(
      `the file says that its header has ${length} bytes, but at most ${longest} are possible: it is cut off, or no safetensors file`,
    );
  }
  const start = lengthBytes + length;
  const text = textOf(bytes.subarray(lengthBytes, start));
  const header = text === undefined ? undefined : parse(text);
  if (text === undefined || !isObject(header)) {
    throw new RangeError(`the file's header is not a JSON object: it is no safetensors file`);
  }
  requireDistinctKeys("the file's header", text);
  return { header, start };
}

/** Read as a length, text is longer than any file. A server's answer is saved as easily as a model. */
function requireNoText(bytes: Uint8Array): void {
  const start = textOf(bytes.subarray(0, 40).map((byte) => (byte < 0x80 ? byte : 0x3f)))?.trim();
  const what = start?.startsWith("<") ? "a web page or XML" : "JSON, which fromJSON takes";
  if (start === undefined || !/^(<[!?a-z]|[{[]\s*["{[])/i.test(start)) return;
  throw new RangeError(
    `the file begins with ${JSON.stringify(start)}: it is ${what}, no model file`,
  );
}

/** Undefined where the bytes are no UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where a tensor lies behind the header, in bytes. */
interface Place {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

function readPlace(name: string, entry: unknown): Place {
  const fail = (problem: string): RangeError =>
    new RangeError(`tensor "${name}" of the file ${problem}`);
  if (!isObject(entry)) throw fail("is not described by an object");
  const { dtype: label, shape, data_offsets: offsets } = entry;
  const dtype = (Object.keys(dtypeNames) as DType[]).find((each) => dtypeNames[each] === label);
  if (dtype === undefined) {
    throw fail(`has dtype ${JSON.stringify(label)}, expected one of F32 (float32), F64 (float64)`);
  }
  if (!isCounts(shape) || shape.includes(0)) {
    throw fail(`has shape ${JSON.stringify(shape)}, expected a list of positive integers`);
  }
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw fail(`has data_offsets ${JSON.stringify(offsets)}, expected a pair [begin, end]`);
  }
  const [begin, end] = offsets;
  const expected = sizeOf(shape) * bytesPerElement[dtype];
  if (end - begin !== expected) {
    throw fail(`has ${end - begin} bytes, expected ${expected} for ${dtype} ${formatShape(shape)}`);
  }
  return { name, dtype, shape, begin, end };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** Tensors must fill the file: each begins where the one before it ends. */
function requireNoHoles(places: readonly Place[], length: number): void {
  let filled = 0;
  for (const { name, begin, end } of [...places].sort(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== filled) {
      throw new RangeError(
        `tensor "${name}" of the file begins at byte ${begin}, expected ${filled}, where the one before it ends`,
      );
    }
    filled = end;
  }
  if (filled === length) return;
  throw new RangeError(
    `the tensors of the file take ${filled} bytes, but it holds ${length}: it is cut off, or has something behind them`,
  );
}

function realsOf(dtype: DType, bytes: Uint8Array): RealArray {
  const size = bytesPerElement[dtype];
  const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const n = bytes.length / size;
  return dtype === "float32"
    ? new Float32Array(buffer as ArrayBuffer, byteOffset, n)
    : new Float64Array(buffer as ArrayBuffer, byteOffset, n);
}
