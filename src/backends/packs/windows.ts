import { modules } from "../../../build/wasm-windows.js";
import type { ConvKernels, PoolKernels } from "../../kernels/layer-kernels.js";
import type { Pack } from "../pack.js";
import { convKernels } from "../typescript/conv.js";
import { poolKernels } from "../typescript/pool.js";
import type { Reals } from "../typescript/reals.js";

export interface WindowKernels extends ConvKernels, PoolKernels {}

/** Convolution and pooling. */
export const windowPack: Pack<WindowKernels> = {
  name: "windows",
  plain: (reals: Reals) => ({ ...convKernels(reals), ...poolKernels(reals) }),
  modules,
};
