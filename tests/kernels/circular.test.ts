import { describe, expect, it } from "vitest";
import { cos, sin } from "../../src/kernels/circular.js";
import { Data } from "../support/data.js";
import { exactCos, exactSin, fixed, ulpsFrom } from "../support/exact.js";

const data = new Data(1);

/** The numbers next to multiples of pi / 4: there results change sign or form. */
const multiples = Array.from({ length: 64 }, (_, i) => ((i - 32) * Math.PI) / 4).flatMap((x) =>
  [-2, -1, 0, 1, 2].map((steps) => x + steps * 2 ** -52 * x),
);

describe.each([
  { name: "sin", f: sin, exact: exactSin },
  { name: "cos", f: cos, exact: exactCos },
])("$name errs by less than 1.5 ulps", ({ f, exact }) => {
  it.each([
    ["next to multiples of pi / 4", multiples],
    ["within a turn", data.rough(3000, -2 * Math.PI, 2 * Math.PI)],
    ["of small numbers", data.rough(1000, -60, 0).map((x) => 2 ** x)],
    ["up to a million", data.rough(3000, -1e6, 1e6)],
  ])("%s", (_, x) => {
    const errors = x.map((each) => ulpsFrom(f(each), exact(fixed(each))));
    expect(Math.max(...errors)).toBeLessThan(1.5);
  });
});

it("what has an exact value gets it", () => {
  expect([sin(0), cos(0), cos(Math.PI)]).toEqual([0, 1, -1]);
  expect(sin(2 ** -1074)).toBe(2 ** -1074);
});

it("without a limit there is no number", () => {
  for (const x of [NaN, Infinity, -Infinity]) expect([sin(x), cos(x)]).toEqual([NaN, NaN]);
});

describe("angles of many turns", () => {
  it("are reduced exactly: what is known of them", () => {
    // 10^22 is the usual example (Ng, 1992); the other comes nearer to a multiple of pi / 2 than any double.
    expect(sin(1e22)).toBeCloseTo(-0.8522008497671888, 15);
    expect(cos(1e22)).toBeCloseTo(0.523214785395139, 15);
    expect(cos(6381956970095103 * 2 ** 797) / -4.687165924254628e-19).toBeCloseTo(1, 15);
  });

  it("are those of the engine, within the ulps of both", () => {
    const exponents = Array.from({ length: 1003 }, (_, i) => 20 + i);
    const angles = exponents.flatMap((e) => data.rough(4, -1, 1).map((x) => x * 2 ** e));
    for (const x of [...angles, 2 ** 20, -(2 ** 53), Number.MAX_VALUE]) {
      expect(Math.abs(sin(x) - Math.sin(x)), `sin ${x}`).toBeLessThan(4e-16);
      expect(Math.abs(cos(x) - Math.cos(x)), `cos ${x}`).toBeLessThan(4e-16);
    }
  });
});
