import { requireNumber } from "../errors/check.js";
import { cos, sin } from "../kernels/circular.js";
import {
  asDataset,
  checkedOptions,
  commonOptions,
  type Dataset,
  type DatasetOptions,
} from "./points.js";

/** What `datasets.circles` takes. */
export interface CirclesOptions extends DatasetOptions {
  /** The radius of the inner circle, in [0, 1). Default 0.8. */
  readonly factor?: number;
}

/** A circle of radius 1 (class 0) around a smaller one (class 1): scikit-learn's make_circles. */
export function circles(options: CirclesOptions = {}): Dataset {
  const checked = checkedOptions("circles", options, [...commonOptions, "factor"]);
  const { factor = 0.8 } = options;
  requireNumber("circles", "factor", factor, 0);
  if (factor >= 1) throw new RangeError(`circles: factor must be below 1, got ${factor}`);
  const outer = Math.floor(checked.nSamples / 2);
  const circle = (n: number, radius: number, label: number) =>
    Array.from({ length: n }, (_, i) => {
      const angle = (2 * Math.PI * i) / n;
      return { point: [radius * cos(angle), radius * sin(angle)], label };
    });
  const points = [...circle(outer, 1, 0), ...circle(checked.nSamples - outer, factor, 1)];
  return asDataset(points, checked);
}
