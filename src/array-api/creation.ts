import type { Node } from "../array/node.js";
import { requireNumber } from "../errors/check.js";
import { described } from "../errors/described.js";
import { nodeFilledBy } from "../ops/access.js";
import * as making from "../ops/creation.js";
import * as joining from "../ops/join.js";
import { where as select } from "../ops/where.js";
import type { DType } from "../shape/dtype.js";
import type { Shape } from "../shape/shape.js";
import { type ArrayOptions, checkDType, getDefaultDtype, operandOfData } from "./array-data.js";
import { MLArray, type Operand } from "./ml-array.js";
import { type ShapeArguments, splitArguments } from "./shape-arguments.js";

/** The dtype of a new array, and whether gradients are computed for it (default true). */
export type CreationOptions = Omit<ArrayOptions, "shape">;

const creationOptions = ["dtype", "requiresGrad"] as const;

/** Zeros: `zeros(2, 3)` or `zeros([2, 3], { dtype: "float64" })`. */
export function zeros(...shape: ShapeArguments<CreationOptions>): MLArray {
  return filled("zeros", shape, 0);
}

/** Ones: `ones(2, 3)` or `ones([2, 3], { dtype: "float64" })`. */
export function ones(...shape: ShapeArguments<CreationOptions>): MLArray {
  return filled("ones", shape, 1);
}

/** One value everywhere: `full([2, 3], 7)`. */
export function full(shape: Shape, value: number, options: CreationOptions = {}): MLArray {
  if (typeof value !== "number") {
    throw new TypeError(`full: value must be a number, got ${described(value)}`);
  }
  return filled("full", [shape, options], value);
}

/** From the standard normal distribution. */
export function randn(...shape: ShapeArguments<CreationOptions>): MLArray {
  return create("randn", shape, (lengths, dtype) => making.normal("randn", lengths, dtype, 0, 1));
}

/** Uniform in [low, high), by default [0, 1): `uniform([2, 3], { low: -1, high: 1 })`. */
export function uniform(
  ...shape: ShapeArguments<CreationOptions & { low?: number; high?: number }>
): MLArray {
  const known = [...creationOptions, "low", "high"] as const;
  const { shape: lengths, options } = splitArguments("uniform", shape, known);
  const { low = 0, high = 1, ...rest } = options;
  requireNumber("uniform", "low", low);
  requireNumber("uniform", "high", high, low);
  return create("uniform", [lengths, rest], (dims, dtype) =>
    making.uniform("uniform", dims, dtype, low, high),
  );
}

/** From start (default 0) up to, not including, stop: `arange(5)`, `arange(2, 8, 2)`. */
export function arange(
  start: number,
  stop?: number | null,
  step = 1,
  options: CreationOptions = {},
): MLArray {
  const [from, to] = stop == null ? [0, start] : [start, stop];
  requireNumber("arange", "start", from);
  requireNumber("arange", "stop", to);
  requireNumber("arange", "step", step);
  const count = Math.ceil((to - from) / step);
  if (!(count >= 1) || count === Number.POSITIVE_INFINITY) {
    throw new RangeError(`arange: from ${from} to ${to} by ${step} there is nothing`);
  }
  return create("arange", [[count], options], (shape, dtype) =>
    nodeFilledBy("arange", shape, dtype, (values) => {
      for (let i = 0; i < count; i++) values[i] = from + i * step;
    }),
  );
}

/** Ones on the diagonal: rows by columns, square without `columns`. */
export function eye(rows: number, columns = rows, options: CreationOptions = {}): MLArray {
  return create("eye", [[rows, columns], options], (shape, dtype) =>
    nodeFilledBy("eye", shape, dtype, (values) => {
      values.fill(0);
      for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
    }),
  );
}

/** Joins arrays along an existing axis. */
export function concat(arrays: readonly Operand[], axis = 0): MLArray {
  return new MLArray(joining.concat(nodesOf("concat", arrays), axis));
}

/** Joins arrays of one shape along a new axis. */
export function stack(arrays: readonly Operand[], axis = 0): MLArray {
  return new MLArray(joining.stack(nodesOf("stack", arrays), axis));
}

/** a where the condition is not 0, b elsewhere; all three broadcast. */
export function where(condition: Operand, a: Operand, b: Operand): MLArray {
  const [c, p, q] = nodesOf("where", [condition, a, b]);
  return new MLArray(select(c, p, q));
}

/** Operands as nodes; numbers and data take the dtype of the first array among them. */
function nodesOf(operation: string, operands: readonly Operand[]): Node[] {
  if (!Array.isArray(operands)) {
    throw new TypeError(`${operation}: expected a list of arrays, got ${typeof operands}`);
  }
  const first = operands.find((value) => value instanceof MLArray);
  const dtype = first === undefined ? getDefaultDtype() : (first as MLArray).dtype;
  return operands.map((value) =>
    value instanceof MLArray ? value.node : operandOfData(operation, value, dtype),
  );
}

function filled(operation: string, shape: ShapeArguments<CreationOptions>, value: number): MLArray {
  return create(operation, shape, (lengths, dtype) =>
    making.filled(operation, lengths, dtype, value),
  );
}

function create(
  operation: string,
  shapeArguments: ShapeArguments<CreationOptions>,
  make: (shape: Shape, dtype: DType) => Node,
): MLArray {
  const { shape, options } = splitArguments(operation, shapeArguments, creationOptions);
  const dtype: DType =
    options.dtype === undefined ? getDefaultDtype() : checkDType(operation, options.dtype);
  const node = make(shape, dtype);
  node.requiresGrad = options.requiresGrad ?? true;
  return new MLArray(node);
}
