import { expect } from "vitest";
import { MLArray } from "../../src/index.js";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "./data.js";

export interface Input {
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

type Differentiable = (...inputs: MLArray[]) => MLArray;

/** At this step a difference's own error (step^2) and its rounding (2^-53 / step) are both small. */
const step = 1e-5;
/** Of 1 and the slope together: for slopes of up to some tens, third derivatives alike. */
const tolerance = 1e-6;

/**
 * Compares the gradients of `f` by each element of each input, for a random gradient flowing in, with
 * central differences in float64. Inputs must lie further than `step` from any kink.
 */
export function expectGradients(f: Differentiable, inputs: readonly Input[]): void {
  const xs = inputs.map(arrayOf);
  const y = f(...xs);
  const upstream = new Data(y.size()).rough(y.size(), -1, 1);
  y.backward(new MLArray(upstream, { shape: y.shape, dtype: "float64" }));
  xs.forEach((x, which) => {
    const gradient = x.grad();
    expect(gradient.shape).toEqual(x.shape);
    expect(gradient.dtype).toBe("float64");
    const values = gradient.toTypedArray();
    for (let i = 0; i < values.length; i++) {
      const slope = difference(f, inputs, which, i, upstream);
      const error = Math.abs(values[i] - slope) / (1 + Math.abs(slope));
      const message = `input ${which}, element ${i}: ${values[i]}, by differences ${slope}`;
      expect(error < tolerance ? "close" : message).toBe("close");
    }
  });
}

function arrayOf({ shape, values }: Input): MLArray {
  expect(values.length).toBe(sizeOf(shape));
  return new MLArray(Float64Array.from(values), { shape, dtype: "float64" });
}

function difference(
  f: Differentiable,
  inputs: readonly Input[],
  which: number,
  element: number,
  upstream: readonly number[],
): number {
  const along = (h: number): number => {
    const moved = inputs.map((input, i) => {
      if (i !== which) return arrayOf(input);
      const values = Float64Array.from(input.values);
      values[element] += h;
      return arrayOf({ shape: input.shape, values });
    });
    const y = f(...moved).toTypedArray();
    return upstream.reduce((sum, dy, i) => sum + dy * y[i], 0);
  };
  return (along(step) - along(-step)) / (2 * step);
}
