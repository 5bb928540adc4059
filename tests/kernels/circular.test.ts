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
