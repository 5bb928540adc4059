import {
  type Arrays,
  type ArraysOf,
  type Data,
  listOf,
  mapArrays,
  mapData,
} from "../array-api/arrays.js";
import { constant } from "../array-api/constant.js";
import { MLArray } from "../array-api/ml-array.js";
import * as rows from "../ops/rows.js";
import { formatShape } from "../shape/shape.js";

/** X and y as arrays, and which of them had to be made for that. */
export interface RowsOfBoth<X extends Data, Y extends Data> {
  readonly x: ArraysOf<X> & Arrays;
  readonly y: ArraysOf<Y> & Arrays;
  readonly count: number;
  readonly made: readonly MLArray[];
}

/** X and y as arrays; throws unless all of them have the same number of rows. */
export function rowsOfBoth<X extends Data, Y extends Data>(
  operation: string,
  X: X,
  Y: Y,
): RowsOfBoth<X, Y> {
  const made: MLArray[] = [];
  const [x, y] = [X, Y].map(
    (data, i) =>
      mapData(data, (part, name) => {
        const array = constant(part, undefined, `${operation}: ${"Xy"[i]}${name}`);
        if (array !== part) made.push(array);
        return array;
      }) as Arrays,
  );
  const [count, targets] = [x, y].map((arrays) => listOf(arrays)[0]?.shape[0]);
  if (count === undefined || count !== targets) {
    throw new RangeError(
      `${operation}: X has ${count ?? "no"} rows and y has ${targets ?? "none"}`,
    );
  }
  for (const [name, arrays] of [
    ["X", x],
    ["y", y],
  ] as const) {
    mapArrays(arrays, ({ shape }: MLArray, part) => {
      if (shape[0] === count) return;
      throw new RangeError(
        `${operation}: ${name}${part} is ${formatShape(shape)}, expected ${count} rows as the others have`,
      );
    });
  }
  return { x: x as ArraysOf<X> & Arrays, y: y as ArraysOf<Y> & Arrays, count, made };
}

/** Rows `start` to `start + count`, without copying: views that own nothing, valid while x is kept. */
export function sliceRows<X extends Arrays>(x: X, start: number, count: number): X {
  const slice = ({ node }: MLArray): MLArray => new MLArray(rows.sliceRows(node, start, count));
  return mapArrays<MLArray, MLArray>(x, slice) as X;
}

/** The rows of x at `indices`, as new arrays. */
export function pickRows<X extends Arrays>(x: X, indices: Int32Array): X {
  const pick = ({ node }: MLArray): MLArray => new MLArray(rows.pickRows(node, indices));
  return mapArrays<MLArray, MLArray>(x, pick) as X;
}
