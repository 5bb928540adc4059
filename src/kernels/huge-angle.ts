/** Bits behind the point: as many as the largest number has before it, and then those of r. */
const precision = 1280n;

let known: bigint | null = null;

/** 2 / pi times 2^precision, by Machin's formula: pi = 16 atan(1 / 5) - 4 atan(1 / 239). */
function twoOverPi(): bigint {
  known ??= (2n << (2n * precision)) / (16n * arcTangentOf(5n) - 4n * arcTangentOf(239n));
  return known;
}

/** atan(1 / n) times 2^precision. */
function arcTangentOf(n: bigint): bigint {
  let term = (1n << precision) / n;
  let sum = term;
  for (let k = 3n; term !== 0n; k += 2n) {
    term /= -n * n;
    sum += term / k;
  }
  return sum;
}

/** x = n pi / 2 + r with |r| at most pi / 4, for any finite |x| >= 2^20: n modulo 4, and r. By integers, so exact. */
export function reduceHuge(x: number): [n: number, r: number] {
  // What lies behind the point has 32 bits, or none.
  const shift = Math.abs(x) < 2 ** 53 ? 32 : 0;
  const quarters = BigInt(x * 2 ** shift) * twoOverPi();
  const behind = precision + BigInt(shift);
  const n = (quarters + (1n << (behind - 1n))) >> behind;
  // The last 400 bits are not needed, and all would be more than a number holds.
  const rest = Number((quarters - (n << behind)) >> 400n) * 2 ** (400 - Number(behind));
  return [Number(n & 3n), rest * (Math.PI / 2)];
}
