import { inScope } from "../../memory/memory.js";
import { MLArray } from "../../ml-array.js";
import type { Network } from "../network.js";
import { pickRows, randomOrder, rowsOf } from "./batches.js";
import { checkData } from "./check-data.js";
import { History } from "./history.js";
import { learn } from "./learn.js";
import { checkOptions, type TrainOptions } from "./options.js";

/** Checks everything first, so that a wrong call changes nothing; then learns. */
export function train(network: Network, x: MLArray, y: MLArray, options: TrainOptions): History {
  checkOptions(options);
  checkData(network, "train", x, y);
  const { validationData, verbose = true, printEvery = 1, epochs } = options;
  const validation = validationData?.map((data) => MLArray.ensureArray(data));
  if (validation !== undefined) checkData(network, "validationData", validation[0], validation[1]);
  const history = new History();
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
