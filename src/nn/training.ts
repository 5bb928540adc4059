import { formatShape, type Shape, sameShape } from "../array/shape.js";
import { inScope } from "../memory/memory.js";
import { MLArray, type Operand } from "../ml-array.js";
import { requireLabels } from "../ops/losses.js";
import { pickRows, randomOrder, rowsOf } from "./batches.js";
import { targetKindOf } from "./losses.js";
import type { Network } from "./network.js";
import { clearGradients } from "./parameter-block.js";

export interface TrainOptions {
  /** How often all rows are learnt from: a positive integer. */
  readonly epochs: number;
  /** Rows per step; all of them without it, as in SmolML. */
  readonly batchSize?: number;
  /** A new random order of the rows in each epoch. Default: true if there is a batchSize. */
  readonly shuffle?: boolean;
  /** Prints a line per epoch. Default true. */
  readonly verbose?: boolean;
  /** Prints every so many epochs only. Default 1. */
  readonly printEvery?: number;
  /** Data that is not learnt from, whose loss is taken after each epoch. */
  readonly validationData?: readonly [X: Operand, y: Operand];
}

/** The loss of each epoch; further series are its properties. */
export interface History extends Array<number> {
  validationLoss?: number[];
}

/** One step: forward, loss, backward, update. Returns the loss before the update. */
export function learn(network: Network, x: MLArray, y: MLArray): number {
  return inScope(
    () => {
      const loss = network.lossFunction(network.forward(x), y);
      const parameters = network.parameters();
      clearGradients(parameters);
      loss.backward();
      network.optimizer.step(parameters);
      return loss.item();
    },
    () => [],
  );
}

/** Checks everything first, so that a wrong call changes nothing; then learns. */
export function train(network: Network, x: MLArray, y: MLArray, options: TrainOptions): History {
  checkOptions(options);
  checkData(network, "train", x, y);
  const { validationData, verbose = true, printEvery = 1, epochs } = options;
  const validation = validationData?.map((data) => MLArray.ensureArray(data));
  if (validation !== undefined) checkData(network, "validationData", validation[0], validation[1]);
  const history: History = [];
  if (validation !== undefined) history.validationLoss = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    history.push(trainEpoch(network, x, y, options));
    if (validation !== undefined) {
      history.validationLoss?.push(network.evaluate(validation[0], validation[1]));
    }
    if (verbose && epoch % printEvery === 0) console.log(progressLine(epoch, epochs, history));
  }
  return history;
}

function trainEpoch(
  network: Network,
  x: MLArray,
  y: MLArray,
  { batchSize, shuffle = batchSize !== undefined }: TrainOptions,
): number {
  const rows = x.shape[0];
  const size = Math.min(batchSize ?? rows, rows);
  const order = shuffle
    ? inScope(
        () => randomOrder(rows),
        () => [],
      )
    : null;
  let total = 0;
  for (let start = 0; start < rows; start += size) {
    const count = Math.min(size, rows - start);
    const part = (data: MLArray): MLArray =>
      order === null
        ? rowsOf(data, start, count)
        : pickRows(data, order.subarray(start, start + count));
    const loss = inScope(
      () => learn(network, part(x), part(y)),
      () => [],
    );
    total += loss * count;
  }
  return total / rows;
}

function progressLine(epoch: number, epochs: number, history: History): string {
  const line = `Epoch ${epoch}/${epochs}, Loss: ${history[epoch - 1].toFixed(4)}`;
  const validation = history.validationLoss?.[epoch - 1];
  return validation === undefined ? line : `${line}, Validation loss: ${validation.toFixed(4)}`;
}

function checkOptions({ epochs, batchSize, printEvery = 1 }: TrainOptions): void {
  const sizes = { epochs, batchSize: batchSize ?? 1, printEvery };
  for (const [name, value] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RangeError(`train: ${name} must be a positive integer, got ${String(value)}`);
  }
}

/** Runs one row through, to see whether the data fits the network and the targets fit its output. */
function checkData(network: Network, operation: string, x: MLArray, y: MLArray): void {
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
    () => network.predict(rowsOf(x, 0, 1)).shape,
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
  // A loss of the user's own decides for itself, but (n,) against (n, 1) would broadcast to (n, n).
  if (kind === null && !(sameShape(y.shape, perRow) && output.at(-1) === 1)) return;
  const also = kind === "rows" ? ` or labels of shape ${formatShape(perRow)}` : "";
  throw new RangeError(
    `${operation}: y has shape ${formatShape(y.shape)}, expected ${formatShape(output)} as the network's output has${also}`,
  );
}
