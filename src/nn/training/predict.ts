import { type Arrays, type Data, listOf, mapArrays } from "../../array-api/arrays.js";
import { concat } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { isAsynchronous, isLazy, type LazyBatches } from "../../data/batches.js";
import { inputFor } from "./input.js";
import type { Network } from "./network.js";
import { discard, prediction } from "./predictions.js";

/** The output for data, or for the rows of a loader in its order, without history. */
export function predict(network: Network, x: Data | LazyBatches): Arrays {
  const output = predicted(network, x);
  for (const array of listOf(output)) array.predicted = true;
  return output;
}

function predicted(network: Network, x: Data | LazyBatches): Arrays {
  if (isLoader(x)) return predictBatches(network, x);
  const made: MLArray[] = [];
  const input = inputFor(network, "predict: X", x, made);
  try {
    return prediction(network, input);
  } finally {
    for (const array of made) array.dispose();
  }
}

function isLoader(x: Data | LazyBatches): x is LazyBatches {
  return typeof x === "object" && x !== null && isLazy(x);
}

/** Goes through a loader, whose next epoch in a training is the same as without it. */
function predictBatches(network: Network, loader: LazyBatches): Arrays {
  const { epoch } = loader;
  const batches = loader.startEpoch();
  loader.epoch = epoch;
  if (isAsynchronous(batches)) {
    throw new TypeError(
      "predict: the batches come asynchronously: use for await, and predict each",
    );
  }
  const parts: Arrays[] = [];
  for (const make of batches) {
    const [x, y] = make();
    const input = inputFor(network, "predict: X", x);
    parts.push(prediction(network, input));
    discard(x);
    discard(y);
  }
  if (parts.length === 0) throw new Error("predict: the loader gave no batch");
  const joined = join(parts);
  for (const part of parts) discard(part);
  return joined;
}

function join(parts: readonly Arrays[]): Arrays {
  const columns = new Map<string, MLArray[]>();
  for (const part of parts) {
    mapArrays(part, (array: MLArray, name) => {
      const column = columns.get(name);
      if (column === undefined) columns.set(name, [array]);
      else column.push(array);
    });
  }
  return mapArrays(parts[0], (_: MLArray, name) =>
    concat(columns.get(name) as MLArray[]),
  ) as Arrays;
}
