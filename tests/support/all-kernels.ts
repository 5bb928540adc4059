import type { Backend } from "../../src/backends/backend.js";
import { recurrentPack } from "../../src/backends/packs/recurrent.js";
import { type TrainingKernels, trainingPack } from "../../src/backends/packs/training.js";
import { type WindowKernels, windowPack } from "../../src/backends/packs/windows.js";
import type { Kernels } from "../../src/kernels/kernels.js";
import type { RecurrentKernels } from "../../src/kernels/recurrent-kernels.js";
import type { DType } from "../../src/shape/dtype.js";

/** Those of the core, and of all packs. */
export interface AllKernels extends Kernels, TrainingKernels, WindowKernels, RecurrentKernels {}

export function allKernels(backend: Backend, dtype: DType): AllKernels {
  return {
    ...backend.kernels[dtype],
    ...backend.packed(trainingPack, dtype),
    ...backend.packed(windowPack, dtype),
    ...backend.packed(recurrentPack, dtype),
  };
}
