import { MLArray, type Operand } from "../../ml-array.js";
import { constantView } from "../../ops/cast.js";
import type { Network } from "../network.js";

/** Data without a gradient of its own, in the dtype of the parameters. */
export function inputFor(network: Network, data: Operand): MLArray {
  if (data instanceof MLArray) {
    return data.requiresGrad ? new MLArray(constantView(data.node)) : data;
  }
  const dtype = network.parameters()[0]?.dtype;
  return new MLArray(data, { dtype, requiresGrad: false });
}
