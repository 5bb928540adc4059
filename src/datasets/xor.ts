import { requireOptions } from "../errors/check.js";
import {
  asDataset,
  checkedOptions,
  commonOptions,
  type Dataset,
  type DatasetOptions,
} from "./points.js";

const corners = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

/**
 * Exclusive or: 1 where just one of two inputs is 1. By default its four rows in order; more samples
 * repeat them. Other than with the other data sets, y is (nSamples, 1), for a network of one output.
 */
export function xor(options: DatasetOptions = {}): Dataset {
  requireOptions("xor", options, commonOptions);
  const { nSamples = 4, shuffle = false } = options;
  const checked = checkedOptions("xor", { ...options, nSamples, shuffle }, commonOptions);
  const points = Array.from({ length: nSamples }, (_, i) => {
    const point = corners[i % corners.length];
    return { point, label: point[0] ^ point[1] };
  });
  const { X, y } = asDataset(points, checked);
  return { X, y: y.reshape(-1, 1) };
}
