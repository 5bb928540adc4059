import { type Arrays, listOf, mapArrays } from "../../array-api/arrays.js";
import { MLArray } from "../../array-api/ml-array.js";
import { sliceRows } from "../../data/rows.js";
import { requireLabels, requireTargetShares } from "../../ops/losses.js";
import { formatShape, type Shape, sameShape } from "../../shape/shape.js";
import { takesShares, targetKindOf } from "../known-losses.js";
import type { Network } from "./network.js";
import { warnOfOutput } from "./warn-of-output.js";

/** Runs one row through, to see whether the data fits the network and the targets fit its output. */
export function checkData(network: Network, operation: string, x: Arrays, y: Arrays): void {
  const rows = checkRows(operation, x, y);
  const row = mapArrays(x, (part) => sliceRows(part, 0, 1)) as Arrays;
  const output: Arrays = network.predict(row);
  if (output instanceof MLArray) warnOfOutput(network, output);
  if (output instanceof MLArray && y instanceof MLArray) {
    checkTargets(network, operation, [rows, ...output.shape.slice(1)], y);
  }
  for (const part of listOf(output)) part.dispose();
}

/** Throws unless all arrays have as many rows; returns their number. */
function checkRows(operation: string, x: Arrays, y: Arrays): number {
  const [inputs, targets] = [listOf(x), listOf(y)];
  const least = x instanceof MLArray ? 2 : 1;
  if (
    inputs.some(({ shape }) => shape.length < least) ||
    targets.some(({ shape }) => shape.length < 1)
  ) {
    throw new RangeError(
      `${operation}: X must have rows of features and y one target per row, got X ${shapesOf(x)} and y ${shapesOf(y)}`,
    );
  }
  const [rows, targetRows] = [inputs[0].shape[0], targets[0].shape[0]];
  if (rows !== targetRows) {
    throw new RangeError(
      `${operation}: X has ${rows} rows and y has ${targetRows}; expected as many`,
    );
  }
  if ([...inputs, ...targets].every(({ shape }) => shape[0] === rows)) return rows;
  throw new RangeError(
    `${operation}: all arrays of X and y must have as many rows, got X ${shapesOf(x)} and y ${shapesOf(y)}`,
  );
}

/** (4, 2), or X[0] (4, 2), X[1] (4, 3). */
function shapesOf(arrays: Arrays): string {
  const named: string[] = [];
  mapArrays(arrays, ({ shape }, name) => named.push(`${name} ${formatShape(shape)}`.trim()));
  return named.join(", ");
}

function checkTargets(network: Network, operation: string, output: Shape, y: MLArray): void {
  const kind = targetKindOf(network.lossFunction);
  if (takesShares(network.lossFunction)) requireTargetShares(operation, y.node);
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
