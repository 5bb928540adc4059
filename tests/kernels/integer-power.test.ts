import { expect, test } from "vitest";
import { integerPower } from "../../src/kernels/integer-power.js";

test.each([
  [0.9, 0, 1],
  [0.9, 1, 0.9],
  [2, 10, 1024],
  [3, 33, 5559060566555523],
  [0.5, 1074, 2 ** -1074],
  [0, 3, 0],
  [0, 0, 1],
])("%f to the power of %i is %f", (base, n, expected) => {
  expect(integerPower(base, n)).toBe(expected);
});

test("many powers come near the engine's, by n roundings at most", () => {
  for (const base of [0.5, 0.9, 0.999, 1.0001]) {
    for (let n = 1; n < 1000; n++) {
      const error = Math.abs(integerPower(base, n) / base ** n - 1);
      expect(error).toBeLessThanOrEqual((n + 1) * Number.EPSILON);
    }
  }
});

// Worked out in exact fractions, each product rounded by hand: no engine has a say in them.
test("the bits are those of the products", () => {
  expect(integerPower(0.9, 4)).toBe(0.6561000000000001);
  expect(integerPower(0.9, 5)).toBe(0.5904900000000002);
});
