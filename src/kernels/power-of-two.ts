/**
 * 0, and 2^-1074 … 2^1023. A table, since to write the bits of 2^n and read them as a number takes as long
 * as all else in `exp`.
 */
const powers = /* @__PURE__ */ allPowers();

function allPowers(): Float64Array {
  const all = new Float64Array(2099);
  for (let i = 1, power = Number.MIN_VALUE; i < all.length; i++, power *= 2) all[i] = power;
  return all;
}

/** 2^n for an integer up to 1023; 0 for -1075, 1 for NaN. */
export function powerOfTwo(n: number): number {
  return powers[(n | 0) + 1075];
}

/** y 2^n, y near 1, where 2^n itself may be too large or too small: of two steps the second one rounds. */
export function scale(y: number, n: number): number {
  if (n > -1022 && n < 1024) return y * powerOfTwo(n);
  const half = n >> 1;
  return y * powerOfTwo(half) * powerOfTwo(n - half);
}
