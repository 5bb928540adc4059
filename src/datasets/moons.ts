import { cos, sin } from "../kernels/circular.js";
import {
  asDataset,
  checkedOptions,
  commonOptions,
  type Dataset,
  type DatasetOptions,
  linspace,
} from "./points.js";

/** Two interleaving half circles of radius 1: scikit-learn's make_moons. */
export function moons(options: DatasetOptions = {}): Dataset {
  const checked = checkedOptions("moons", options, commonOptions);
  const outer = Math.floor(checked.nSamples / 2);
  const points = [
    ...linspace(0, Math.PI, outer).map((t) => ({
      point: [cos(t), sin(t)],
      label: 0,
    })),
    ...linspace(0, Math.PI, checked.nSamples - outer).map((t) => ({
      point: [1 - cos(t), 0.5 - sin(t)],
      label: 1,
    })),
  ];
  return asDataset(points, checked);
}
