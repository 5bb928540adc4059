import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/io/safetensors.js";

/**
 * The format as github.com/huggingface/safetensors describes it: 8 bytes, the header's length N,
 * little-endian; N bytes of JSON in UTF-8 that begin with "{" and may end in spaces; the tensors.
 */

const tensors = new Map<string, Tensor>([
  ["narrow", { dtype: "float32", shape: [3, 1], values: Float32Array.of(1, -2, 0.5) }],
  ["wide", { dtype: "float64", shape: [2], values: Float64Array.of(Math.PI, -0) }],
  ["scalar", { dtype: "float32", shape: [], values: Float32Array.of(Number.NaN) }],
]);
const metadata = { format: "smolml", text: 'quotes " and ünicode' };
const file = encodeSafetensors({ tensors, metadata });

/** A file with any header at all. */
function fileWith(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

describe("a file that is written", () => {
  test("is, byte for byte, what the format says", () => {
    const header =
      '{"__metadata__":{"format":"smolml","text":"quotes \\" and ünicode"},' +
      '"wide":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},' +
      '"narrow":{"dtype":"F32","shape":[3,1],"data_offsets":[16,28]},' +
      '"scalar":{"dtype":"F32","shape":[],"data_offsets":[28,32]}}';
    const json = [...new TextEncoder().encode(header)];
    while (json.length % 8 !== 0) json.push(0x20);
    // IEEE 754, little-endian: pi, -0, 1, -2, 0.5, NaN.
    const pi = [0x18, 0x2d, 0x44, 0x54, 0xfb, 0x21, 0x09, 0x40];
    const rest = [0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f];
    const length = [json.length & 0xff, json.length >> 8, 0, 0, 0, 0, 0, 0];
    expect([...file]).toEqual([...length, ...json, ...pi, ...rest, 0, 0, 0xc0, 0x7f]);
  });

  test("is read back the same, wherever in a buffer it lies", () => {
    for (const offset of [0, 1, 4, 8]) {
      const buffer = new Uint8Array(file.length + 16);
      buffer.set(file, offset);
      const read = decodeSafetensors(buffer.subarray(offset, offset + file.length));
      expect(read.metadata).toEqual(metadata);
      expect(new Map([...read.tensors].sort())).toEqual(new Map([...tensors].sort()));
    }
  });

  test("is read by Python", () => {
    // The usual reader where it is installed, else the format in ten lines.
    const script = `
import array, json, struct, sys
raw = sys.stdin.buffer.read()
try:
    from safetensors.numpy import load
    found = {name: [str(t.dtype), list(t.shape), t.ravel().tolist()] for name, t in load(raw).items()}
except ImportError:
    (n,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + n])
    header.pop("__metadata__")
    kinds = {"F32": ("float32", "f"), "F64": ("float64", "d")}
    found = {}
    for name, t in header.items():
        kind, code = kinds[t["dtype"]]
        begin, end = t["data_offsets"]
        values = array.array(code, raw[8 + n + begin : 8 + n + end])
        found[name] = [kind, t["shape"], values.tolist()]
print(json.dumps({name: found[name] for name in ("narrow", "wide")}))`;
    const { error, stdout, stderr } = spawnSync("python3", ["-c", script], { input: file });
    // Where there is no Python, the bytes themselves were checked above.
    if (error) return expect(error).toHaveProperty("code", "ENOENT");
    expect(String(stderr)).toBe("");
    expect(JSON.parse(String(stdout))).toEqual({
      narrow: ["float32", [3, 1], [1, -2, 0.5]],
      wide: ["float64", [2], [Math.PI, -0]],
    });
  });
});

describe("a file that is not in order is refused:", () => {
  const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  const eight = new Uint8Array(8);
  const long = file.slice();
  new DataView(long.buffer).setBigUint64(0, 2n ** 63n, true);

  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "the file has 0 bytes, expected at least 8"],
    ["a header cut off", file.subarray(0, 100), "but at most 92 are possible"],
    ["a length that is too large", long, "says that its header has 922337203685477"],
    ["no JSON", fileWith("{no"), "header is not a JSON object"],
    ["JSON that is no object", fileWith([1]), "header is not a JSON object"],
    ["no UTF-8", fileWith({}).fill(0xff, 8), "header is not a JSON object"],
    ["metadata that are no texts", fileWith({ __metadata__: { a: 1 } }), "an object of texts"],
    ["metadata that are no object", fileWith({ __metadata__: "a" }), "an object of texts"],
    ["a tensor that is no object", fileWith({ a: [] }), '"a" of the file is not described'],
    [
      "an unknown dtype",
      fileWith({ a: { ...entry, dtype: "BF16" } }, eight),
      'tensor "a" of the file has dtype "BF16", expected one of F32 (float32), F64 (float64)',
    ],
    ["no shape", fileWith({ a: { ...entry, shape: 2 } }, eight), "has shape 2, expected"],
    ["a length of 0", fileWith({ a: { ...entry, shape: [0] } }, eight), "has shape [0], expected"],
    ["a negative length", fileWith({ a: { ...entry, shape: [-2] } }, eight), "has shape [-2]"],
    ["half a row", fileWith({ a: { ...entry, shape: [0.5] } }, eight), "has shape [0.5]"],
    [
      "a shape beyond counting",
      fileWith({ a: { ...entry, shape: [2 ** 40, 2 ** 40] } }, eight),
      "has 8 bytes, expected 4.8",
    ],
    ["one offset", fileWith({ a: { ...entry, data_offsets: [8] } }, eight), "data_offsets [8]"],
    [
      "an end before the beginning",
      fileWith({ a: { ...entry, data_offsets: [8, 0] } }, eight),
      "data_offsets [8,0], expected a pair [begin, end]",
    ],
    [
      "bytes that do not fit the shape",
      fileWith({ a: { ...entry, data_offsets: [0, 4] } }, eight),
      "has 4 bytes, expected 8 for float32 (2,)",
    ],
    [
      "a hole",
      fileWith({ a: { ...entry, data_offsets: [4, 12] } }, new Uint8Array(12)),
      'tensor "a" of the file begins at byte 4, expected 0',
    ],
    [
      "tensors that overlap",
      fileWith({ a: entry, b: { ...entry, data_offsets: [4, 12] } }, new Uint8Array(12)),
      'tensor "b" of the file begins at byte 4, expected 8',
    ],
    [
      "data cut off",
      file.subarray(0, -1),
      "the tensors of the file take 32 bytes, but it holds 31",
    ],
    ["data too long", fileWith({ a: entry }, new Uint8Array(9)), "take 8 bytes, but it holds 9"],
  ])("%s", (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });
});
