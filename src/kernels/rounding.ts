/** From here on there are no numbers between integers: 2^52. */
const allIntegers = 4503599627370496;

/** The nearest integer; of two as near, the even one. Keeps -0. */
export function roundToEven(x: number): number {
  const size = Math.abs(x);
  if (!(size < allIntegers)) return x;
  const rounded = size + allIntegers - allIntegers;
  return x < 0 ? -rounded : x > 0 ? rounded : x;
}

/** What is left of a by whole multiples of b, with the sign of b, as in NumPy and Python. */
export function mod(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 === b < 0 ? rest : rest + b;
}
