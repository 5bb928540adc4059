import type { Group } from "../group.js";
import { accuracy } from "./accuracy.js";
import { eager } from "./eager.js";
import { elementwise } from "./elementwise.js";
import { fit } from "./fit.js";
import { matmul } from "./matmul.js";
import { reductions } from "./reductions.js";
import { training } from "./training.js";
import { value } from "./value.js";

/** All that runs wherever JavaScript does. */
export const groups: readonly Group[] = [
  matmul,
  elementwise,
  accuracy,
  reductions,
  eager,
  training,
  fit,
  value,
];
