import { expect, test } from "vitest";
import { Comparison, type Precision } from "./compare.js";

function mismatches(precision: Precision, actual: number[], expected: number[], spread = 0) {
  const comparison = new Comparison(precision);
  comparison.numbers("x", actual, expected, spread);
  return comparison.mismatches.length;
}

test("float64 allows 1e-9, relative for large values alone", () => {
  expect(mismatches("float64", [1 + 9e-10], [1])).toBe(0);
  expect(mismatches("float64", [1 + 2e-9], [1])).toBe(1);
  expect(mismatches("float64", [1e-3 + 2e-9], [1e-3])).toBe(1);
  expect(mismatches("float64", [1e6 + 9e-4], [1e6])).toBe(0);
  expect(mismatches("float64", [1.1], [1], 1)).toBe(1);
});

test("float32 allows some times the spread and a few roundings", () => {
  expect(mismatches("float32", [1 + 1e-7], [1])).toBe(0);
  expect(mismatches("float32", [1 + 1e-6], [1])).toBe(1);
  expect(mismatches("float32", [1 + 3e-5], [1], 1e-5)).toBe(0);
  expect(mismatches("float32", [1 + 5e-5], [1], 1e-5)).toBe(1);
});

test("any entry, a length, a shape, a NaN or the wrong infinity is a mismatch", () => {
  expect(mismatches("float64", [1, 2, 3], [1, 2, 4])).toBe(1);
  expect(mismatches("float64", [1, 2], [1])).toBe(1);
  expect(mismatches("float64", [Number.NaN], [1])).toBe(1);
  expect(mismatches("float64", [1], [Number.NaN])).toBe(1);
  expect(mismatches("float64", [Infinity], [-Infinity])).toBe(1);
  expect(mismatches("float64", [Infinity], [1])).toBe(1);
  expect(mismatches("float64", [1], [Infinity])).toBe(1);
  const comparison = new Comparison("float64");
  comparison.tensor("x", { shape: [2, 1], data: [1, 2] }, { shape: [2], data: [1, 2] }, 0);
  expect(comparison.mismatches).toEqual(["x has shape (2,1), expected (2)"]);
});

test("names in the files stand for numbers; a spread of null asks float32 for numbers alone", () => {
  const comparison = new Comparison("float32");
  comparison.numbers("x", [Number.NaN, Infinity, -Infinity], ["NaN", "Infinity", "-Infinity"], 0);
  comparison.numbers("x", [5], [1], null);
  expect(comparison.mismatches).toEqual([]);
  comparison.numbers("x", [5, Infinity], [1, 1], null);
  expect(comparison.mismatches).toEqual(["x[1] is Infinity, expected a number"]);
});
