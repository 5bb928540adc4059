import { elements, newNode, nodeOf } from "../array/node.js";
import { formatShape, type Shape } from "../array/shape.js";
import { begin } from "../memory/memory.js";
import { MLArray, type Operand } from "../ml-array.js";

/** What both scalers are: per column (x - center) / scale, with the statistics kept in double precision. */
export abstract class ColumnScaler {
  protected center: Float64Array | null = null;
  protected scale: Float64Array | null = null;

  /** Center and scale of one column. */
  protected abstract measure(column: Float64Array): { center: number; scale: number };

  /** Takes the statistics of the columns of X: (rows, columns), or (rows,) for a single column. */
  fit(X: Operand): this {
    const x = constant(X);
    const columns = columnsOf(x.shape, this.constructor.name);
    const values = x.toTypedArray();
    const rows = values.length / columns;
    const center = new Float64Array(columns);
    const scale = new Float64Array(columns);
    for (let j = 0; j < columns; j++) {
      const column = Float64Array.from({ length: rows }, (_, i) => values[i * columns + j]);
      const measured = this.measure(column);
      center[j] = measured.center;
      scale[j] = measured.scale;
    }
    this.center = center;
    this.scale = scale;
    return this;
  }

  /** X scaled by the statistics that `fit` took. A new array, outside of any graph. */
  transform(X: Operand): MLArray {
    return this.map("transform", X, (x, center, scale) => (x - center) / scale);
  }

  fitTransform(X: Operand): MLArray {
    return this.fit(X).transform(X);
  }

  /** Back from scaled values to the original ones. */
  inverseTransform(X: Operand): MLArray {
    return this.map("inverseTransform", X, (x, center, scale) => x * scale + center);
  }

  /** One statistic per column as an array. */
  protected statistic(of: (center: number, scale: number) => number): MLArray {
    const { center, scale } = this.fitted("statistics");
    begin(this.constructor.name);
    const values = Array.from(center, (c, j) => of(c, scale[j]));
    return new MLArray(nodeOf(values, [center.length], "float64"));
  }

  private fitted(operation: string): { center: Float64Array; scale: Float64Array } {
    const { center, scale } = this;
    if (center === null || scale === null) {
      throw new Error(`${this.constructor.name}.${operation}: call fit first`);
    }
    return { center, scale };
  }

  private map(
    operation: string,
    X: Operand,
    convert: (x: number, center: number, scale: number) => number,
  ): MLArray {
    const { center, scale } = this.fitted(operation);
    const x = constant(X);
    const columns = columnsOf(x.shape, this.constructor.name);
    if (columns !== center.length) {
      throw new RangeError(
        `${this.constructor.name}.${operation}: X has ${columns} columns, expected ${center.length} as in fit`,
      );
    }
    const values = x.toTypedArray();
    begin(operation);
    const y = newNode(x.shape, x.dtype);
    elements(y).set(
      values.map((value, i) => convert(value, center[i % columns], scale[i % columns])),
    );
    return new MLArray(y);
  }
}

function constant(X: Operand): MLArray {
  return X instanceof MLArray ? X : new MLArray(X, { requiresGrad: false });
}

function columnsOf(shape: Shape, scaler: string): number {
  if (shape.length === 1) return 1;
  if (shape.length === 2) return shape[1];
  throw new RangeError(
    `${scaler}: expected (rows, columns) or a single column (rows,), got ${formatShape(shape)}`,
  );
}
