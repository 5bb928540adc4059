import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { datasetJson } from "../../scripts/dataset-json.js";
import { readData } from "../support/csv.js";

const dataset = (csv: string) => JSON.parse(datasetJson(csv));

test("negative numbers and fractions of different lengths come back to the bit", () => {
  expect(dataset("a,b,class\n-1.5,0.30000000000000004,0\n10,-0.006399,2\n-0,1e-7,1\n")).toEqual({
    X: [
      [-1.5, 0.1 + 0.2],
      [10, -0.006399],
      [-0, 1e-7],
    ],
    y: [0, 2, 1],
    featureNames: ["a", "b"],
  });
});

test("the longest, the largest and the smallest doubles come back to the bit", () => {
  const features = [-0.4458148298633392, Number.MAX_VALUE, -Number.MIN_VALUE, 1 / 3, 2 ** 53];
  expect(dataset(`a,b,c,d,e,class\n${features},1`).X).toEqual([features]);
});

test("the numbers of moons.csv come back, half of which are negative or have 16 decimals", () => {
  const { X, y } = dataset(readFileSync("data/moons.csv", "utf8"));
  expect({ X, y }).toEqual(readData("moons"));
});

test("rows of integers from 0 to 25 are texts, a letter a number", () => {
  expect(dataset("a,b,class\n0,25,3\n9,10,30\n").X).toEqual(["az", "jk"]);
  for (const other of ["26", "-1", "1.5", "1e1"]) {
    expect(dataset(`a,b,class\n0,25,3\n9,${other},1\n`).X).toEqual([
      [0, 25],
      [9, Number(other)],
    ]);
  }
});

test("a table may have one row, one feature, or one of each", () => {
  expect(dataset("a,b,class\n1,2.5,0")).toEqual({
    X: [[1, 2.5]],
    y: [0],
    featureNames: ["a", "b"],
  });
  expect(dataset("a,class\n1,0\n-2,1")).toEqual({ X: [[1], [-2]], y: [0, 1], featureNames: ["a"] });
  expect(dataset("a,class\n-0.25,1")).toEqual({ X: [[-0.25]], y: [1], featureNames: ["a"] });
});

test.each([
  "",
  " 1",
  "one",
  "NaN",
  "Infinity",
  "true",
  "null",
  "01",
  ".5",
  "5.",
  "+1",
  "0x1",
  "1\r",
])("a field that holds %j is refused, with its place", (field) => {
  expect(() => datasetJson(`a,b,class\n1,2,0\n1,${field},0`)).toThrow(
    `datasetJson: b in line 3 must be a number, got "${field}"`,
  );
});

test("a row with fields too many or too few is refused", () => {
  expect(() => datasetJson("a,class\n1,0\n1,2,0")).toThrow(
    "datasetJson: line 3 has 3 fields, the header 2",
  );
  expect(() => datasetJson("a,class\n1")).toThrow("datasetJson: line 2 has 1 fields, the header 2");
});
