import type { RandomGenerator } from "../array/random.js";
import { MLArray } from "../array-api/ml-array.js";
import { generatorFor } from "../data/draws.js";
import { requireNumber, requireOptions, requirePositiveInteger } from "../errors/check.js";
import { normals, permutation } from "../ops/draws.js";

/** The options that all made data sets take. */
export interface DatasetOptions {
  /** Points in all. Default 100. */
  readonly nSamples?: number;
  /** The standard deviation of what is added to the points. Default 0. */
  readonly noise?: number;
  /** Puts the points in a random order. Default true. */
  readonly shuffle?: boolean;
  /** Makes them the same each time; without it they follow `manualSeed`. */
  readonly seed?: number;
}

/** Points (nSamples, features) and the class of each (nSamples), of the default dtype. */
export interface Dataset {
  /** (nSamples, features) */
  readonly X: MLArray;
  /** (nSamples,) */
  readonly y: MLArray;
}

/** A point and its class. */
export interface Labelled {
  readonly point: readonly number[];
  readonly label: number;
}

export const commonOptions = ["nSamples", "noise", "shuffle", "seed"] as const;

/** Points, centres or arms of a data set at most: each is an object for a while. */
export const mostPoints = 2_000_000;

/** The options checked, the defaults filled in. */
export function checkedOptions(
  operation: string,
  options: DatasetOptions,
  known: readonly string[],
): { nSamples: number; noise: number; shuffle: boolean; random: RandomGenerator } {
  requireOptions(operation, options, known);
  const { nSamples = 100, noise = 0, shuffle = true, seed } = options;
  requirePositiveInteger(operation, "nSamples", nSamples, mostPoints);
  requireNumber(operation, "noise", noise, 0);
  return { nSamples, noise, shuffle, random: generatorFor(operation, seed) };
}

/** The points as arrays, with noise on every coordinate. */
export function asDataset(
  points: readonly Labelled[],
  { noise, shuffle, random }: { noise: number; shuffle: boolean; random: RandomGenerator },
): Dataset {
  const order = shuffle ? [...permutation(points.length, random)] : [...points.keys()];
  const [rows, columns] = [points.length, points[0].point.length];
  const X = Float64Array.from(order.flatMap((i) => points[i].point));
  if (noise > 0) {
    const offsets = normals(random, X.length);
    for (let i = 0; i < X.length; i++) X[i] += noise * offsets[i];
  }
  const y = Float64Array.from(order, (i) => points[i].label);
  return {
    X: new MLArray(X, { shape: [rows, columns], requiresGrad: false }),
    y: new MLArray(y, { requiresGrad: false }),
  };
}

/** n numbers from start to stop, evenly spaced; both ends included. */
export function linspace(start: number, stop: number, n: number): number[] {
  const step = (stop - start) / Math.max(1, n - 1);
  return Array.from({ length: n }, (_, i) => start + i * step);
}
