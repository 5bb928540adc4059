import { noGrad } from "../../array/graph.js";
import { arange } from "../../array-api/creation.js";
import { MLArray } from "../../array-api/ml-array.js";
import type { DType } from "../../shape/dtype.js";
import { formatShape, type Shape } from "../../shape/shape.js";

/** Far below any score, and finite: where nothing may be attended to, all is attended to alike. */
const never = -1e9;

/** Throws unless the mask fits scores of shape [rows, heads, queries, keys]. */
export function requireMask(operation: string, mask: unknown, scores: Shape): void {
  if (!(mask instanceof MLArray)) {
    throw new TypeError(`${operation}: the mask must be an MLArray, got ${typeof mask}`);
  }
  const { shape } = mask;
  const fits = shape.length >= 2 && shape.length <= 4;
  if (fits && ofScores(shape).every((n, i) => n === scores[i] || (i < 3 && n === 1))) return;
  const [rows, heads, queries, keys] = scores;
  throw new RangeError(
    `${operation}: the mask has shape ${formatShape(shape)}, expected (${queries}, ${keys}), (${rows}, ${queries}, ${keys}) or (${rows}, ${heads}, ${queries}, ${keys})`,
  );
}

/** What is added to scores: 0 where the mask is 1, far below any score where it is 0. */
export function maskBias(mask: MLArray, dtype: DType): MLArray {
  return noGrad(() => mask.astype(dtype).sub(1).mul(-never).reshape(ofScores(mask.shape)));
}

/** (queries, keys): 0 where a step may attend to another, far below any score where that comes later. */
export function causalBias(queries: number, keys: number, dtype: DType): MLArray {
  const options = { dtype, requiresGrad: false };
  const own = arange(0, queries, 1, options).reshape(-1, 1);
  return arange(0, keys, 1, options).greater(own).mul(never);
}

/** The shape of a mask in four axes, of rows, heads, queries and keys. */
function ofScores(shape: Shape): Shape {
  return shape.length === 3 ? [shape[0], 1, shape[1], shape[2]] : [1, 1, ...shape].slice(-4);
}
