import type { Group } from "../group.js";
import { accuracy } from "./accuracy.js";
import { convolution } from "./convolution.js";
import { eager } from "./eager.js";
import { elementwise } from "./elementwise.js";
import { fit } from "./fit.js";
import { matmul } from "./matmul.js";
import { norms } from "./norms.js";
import { pooling } from "./pooling.js";
import { recurrence } from "./recurrence.js";
import { reductions } from "./reductions.js";
import { training } from "./training.js";
import { value } from "./value.js";

/** All that runs wherever JavaScript does. */
export const groups: readonly Group[] = [
  matmul,
  convolution,
  pooling,
  elementwise,
  accuracy,
  reductions,
  norms,
  recurrence,
  eager,
  training,
  fit,
  value,
];
