import { noGrad } from "../array/graph.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import { requireNumber, requireOptions } from "../errors/check.js";
import { described, isClass } from "../errors/described.js";
import { formatShape } from "../shape/shape.js";

/** How `checkGradients` compares: the width of its differences, and the error that it allows. */
export interface CheckGradientsOptions {
  /** Half the width of a difference. Default 1e-5. */
  readonly step?: number;
  /** The error allowed, as a share of max(1, |slope|). Default 1e-6. */
  readonly tolerance?: number;
}

/**
 * Compares the gradients of `fn` (from arrays to an array; several elements count as their sum) with
 * central differences, element by element, in float64. Returns the largest error; throws where it
 * is above the tolerance, naming the element, or an input takes no part in gradients. At kinks, such as relu at 0, differences mean nothing.
 */
export function checkGradients(
  fn: (...inputs: MLArray[]) => MLArray,
  inputs: readonly Operand[],
  options: CheckGradientsOptions = {},
): number {
  requireOptions("checkGradients", options, ["step", "tolerance"]);
  if (typeof fn !== "function" || isClass(fn)) {
    throw new TypeError(`checkGradients: fn must be a function, got ${described(fn)}`);
  }
  if (!Array.isArray(inputs)) {
    throw new TypeError("checkGradients: inputs must be a list, an entry for each argument of fn");
  }
  const { step = 1e-5, tolerance = 1e-6 } = options;
  requireNumber("checkGradients", "step", step, Number.MIN_VALUE);
  requireNumber("checkGradients", "tolerance", tolerance, 0);
  const values = inputs.map((input) => MLArray.ensureArray(input).detach().astype("float64"));
  const leaves = values.map(leafOf);
  const y: unknown = fn(...leaves);
  if (!(y instanceof MLArray)) {
    throw new TypeError(`checkGradients: fn must give an array, got ${described(y)}`);
  }
  y.backward();
  leaves.forEach(({ node }, which) => {
    if (node.gradient !== null) return;
    throw new Error(
      `checkGradients: no gradient reaches input ${which}: the function does not depend on it, or takes it out of the graph (detach, noGrad, toList)`,
    );
  });
  let worst = 0;
  leaves.forEach((leaf, which) => {
    leaf
      .grad()
      .toTypedArray()
      .forEach((gradient, i) => {
        const slope = noGrad(() => difference(fn, values, which, i, step));
        const error = Math.abs(gradient - slope) / Math.max(1, Math.abs(slope));
        if (!(error <= tolerance)) {
          throw new Error(
            `checkGradients: element ${i} of input ${which} ${formatShape(leaf.shape)}: ` +
              `backward gives ${gradient}, differences give ${slope}`,
          );
        }
        worst = Math.max(worst, error);
      });
  });
  return worst;
}

function leafOf(values: MLArray): MLArray {
  return new MLArray(values.toTypedArray(), { shape: values.shape, dtype: "float64" });
}

function difference(
  fn: (...inputs: MLArray[]) => MLArray,
  values: readonly MLArray[],
  which: number,
  element: number,
  step: number,
): number {
  const at = (h: number): number => {
    const moved = values.map((array, i) => {
      const numbers = array.toTypedArray();
      if (i === which) numbers[element] += h;
      return new MLArray(numbers, { shape: array.shape, dtype: "float64" });
    });
    return fn(...moved)
      .sum()
      .item();
  };
  return (at(step) - at(-step)) / (2 * step);
}
