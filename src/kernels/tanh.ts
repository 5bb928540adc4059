import { quotient, restHigh, restLow } from "./exp.js";
import { powerOfTwo } from "./power-of-two.js";

/**
 * tanh x, the operations of assembly/simd/tanh.ts in the same order.
 *
 * tanh |x| up to 1/2 is |x| - |x| w / (1 + w), 1 + w = x coth x; beyond, 1 - 2 / (e^r + 1), r = 2 |x|,
 * with e^r = 2^n (d + 2 s) / d, s = r - n ln 2, d = s coth(s / 2) - s.
 */
export function tanh(x: number): number {
  const size = Math.abs(x);
  const double = size > 20 ? 40 : size + size;
  let y: number;
  if (double > 1.0986122886681098) {
    const n = quotient(double);
    const r = restHigh(double, n) - restLow(n);
    const d = 2 - (r - cothMinusTwo(r));
    y = 1 - (d + d) / ((d + (r + r)) * powerOfTwo(n) + d);
  } else {
    const w = 0.5 * cothMinusTwo(double);
    y = size - (size * w) / (1 + w);
  }
  // y is 0 where x is, so that -0 stays.
  return x < 0 ? -y : y || x;
}

/** r coth(r / 2) - 2 = r^2 (1 / 6 - r^2 / 360 + …), the terms being 2 B(2 k) r^(2 k) / (2 k)!. */
function cothMinusTwo(r: number): number {
  const r2 = r * r;
  let sum = 1.1018005656720459e-17 * r2 - 4.349737397116124e-16;
  sum = sum * r2 + 1.717212411255569e-14;
  sum = sum * r2 - 6.779360592645165e-13;
  sum = sum * r2 + 2.6765073061369358e-11;
  sum = sum * r2 - 1.0568380277374986e-9;
  sum = sum * r2 + 4.17535139757362e-8;
  sum = sum * r2 - 0.0000016534391534391535;
  sum = sum * r2 + 0.00006613756613756614;
  sum = sum * r2 - 0.002777777777777778;
  return r2 * (sum * r2 + 0.16666666666666666);
}
