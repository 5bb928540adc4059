import { constant } from "../../array-api/constant.js";
import { MLArray, type Operand } from "../../array-api/ml-array.js";
import { constantView } from "../../ops/cast.js";
import type { Network } from "./network.js";

/** Data without a gradient of its own, in the dtype of the parameters. */
export function inputFor(network: Network, data: Operand): MLArray {
  const x = constant(data, network.parameters()[0]?.dtype);
  return x.requiresGrad ? new MLArray(constantView(x.node)) : x;
}
