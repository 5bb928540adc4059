import { type Arrays, type Data, isRecord, listOf, mapData } from "../../array-api/arrays.js";
import { constant } from "../../array-api/constant.js";
import { MLArray } from "../../array-api/ml-array.js";
import { constantView } from "../../ops/cast.js";
import type { Network } from "./network.js";

/**
 * Data without a gradient of its own, in the dtype of the parameters. The arrays that had to be made for it
 * are added to `made`. `what` it is stands in the errors: "train: X".
 */
export function inputFor(network: Network, what: string, data: Data, made: MLArray[] = []): Arrays {
  if (isRecord(data) && Object.keys(data).length === 0) {
    throw new TypeError(`${what}: a record without arrays`);
  }
  return mapData(data, (part, name) => {
    if (part instanceof MLArray) {
      return part.requiresGrad ? new MLArray(constantView(part.node)) : part;
    }
    const x = constant(part, network.tree.parameters[0]?.dtype, what + name);
    made.push(x);
    return x;
  });
}

/** How many rows there are, by the first of several arrays; undefined for a scalar. */
export function rowCount(x: Arrays): number | undefined {
  return listOf(x)[0]?.node.shape[0];
}
