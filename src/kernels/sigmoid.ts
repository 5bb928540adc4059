import { bounded, correction, quotient, restHigh, restLow } from "./exp.js";
import { scale } from "./power-of-two.js";

/**
 * 1 / (1 + e^-x), of e^-|x| = s n / d without dividing twice: d / (d + s n), and s n / (d + s n) left
 * of 0, where so the small values keep all their digits. The operations of assembly/simd/sigmoid.ts.
 */
export function sigmoid(x: number): number {
  const size = bounded(-Math.abs(x));
  const n = quotient(size);
  const r = restHigh(size, n) - restLow(n);
  const d = 2 - correction(r);
  const sn = scale(d + (r + r), n);
  return (x >= 0 ? d : sn) / (d + sn);
}
