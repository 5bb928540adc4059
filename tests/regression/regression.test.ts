import { describe, expect, test } from "vitest";
import { LinearRegression, MLArray, PolynomialRegression, SGD } from "../../src/index.js";
import { onEachCoreAndDtype } from "../support/settings.js";

onEachCoreAndDtype(() => {
  const quiet = { verbose: false };

  describe("LinearRegression", () => {
    test("finds a line, and takes a 1-D y as one output", () => {
      const model = new LinearRegression({
        inputSize: 1,
        optimizer: new SGD({ learningRate: 0.1 }),
      });
      const X = [[0], [1], [2], [3]];
      const losses = model.fit(X, [1, 3, 5, 7], { iterations: 500, ...quiet });
      expect(losses).toHaveLength(500);
      expect(model.weights.item()).toBeCloseTo(2, 3);
      expect(model.bias.item()).toBeCloseTo(1, 3);
      expect(model.predict([[10]]).shape).toEqual([1, 1]);
      expect(model.score(X, [1, 3, 5, 7])).toBeCloseTo(1, 5);
    });

    test("predicts several outputs", () => {
      const optimizer = new SGD({ learningRate: 0.1 });
      const model = new LinearRegression({ inputSize: 2, outputSize: 2, optimizer });
      const X = [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ];
      const y = X.map(([a, b]) => [a + 2 * b, 3 - a]);
      model.fit(X, y, { iterations: 1000, ...quiet });
      const found = model.weights.toTypedArray();
      [1, -1, 2, 0].forEach((weight, i) => {
        expect(found[i]).toBeCloseTo(weight, 2);
      });
    });

    test("says what does not fit", () => {
      const model = new LinearRegression({ inputSize: 2 });
      expect(() => model.fit([1, 2], [1, 2])).toThrow(/X must be \(rows, features\), got \(2,\)/);
      expect(() => model.fit([[1], [2]], [1, 2])).toThrow(/has 1 features, expected 2/);
      expect(() => model.fit([[1, 2]], [1, 2])).toThrow(/X has 1 rows and y has 2/);
    });
  });

  describe("PolynomialRegression", () => {
    test("orders monomials by degree, then lexicographically", () => {
      const model = new PolynomialRegression({ inputSize: 2, degree: 2 });
      expect(model.transformFeatures([[2, 3]]).toList()).toEqual([[2, 3, 4, 6, 9]]);
    });

    test("fits a parabola, and predicts beyond the data it saw", () => {
      const optimizer = new SGD({ learningRate: 0.1 });
      const model = new PolynomialRegression({ inputSize: 1, degree: 2, optimizer });
      const X = new MLArray([-1, -0.5, 0, 0.5, 1]).reshape(-1, 1);
      const y = X.mul(X).mul(2).sub(1);
      model.fit(X, y, { iterations: 3000, ...quiet });
      expect(model.predict([[2]]).item()).toBeCloseTo(7, 2);
      expect(model.score(X, y)).toBeCloseTo(1, 5);
    });

    test("a degree out of range, or other features, is an error", () => {
      expect(() => new PolynomialRegression({ inputSize: 1, degree: 0 })).toThrow(
        /degree must be a positive integer, got 0/,
      );
      const model = new PolynomialRegression({ inputSize: 2, degree: 2 });
      expect(() => model.predict([[1, 2, 3]])).toThrow(/X has 3 features, expected 2/);
    });
  });
});
