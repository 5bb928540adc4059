import { getDefaultDtype } from "../array-api/array-data.js";
import { constant } from "../array-api/constant.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import { thisCopy } from "../errors/copy.js";
import { nodeFilledBy, nodeWith } from "../ops/access.js";
import type { DType, RealArray } from "../shape/dtype.js";
import { formatShape, type Shape } from "../shape/shape.js";
import { lengthOf } from "../shape/typed-array.js";

/** The statistics by which a scaler scales a column: (x - center) / scale. */
export interface ColumnStatistics {
  /** The number that becomes 0. */
  readonly center: number;
  /** How much of the column a step of 1 stands for; 1 for a constant column. */
  readonly scale: number;
}

/** What both scalers are: per column (x - center) / scale, with the statistics kept in double precision. */
export abstract class ColumnScaler<Statistics extends ColumnStatistics> {
  private columns: readonly Statistics[] | null = null;

  /** The names of the statistics of a column. */
  abstract readonly statisticNames: readonly string[];
  protected abstract measure(column: Float64Array): Statistics;

  /** A quarter of the scale: differences of quarters are finite, where those of the numbers are not. */
  protected quarterOf({ scale }: Statistics): number {
    return scale / 4;
  }

  /** @internal */
  get "smolml.copy"(): object {
    return thisCopy;
  }

  /** Takes nothing; options such as a range would otherwise be given in vain. */
  constructor(...options: readonly never[]) {
    if (options.length === 0) return;
    throw new TypeError(`${this.constructor.name}: there are no options to give`);
  }

  /** Takes the statistics of the columns of X: (rows, columns), or (rows,) for a single column. */
  fit(X: Operand): this {
    const { shape, values } = numbersOf(X);
    const columns = columnsOf(shape, this.constructor.name);
    const rows = values.length / columns;
    this.columns = Array.from({ length: columns }, (_, j) =>
      this.measure(Float64Array.from({ length: rows }, (_, i) => values[i * columns + j])),
    );
    return this;
  }

  /** X scaled by the statistics that `fit` took. A new array, outside of any graph. */
  transform(X: Operand): MLArray {
    return this.map("transform", X, (x, column) => {
      const { center, scale } = column;
      const scaled = (x - center) / scale;
      if (Number.isFinite(scaled) && scale < Infinity) return scaled;
      return (x / 4 - center / 4) / this.quarterOf(column);
    });
  }

  /** `fit`, then `transform`, of the same X. */
  fitTransform(X: Operand): MLArray {
    return this.fit(X).transform(X);
  }

  /** Back from scaled values to the original ones. */
  inverseTransform(X: Operand): MLArray {
    return this.map("inverseTransform", X, (x, column) => {
      const { center, scale } = column;
      const original = x * scale + center;
      if (Number.isFinite(original)) return original;
      return (x * this.quarterOf(column) + center / 4) * 4;
    });
  }

  /** What `fit` took, by `statisticNames`, a number for each column; null before it. */
  getState(): Record<string, number[]> | null {
    const { columns } = this;
    if (columns === null) return null;
    return Object.fromEntries(
      this.statisticNames.map((name) => [
        name,
        columns.map((column) => Number(Reflect.get(column, name))),
      ]),
    );
  }

  /** Puts back what `getState` gave. */
  setState(state: Readonly<Record<string, ArrayLike<number>>>): void {
    const lengths = this.statisticNames.map((name) => lengthOf(state[name] ?? []));
    const n = lengths[0];
    if (!n || lengths.some((length) => length !== n)) {
      throw new RangeError(
        `${this.constructor.name}.setState: expected as many numbers of ${this.statisticNames.join(", ")}, at least one`,
      );
    }
    const column = (j: number): unknown =>
      Object.fromEntries(this.statisticNames.map((name) => [name, state[name][j]]));
    this.columns = Array.from({ length: n }, (_, j) => column(j) as Statistics);
  }

  /** One statistic per column as an array. */
  protected statistic(of: (column: Statistics) => number): MLArray {
    const columns = this.fitted("statistics");
    const { name } = this.constructor;
    return new MLArray(nodeWith(name, columns.map(of), [columns.length], "float64"));
  }

  private fitted(operation: string): readonly Statistics[] {
    if (this.columns === null) {
      throw new Error(`${this.constructor.name}.${operation}: call fit first`);
    }
    return this.columns;
  }

  private map(
    operation: string,
    X: Operand,
    convert: (x: number, column: Statistics) => number,
  ): MLArray {
    const fitted = this.fitted(operation);
    const { shape, dtype, values } = numbersOf(X);
    const columns = columnsOf(shape, this.constructor.name);
    if (columns !== fitted.length) {
      throw new RangeError(
        `${this.constructor.name}.${operation}: X has ${columns} columns, expected ${fitted.length} as in fit`,
      );
    }
    const y = nodeFilledBy(operation, shape, dtype, (scaled) => {
      for (let i = 0; i < values.length; i++) {
        scaled[i] = convert(values[i], fitted[i % columns]);
      }
    });
    return new MLArray(y);
  }
}

/** Data in double precision, whatever dtype what is made of it will have: timestamps are too long for float32. */
function numbersOf(X: Operand): { shape: Shape; dtype: DType; values: RealArray } {
  const x = constant(X, "float64");
  const dtype = x === X ? x.dtype : getDefaultDtype();
  return { shape: x.shape, dtype, values: x.toTypedArray() };
}

/** A `StandardScaler` or a `MinMaxScaler`. */
export type Scaler = ColumnScaler<ColumnStatistics>;

function columnsOf(shape: Shape, scaler: string): number {
  if (shape.length === 1) return 1;
  if (shape.length === 2) return shape[1];
  throw new RangeError(
    `${scaler}: expected (rows, columns) or a single column (rows,), got ${formatShape(shape)}`,
  );
}
