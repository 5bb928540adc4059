import { exp } from "./exp";
import {
  abs,
  add,
  div,
  entry,
  greaterOrEqual,
  half,
  mul,
  neg,
  one,
  select,
  sub,
  zero,
} from "./vector";

/**
 * The normal distribution's integral Φ: Φ(-t) = e^(-t^2 / 2) r p(v) for t >= 0, with r = 1 / (t + k),
 * v = 1 - 2 k r, p being the polynomial that interpolates the rest at Chebyshev's points: the form of Shepherd
 * and Laframboise, 1981. The table holds k, 2 k, 1 / sqrt(2 pi), and p from the highest power on.
 */
const table: usize =
  sizeof<real>() == 4
    ? memory.data<f32>([
        3.5, 7, 0.3989422804014327, 1.24610199e-4, 4.45032868e-4, -4.9753213e-4, -3.19303079e-3,
        6.49068442e-3, 1.74108471e-2, -1.16052396e-1, 3.15424664e-1, -5.65561774e-1, 7.4441608e-1,
      ])
    : memory.data<f64>([
        5, 10, 0.3989422804014327, 2.224938767716443e-9, 7.630410417873182e-9,
        -1.0618274174239376e-8, -6.667529339227571e-8, 4.375841598285575e-8, 4.3443907263764586e-7,
        -3.374965203524632e-7, -2.7703209441469523e-6, 3.981182741532577e-6, 1.668170360977268e-5,
        -4.9762853165030135e-5, -5.937586616736071e-5, 0.000544899062695852, -0.0007978693748911934,
        -0.002993376769094473, 0.020795066797569855, -0.06911863870647982, 0.1650203661705007,
        -0.3135331566712971, 0.49530561596997413, -0.6653825028900567, 0.769193049750063,
      ]);

const shift: usize = 0;
const twiceShift: usize = 1;
const densityAtZero: usize = 2;
const p: usize = 3;
const last: usize = 24;

/** e^(-x^2 / 2) */
export function bell(x: v128): v128 {
  return exp(neg(mul(half(), mul(x, x))));
}

/** What is made of e^(-x^2 / 2), the bell, as inline methods. */
@unmanaged
@final
export class Gaussian {
  /** The density of the normal distribution. */
  @inline
  density(bell: v128): v128 {
    return mul(entry(table, densityAtZero), bell);
  }

  /** Φ(x). */
  @inline
  shareBelow(x: v128, bell: v128): v128 {
    const r = div(one(), add(abs(x), entry(table, shift)));
    const v = sub(one(), mul(entry(table, twiceShift), r));
    const tail = mul(bell, mul(r, this.polynomial(v)));
    return select(greaterOrEqual(x, zero()), sub(one(), tail), tail);
  }

  @inline
  polynomial(v: v128): v128 {
    if (sizeof<real>() == 4) {
      // In two halves, which shortens the chain of dependent steps.
      const v2 = mul(v, v);
      const even = this.everyOther(p + 1, v2);
      return add(even, mul(v, this.everyOther(p, v2)));
    }
    let sum = entry(table, p);
    for (let i = p + 1; i <= last; i++) sum = add(mul(sum, v), entry(table, i));
    return sum;
  }

  /** Five of ten coefficients, from i on. */
  @inline
  everyOther(i: usize, v2: v128): v128 {
    let sum = add(mul(entry(table, i), v2), entry(table, i + 2));
    sum = add(mul(sum, v2), entry(table, i + 4));
    sum = add(mul(sum, v2), entry(table, i + 6));
    return add(mul(sum, v2), entry(table, i + 8));
  }
}
