/** 2^-1075 comes out as 0. */
const least = -1075;
const most = 1023;
/** A table, since to write the bits of 2^n and read them as a number takes as long as all else in `exp`. */
const powers = /* @__PURE__ */ allPowers();

function allPowers(): Float64Array {
  const all = new Float64Array(most - least + 1).fill(1);
  for (let n = 1; n <= most; n++) all[n - least] = 2 * all[n - 1 - least];
  for (let n = -1; n >= least; n--) all[n - least] = 0.5 * all[n + 1 - least];
  return all;
}

/** 2^n for an integer from -1075 to 1023, 1 for NaN. */
export function powerOfTwo(n: number): number {
  return powers[(n | 0) - least];
}

/** y 2^n, y near 1, where 2^n itself may be too large or too small: of two steps the second one rounds. */
export function scale(y: number, n: number): number {
  if (n > -1022 && n < 1024) return y * powerOfTwo(n);
  const half = n >> 1;
  return y * powerOfTwo(half) * powerOfTwo(n - half);
}
