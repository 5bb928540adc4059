import type { DType } from "../shape/dtype.js";
import { nodeOfData } from "./array-data.js";
import { MLArray, type Operand } from "./ml-array.js";

/**
 * Data that is only read, as an array; what is no array yet takes `dtype`, or the usual one, and `name` stands in
 * the errors about it.
 */
export function constant(data: Operand, dtype?: DType, name = "MLArray"): MLArray {
  if (data instanceof MLArray) return data;
  return new MLArray(nodeOfData(name, data, { dtype, requiresGrad: false }));
}
