/**
 * base^n for an integer n >= 0, by repeated squaring: multiplications alone, so every engine gives the
 * same bits. `**` does not: Node 22 and 24 differ in 0.9 ** 4, and so would weights that Adam has trained.
 */
export function integerPower(base: number, n: number): number {
  let power = 1;
  let square = base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
