import type { DType } from "../shape/dtype.js";
import { MLArray, type Operand } from "./ml-array.js";

/** Data that is only read, as an array; what is no array yet takes `dtype`, or the usual one. */
export function constant(data: Operand, dtype?: DType): MLArray {
  return data instanceof MLArray ? data : new MLArray(data, { dtype, requiresGrad: false });
}
