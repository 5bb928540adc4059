import { modules } from "../../../build/wasm-recurrent.js";
import type { RecurrentKernels } from "../../kernels/recurrent-kernels.js";
import type { Pack } from "../pack.js";
import { recurrentKernels } from "../typescript/recurrent.js";

/** The steps of recurrent layers. */
export const recurrentPack: Pack<RecurrentKernels> = {
  name: "recurrent",
  plain: recurrentKernels,
  modules,
};
