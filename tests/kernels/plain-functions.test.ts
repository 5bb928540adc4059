import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atan2 } from "../../src/kernels/arc-tangent.js";
import { type Unary, unary } from "../../src/kernels/elementwise.js";
import { mod, roundToEven } from "../../src/kernels/rounding.js";
import {
  exactCos,
  exactErf,
  exactExp,
  exactLog,
  exactSin,
  fixed,
  one,
  squareRoot,
  ulpsFrom,
} from "../support/exact.js";
import { ulp } from "../support/ulps.js";

/** Numbers within [low, high] in a fixed order that fills it evenly (the golden ratio's multiples). */
function spread(low: number, high: number, n = 1500): number[] {
  return Array.from({ length: n }, (_, i) => low + (high - low) * ((i * 0.6180339887498949) % 1));
}

const small = spread(-50, 0).flatMap((exponent) => [2 ** exponent, -(2 ** exponent)]);

/** e^x for x <= 0 as a fixed number. */
function expOf(x: number): bigint {
  const [m, n] = exactExp(fixed(x));
  return n < 0n ? m >> -n : m << n;
}

/** The integral of the normal distribution up to x. */
function normal(x: number): bigint {
  return (one + exactErf((fixed(x) * one) / squareRoot(2n * one * one))) / 2n;
}

function sigmoidOf(x: number): bigint {
  const e = expOf(-Math.abs(x));
  return ((x < 0 ? e : one) * one) / (one + e);
}

function softplusOf(x: number): bigint {
  return exactLog(one + expOf(-Math.abs(x))) + (x > 0 ? fixed(x) : 0n);
}

function mishOf(x: number): bigint {
  const square = expOf(-Math.abs(2 * x));
  const twice = 2n * expOf(-Math.abs(x));
  const numerator = (x < 0 ? square : one) + twice;
  const rest = x < 0 ? 2n * one : 2n * square;
  return (fixed(x) * numerator) / (numerator + rest);
}

function geluTanhOf(x: number): bigint {
  const cube = (fixed(x) ** 3n / one ** 2n) * 44715n;
  const inner = ((fixed(x) + cube / 1_000_000n) * squareRoot((8n * one * one * one) / pi)) / one;
  const [m, n] = exactExp(inner < 0n ? inner : -inner);
  const e = n < 0n ? m >> -n : m << n;
  return (fixed(x) * (x < 0 ? e : one)) / (one + e);
}

const pi = 2n * angleOf(1, 0);

/** The angle of (x, y), by a step of Newton's from that of the engine, which triples the digits. */
function angleOf(y: number, x: number): bigint {
  const start = fixed(Math.atan2(y, x));
  const length = squareRoot(fixed(x) ** 2n + fixed(y) ** 2n);
  const [sin, cos] = [exactSin(start), exactCos(start)];
  return start + (fixed(y) * cos - fixed(x) * sin) / length;
}

describe("float64 against integers of 160 bits", () => {
  it.each([
    { name: "erf", x: spread(-5.5, 5.5), exact: (x) => exactErf(fixed(x)), atMost: 2 },
    { name: "erf", x: small, exact: (x) => exactErf(fixed(x)), atMost: 2 },
    { name: "gelu", x: spread(-3, 8), exact: (x) => (fixed(x) * normal(x)) / one, atMost: 10 },
    { name: "gelu", x: small, exact: (x) => (fixed(x) * normal(x)) / one, atMost: 8 },
    { name: "geluTanh", x: spread(-3, 8), exact: geluTanhOf, atMost: 10 },
    { name: "silu", x: spread(-40, 40), exact: (x) => (fixed(x) * sigmoidOf(x)) / one, atMost: 3 },
    { name: "softplus", x: spread(-40, 40), exact: softplusOf, atMost: 2 },
    { name: "mish", x: spread(-40, 40), exact: mishOf, atMost: 3 },
    { name: "expm1", x: spread(-40, 0), exact: (x) => expOf(x) - one, atMost: 1.5 },
    { name: "expm1", x: small.filter((x) => x < 0), exact: (x) => expOf(x) - one, atMost: 1.5 },
    { name: "log1p", x: spread(-0.999, 9), exact: (x) => exactLog(one + fixed(x)), atMost: 1.5 },
    { name: "log1p", x: small, exact: (x) => exactLog(one + fixed(x)), atMost: 1.5 },
    { name: "sin", x: spread(-1e4, 1e4), exact: (x) => exactSin(fixed(x)), atMost: 2 },
    { name: "cos", x: spread(-1e4, 1e4), exact: (x) => exactCos(fixed(x)), atMost: 2 },
  ] as {
    name: keyof typeof unary;
    x: number[];
    exact: (x: number) => bigint;
    atMost: number;
  }[])("$name errs by at most $atMost ulps", ({ name, x, exact, atMost }) => {
    const { value }: Unary = unary[name];
    const worst = Math.max(...x.map((each) => ulpsFrom(value(each, 0, 0), exact(each))));
    expect(worst).toBeLessThan(atMost);
  });

  it("atan2 errs by at most 2 ulps", () => {
    const points = small.map((y, i) => [y, small[(i * 7) % small.length]] as const);
    for (const [y, x] of points) {
      expect(ulpsFrom(atan2(y, x), angleOf(y, x))).toBeLessThan(2);
      expect(ulpsFrom(atan2(y, -x), angleOf(y, -x))).toBeLessThan(2);
    }
  });
});

describe("at the edges", () => {
  const edges = [0, 1, 2.5, 1e-310, 1e300, Infinity].flatMap((x) => [x, -x]);

  it("atan2 has the signs and quadrants of IEEE 754", () => {
    for (const y of edges) {
      for (const x of edges) {
        const [actual, expected] = [atan2(y, x), Math.atan2(y, x)];
        expect(Object.is(Math.sign(actual), Math.sign(expected))).toBe(true);
        expect(Math.abs(actual - expected)).toBeLessThanOrEqual(2 * ulp(expected, "float64"));
      }
      expect(atan2(y, NaN)).toBeNaN();
      expect(atan2(NaN, y)).toBeNaN();
    }
  });

  it("activations have their limits, and no slope is lost to an overflow", () => {
    for (const name of ["gelu", "geluTanh", "silu", "softplus", "mish"] as const) {
      const { value, gradient } = unary[name];
      expect(value(Infinity)).toBe(Infinity);
      expect(value(1e200)).toBe(1e200);
      expect(value(-1e200)).toBeCloseTo(0, 12);
      expect(gradient(1, 1e200)).toBe(1);
      expect(gradient(1, -1e200)).toBeCloseTo(0, 12);
      expect(value(NaN)).toBeNaN();
    }
  });

  it("log1p, expm1 and erf keep what IEEE 754 has", () => {
    for (const { value } of [unary.log1p, unary.expm1, unary.erf, unary.sin]) {
      expect(value(-0)).toBe(-0);
      expect(value(NaN)).toBeNaN();
    }
    expect([-1, -2, Infinity].map((x) => unary.log1p.value(x))).toEqual([-Infinity, NaN, Infinity]);
    expect([-Infinity, 800, 40.5].map((x) => unary.expm1.value(x))).toEqual([
      -1,
      Infinity,
      unary.exp.value(40.5),
    ]);
    expect([-Infinity, Infinity, 7].map((x) => unary.erf.value(x))).toEqual([-1, 1, 1]);
  });
});

describe("rounding", () => {
  it("takes the even one of two as near", () => {
    const halves = [-2.5, -1.5, -0.5, -0.3, -0, 0, 0.5, 1.5, 2.5, 2 ** 52 + 1, -1e300, Infinity];
    const even = [-2, -2, -0, -0, -0, 0, 0, 2, 2, 2 ** 52 + 1, -1e300, Infinity];
    expect(halves.map(roundToEven)).toEqual(even);
    expect(roundToEven(NaN)).toBeNaN();
  });

  it("mod has the sign of the divisor, and is exact", () => {
    // By numpy.mod.
    const pairs = [
      [7, 3],
      [-7, 3],
      [7, -3],
      [-7, -3],
      [-6, 3],
      [6, -3],
      [0, -3],
      [1, Infinity],
    ];
    expect(pairs.map(([a, b]) => mod(a, b))).toEqual([1, 2, -2, -1, 0, -0, -0, 1]);
    expect([mod(-1, Infinity), mod(1, 0), mod(NaN, 1)]).toEqual([Infinity, NaN, NaN]);
    const integers = fc.integer({ min: -1000, max: 1000 });
    const property = fc.property(integers, integers, (a, b) => {
      fc.pre(b !== 0);
      expect(mod(a / 8, b / 8) + 0).toBe((a - b * Math.floor(a / b)) / 8 + 0);
    });
    fc.assert(property);
  });
});
