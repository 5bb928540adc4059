import type { RandomGenerator } from "../array/random.js";
import { requireNumber, requirePositiveInteger } from "../errors/check.js";
import { normals, uniforms } from "../ops/draws.js";
import {
  asDataset,
  checkedOptions,
  type Dataset,
  type DatasetOptions,
  mostPoints,
} from "./points.js";

export interface BlobsOptions extends Omit<DatasetOptions, "noise"> {
  /** How many centres to draw, or the centres themselves. Default 3. */
  readonly centers?: number | readonly (readonly number[])[];
  /** Coordinates of a point, where the centres are drawn. Default 2. */
  readonly nFeatures?: number;
  /** The standard deviation of the blobs, or of each blob. Default 1. */
  readonly clusterStd?: number | readonly number[];
  /** Where centres are drawn from, in each coordinate. Default [-10, 10]. */
  readonly centerBox?: readonly [low: number, high: number];
}

const blobsOptions = [
  "nSamples",
  "shuffle",
  "seed",
  "centers",
  "nFeatures",
  "clusterStd",
  "centerBox",
];

/** Gaussian blobs around centres, a class each, of sizes that differ by 1 at most: scikit-learn's make_blobs. */
export function blobs(options: BlobsOptions = {}): Dataset {
  const checked = checkedOptions("blobs", options, blobsOptions);
  const centers = centersOf(options, checked.random);
  const deviations = deviationsOf(options, centers.length);
  const points = centers.flatMap((center, label) => {
    const size = Math.ceil((checked.nSamples - label) / centers.length);
    return Array.from({ length: Math.max(0, size) }, () => {
      const offsets = normals(checked.random, center.length);
      return { point: center.map((c, i) => c + deviations[label] * offsets[i]), label };
    });
  });
  return asDataset(points, checked);
}

function centersOf(options: BlobsOptions, random: RandomGenerator): readonly (readonly number[])[] {
  const { centers = 3, nFeatures = 2, centerBox = [-10, 10] } = options;
  if (typeof centers !== "number") {
    const columns = centers[0]?.length ?? 0;
    if (columns > 0 && centers.every((center) => center.length === columns)) {
      for (const each of centers.flat()) requireNumber("blobs", "centers", each);
      return centers;
    }
    throw new RangeError("blobs: centers must be a number or rows of as many coordinates each");
  }
  requirePositiveInteger("blobs", "centers", centers, mostPoints);
  requirePositiveInteger(
    "blobs",
    "nFeatures",
    nFeatures,
    mostPoints / Math.max(centers, options.nSamples ?? 100),
  );
  const [low, high] = centerBox;
  requireNumber("blobs", "centerBox[0]", low);
  requireNumber("blobs", "centerBox[1]", high, low);
  return Array.from({ length: centers }, () => [...uniforms(random, nFeatures, low, high)]);
}

function deviationsOf({ clusterStd = 1 }: BlobsOptions, blobs: number): readonly number[] {
  const all = typeof clusterStd === "number" ? new Array(blobs).fill(clusterStd) : clusterStd;
  if (all.length !== blobs) {
    throw new RangeError(`blobs: clusterStd has ${all.length} entries for ${blobs} centers`);
  }
  for (const each of all) requireNumber("blobs", "clusterStd", each, 0);
  return all;
}
