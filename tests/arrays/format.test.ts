import { expect, test } from "vitest";
import { type ArrayData, arange, type DType, MLArray } from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

/** What NumPy's str() gives for the same arrays; each line was printed by NumPy. */
const printed: readonly [data: ArrayData, dtype: DType, text: string][] = [
  [[0.1, 0.2, 0.3], "float32", "[0.1 0.2 0.3]"],
  [[1, 2, 3], "float64", "[1. 2. 3.]"],
  [
    [
      [1, -2.5],
      [0.125, 100],
    ],
    "float64",
    "[[  1.     -2.5  ]\n [  0.125 100.   ]]",
  ],
  [0.1, "float32", "0.1"],
  [3, "float64", "3.0"],
  [-0, "float64", "-0.0"],
  [1e16, "float64", "1e+16"],
  [1e-5, "float32", "1e-05"],
  [[0, -0], "float64", "[ 0. -0.]"],
  [[1 / 3, 2 / 3], "float64", "[0.33333333 0.66666667]"],
  [[1 / 3, 2 / 3], "float32", "[0.33333334 0.6666667 ]"],
  [[1e-5, 1], "float64", "[1.e-05 1.e+00]"],
  [[1e8, 1], "float64", "[1.e+08 1.e+00]"],
  [[3.1, 0.001, 2000], "float32", "[3.1e+00 1.0e-03 2.0e+03]"],
  [[1e100, 1], "float64", "[1.e+100 1.e+000]"],
  // Where columns ask for more digits than the shortest, scientific ones come from the exact value.
  [[5.0148290289e-13, 18.284302], "float32", "[5.0148292e-13 1.8284302e+01]"],
  [[-0.160508, 0.067065835], "float32", "[-0.160508    0.06706583]"],
  [[Number.NaN, Infinity, -Infinity, 1.5], "float32", "[ nan  inf -inf  1.5]"],
  [[[[1.5]]], "float32", "[[[1.5]]]"],
];

onEachCore(() => {
  test("prints as NumPy does", () => {
    for (const [data, dtype, text] of printed) {
      expect(new MLArray(data, { dtype }).toString()).toBe(text);
    }
  });

  test("parts rows by a line, matrices by an empty one", () => {
    expect(arange(8).reshape(2, 2, 2).toString()).toBe(
      "[[[0. 1.]\n  [2. 3.]]\n\n [[4. 5.]\n  [6. 7.]]]",
    );
  });

  test("breaks lines at 75 characters", () => {
    expect(arange(30, null, 1, { dtype: "float64" }).div(7).toString()).toBe(
      [
        "[0.         0.14285714 0.28571429 0.42857143 0.57142857 0.71428571",
        " 0.85714286 1.         1.14285714 1.28571429 1.42857143 1.57142857",
        " 1.71428571 1.85714286 2.         2.14285714 2.28571429 2.42857143",
        " 2.57142857 2.71428571 2.85714286 3.         3.14285714 3.28571429",
        " 3.42857143 3.57142857 3.71428571 3.85714286 4.         4.14285714]",
      ].join("\n"),
    );
  });

  test("shortens arrays of more than 1000 elements to three at each end", () => {
    expect(arange(1001).toString()).toBe("[   0.    1.    2. ...  998.  999. 1000.]");
    expect(arange(1000).toString()).not.toContain("...");
    expect(arange(2000).reshape(2, 1000).toString()).toBe(
      "[[0.000e+00 1.000e+00 2.000e+00 ... 9.970e+02 9.980e+02 9.990e+02]\n" +
        " [1.000e+03 1.001e+03 1.002e+03 ... 1.997e+03 1.998e+03 1.999e+03]]",
    );
    const lines = arange(2001).reshape(3, 23, 29).toString().split("\n");
    expect(lines).toHaveLength(3 * 7 + 2);
    expect(lines[2]).toBe("  [5.800e+01 5.900e+01 6.000e+01 ... 8.400e+01 8.500e+01 8.600e+01]");
    expect(lines[3]).toBe("  ...");
    expect(lines[7]).toBe("");
  });

  test("is what console.log shows", async () => {
    const { inspect } = await import("node:util");
    expect(inspect(new MLArray([1, 2]))).toBe("[1. 2.]");
  });
});
