import { requirePositiveInteger } from "../errors/check.js";
import { cos, sin } from "../kernels/circular.js";
import { normals } from "../ops/draws.js";
import {
  asDataset,
  checkedOptions,
  commonOptions,
  type Dataset,
  type DatasetOptions,
  linspace,
  mostPoints,
} from "./points.js";

/** What `datasets.spirals` takes. */
export interface SpiralsOptions extends DatasetOptions {
  /** How many arms. Default 3. */
  readonly classes?: number;
  /** The standard deviation of the angle, in radians. Default 0.2. */
  readonly noise?: number;
}

/** How far an arm turns, in radians. */
const turn = 4;

/**
 * Arms that wind from the origin to the unit circle, a class each: the spiral of Stanford's CS231n
 * (https://cs231n.github.io/neural-networks-case-study/), its noise on the angle.
 */
export function spirals(options: SpiralsOptions = {}): Dataset {
  const checked = checkedOptions("spirals", options, [...commonOptions, "classes"]);
  const { nSamples, random } = checked;
  const { classes = 3, noise = 0.2 } = options;
  requirePositiveInteger("spirals", "classes", classes, mostPoints);
  const points = Array.from({ length: Math.min(classes, nSamples) }).flatMap((_, label) => {
    const size = Math.ceil((nSamples - label) / classes);
    const offsets = normals(random, size);
    const angles = linspace(turn * label, turn * (label + 1), size);
    return linspace(0, 1, size).map((radius, i) => {
      const angle = angles[i] + noise * offsets[i];
      return { point: [radius * sin(angle), radius * cos(angle)], label };
    });
  });
  return asDataset(points, { ...checked, noise: 0 });
}
