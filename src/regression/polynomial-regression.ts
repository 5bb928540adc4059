import { MLArray, type Operand } from "../array-api/ml-array.js";
import { requireOptions, requirePositiveInteger } from "../errors/check.js";
import type { Known } from "../io/registry.js";
import {
  featureRows,
  LinearRegression,
  loadAs,
  type RegressionOptions,
  regressionOptions,
} from "./linear-regression.js";

/** What a `LinearRegression` is made from, and the degree. */
export interface PolynomialRegressionOptions extends RegressionOptions {
  /** The highest degree of a monomial: a positive integer. */
  readonly degree: number;
}

/** Linear regression on all monomials of the features, of degree 1 to `degree`. */
export class PolynomialRegression extends LinearRegression {
  /** The highest degree of a monomial. */
  readonly degree: number;
  readonly #inputSize: number;
  readonly #combinations: readonly (readonly number[])[];

  constructor(options: PolynomialRegressionOptions) {
    requireOptions("PolynomialRegression", options, ["degree", ...regressionOptions]);
    const { degree, inputSize, ...rest } = options;
    requirePositiveInteger("PolynomialRegression", "inputSize", inputSize);
    requirePositiveInteger("PolynomialRegression", "degree", degree);
    requireFewMonomials(inputSize, degree);
    const combinations = generateCombinations(inputSize, degree);
    super({ ...rest, inputSize: combinations.length });
    this.#inputSize = inputSize;
    this.degree = degree;
    this.#combinations = combinations;
  }

  /** The monomials of each row, in the order of `generateCombinations`; there is no constant column. */
  transformFeatures(X: Operand): MLArray {
    const x = featureRows(X, this.weights.dtype);
    const [rows, columns] = x.shape;
    const expected = this.#inputSize;
    if (columns !== expected) {
      throw new RangeError(`PolynomialRegression: X has ${columns} features, expected ${expected}`);
    }
    const values = x.toTypedArray();
    const monomials = new Float64Array(rows * this.#combinations.length);
    let at = 0;
    for (let row = 0; row < rows; row++) {
      for (const factors of this.#combinations) {
        monomials[at++] = factors.reduce((product, i) => product * values[row * columns + i], 1);
      }
    }
    const shape = [rows, this.#combinations.length];
    return new MLArray(monomials, { shape, dtype: x.dtype, requiresGrad: false });
  }

  protected override features(X: Operand): MLArray {
    return this.transformFeatures(X);
  }

  /** The regression that `save` gave. Throws, with nothing changed, unless all of the file is in order. */
  static override load(bytes: Uint8Array | ArrayBuffer): PolynomialRegression {
    return loadAs(bytes, known());
  }

  /** The options that make another one like it, and the iterations done. */
  override config(): Record<string, unknown> {
    return { ...super.config(), inputSize: this.#inputSize, degree: this.degree };
  }

  /** @internal */
  protected override known(): Known {
    return known();
  }
}

// Named from outside of the class: bundlers rename classes that name themselves.
function known() {
  return { PolynomialRegression };
}

/** All monomials of all rows are held at once; more of them would fill the memory. */
const mostMonomials = 1_000_000;

/** There are (features + degree)! / (features! degree!) - 1 of them. */
function requireFewMonomials(features: number, degree: number): void {
  let count = 1;
  for (let i = 1; i <= Math.min(features, degree); i++) {
    count = (count * (Math.max(features, degree) + i)) / i;
    if (count > mostMonomials) break;
  }
  if (count <= mostMonomials) return;
  throw new RangeError(
    `PolynomialRegression: ${features} features make more than ${mostMonomials} monomials of degree up to ${degree}: expected a lower degree`,
  );
}

/** The features that each monomial multiplies: by degree, then in lexicographic order, with repetition. */
function generateCombinations(features: number, degree: number): number[][] {
  const all: number[][] = [];
  let last: number[][] = [[]];
  for (let d = 1; d <= degree; d++) {
    last = last.flatMap((factors) => {
      const first = factors.at(-1) ?? 0;
      return Array.from({ length: features - first }, (_, i) => [...factors, first + i]);
    });
    for (const factors of last) all.push(factors);
  }
  return all;
}
