import type { DType } from "../../src/shape/dtype.js";

/** The distance of neighbouring numbers of the dtype at |x|. */
export function ulp(x: number, dtype: DType): number {
  const [precision, smallest] = dtype === "float32" ? [24, -149] : [53, -1074];
  const highWord = new DataView(new Float64Array([x]).buffer).getUint32(4, true);
  const exponent = ((highWord >>> 20) & 0x7ff) - 1023;
  return 2 ** Math.max(exponent - precision + 1, smallest);
}

/**
 * How many units in the last place a and b lie apart, the unit taken at the largest of a, b and
 * `floor`. All NaNs are one; the overflow of float32 counts as 2^128.
 */
export function ulpsApart(a: number, b: number, dtype: DType, floor = 0): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const [finiteA, finiteB] = [a, b].map((x) =>
    dtype === "float32" && Math.abs(x) === Infinity ? Math.sign(x) * 2 ** 128 : x,
  );
  const distance = Math.abs(finiteA - finiteB);
  if (!Number.isFinite(distance)) return Infinity;
  const largest = Math.max(Math.abs(finiteA), Math.abs(finiteB), floor);
  return distance / ulp(largest, dtype);
}
