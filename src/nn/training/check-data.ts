import type { MLArray } from "../../array-api/ml-array.js";
import { sliceRows } from "../../data/rows.js";
import { inScope } from "../../memory/memory.js";
import { requireLabels } from "../../ops/losses.js";
import { formatShape, type Shape, sameShape } from "../../shape/shape.js";
import { targetKindOf } from "../known-losses.js";
import type { Network } from "./network.js";

/** Runs one row through, to see whether the data fits the network and the targets fit its output. */
export function checkData(network: Network, operation: string, x: MLArray, y: MLArray): void {
  const [rows, targets] = [x.shape[0], y.shape[0]];
  if (x.shape.length < 2 || y.shape.length < 1) {
    throw new RangeError(
      `${operation}: X must have rows of features and y one target per row, got X ${formatShape(x.shape)} and y ${formatShape(y.shape)}`,
    );
  }
  if (rows !== targets) {
    throw new RangeError(`${operation}: X has ${rows} rows and y has ${targets}; expected as many`);
  }
  const output = inScope(
    () => network.predict(sliceRows(x, 0, 1)).shape,
    () => [],
  );
  checkTargets(network, operation, [rows, ...output.slice(1)], y);
}

function checkTargets(network: Network, operation: string, output: Shape, y: MLArray): void {
  const kind = targetKindOf(network.lossFunction);
  if (sameShape(y.shape, output)) return;
  const perRow = output.slice(0, -1);
  const labels = sameShape(y.shape, perRow) || sameShape(y.shape, [...perRow, 1]);
  if (kind === "rows" && labels) {
    requireLabels(operation, y.node, output[output.length - 1]);
    return;
  }
  if (kind === null && !lacksColumn(y.shape, output)) return;
  const also = kind === "rows" ? ` or labels of shape ${formatShape(perRow)}` : "";
  throw new RangeError(
    `${operation}: y has shape ${formatShape(y.shape)}, expected ${formatShape(output)} as the network's output has${also}`,
  );
}

/**
 * Whether targets are (n,) against predictions (n, 1): a loss of the user's own decides for itself what it
 * takes, but these would broadcast to (n, n).
 */
export function lacksColumn(y: Shape, output: Shape): boolean {
  return y.length > 0 && y.length === output.length - 1 && output[y.length] === 1;
}
