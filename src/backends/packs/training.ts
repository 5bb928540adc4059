import { modules } from "../../../build/wasm-training.js";
import type { UpdateKernels } from "../../kernels/kernels.js";
import type { NormKernels } from "../../kernels/layer-kernels.js";
import type { Pack } from "../pack.js";
import { normKernels } from "../typescript/norm.js";
import type { Reals } from "../typescript/reals.js";
import { updateKernels } from "../typescript/update.js";

export interface TrainingKernels extends NormKernels, UpdateKernels {}

/** The steps of optimizers, and norms of rows. */
export const trainingPack: Pack<TrainingKernels> = {
  name: "training",
  plain: (reals: Reals) => ({
    ...normKernels(reals),
    ...updateKernels(reals),
  }),
  modules,
};
