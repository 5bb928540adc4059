import { describe, expect, test } from "vitest";
import {
  loadBreastCancer,
  loadDigits,
  loadIris,
  loadWine,
  type RealDataset,
} from "../../src/datasets/real.js";
import { readData } from "../support/csv.js";

// Samples, features, and the sizes of the classes: scikit-learn 1.2.1's load_iris() and so on.
const sets: [name: string, load: () => RealDataset, features: number, classes: number[]][] = [
  ["iris", loadIris, 4, [50, 50, 50]],
  ["wine", loadWine, 13, [59, 71, 48]],
  ["breast_cancer", loadBreastCancer, 30, [212, 357]],
  ["digits", loadDigits, 64, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]],
];

describe.each(sets)("%s", (name, load, features, classes) => {
  const { X, y, featureNames, targetNames } = load();

  test("holds what the file holds", () => {
    expect({ X, y }).toEqual(readData(name));
  });

  test("has its features and classes", () => {
    expect(new Set(X.map((row) => row.length))).toEqual(new Set([features]));
    expect(featureNames.length).toBe(features);
    expect(targetNames.map((_, label) => y.filter((of) => of === label).length)).toEqual(classes);
  });

  test("each call gives arrays of its own", () => {
    load().X[0][0] = -1;
    expect(load().X[0][0]).toBe(X[0][0]);
  });
});

test("columns and classes are named", () => {
  expect(loadIris().featureNames).toEqual([
    "sepal_length_cm",
    "sepal_width_cm",
    "petal_length_cm",
    "petal_width_cm",
  ]);
  expect(loadIris().targetNames).toEqual(["setosa", "versicolor", "virginica"]);
  expect(loadDigits().targetNames[7]).toBe("7");
});
