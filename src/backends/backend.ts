import type { Kernels } from "../kernels/kernels.js";
import type { DType } from "../shape/dtype.js";
import type { LinearMemory } from "./linear-memory.js";
import type { Pack } from "./pack.js";

/** WebAssembly SIMD, or plain TypeScript. */
export type BackendName = "wasm" | "typescript";

/** A core: its linear memory, and its kernels over that memory for each dtype. */
export interface Backend {
  readonly name: BackendName;
  readonly kernels: Readonly<Record<DType, Kernels>>;
  readonly memory: LinearMemory;
  /** The kernels of a pack over the same memory, made when they are first asked for. */
  packed<PackKernels extends object>(pack: Pack<PackKernels>, dtype: DType): PackKernels;
}
