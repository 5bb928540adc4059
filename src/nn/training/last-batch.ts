import type { Network } from "./network.js";

/**
 * Throws where the last batch will be a single row, and a layer cannot learn from one: to be asked when a row
 * has just been run through the network.
 */
export function requireLastBatch(network: Network, operation: string, last: number | null): void {
  if (last !== 1) return;
  const module = network.tree.modules.find(
    (each) => (each as { wantsMoreRows?: boolean }).wantsMoreRows,
  );
  if (module === undefined) return;
  throw new RangeError(
    `${operation}: ${module.constructor.name}: a batch to learn from needs at least 2 rows, but the last one would have 1: take another batchSize, or a DataLoader with dropLast`,
  );
}
