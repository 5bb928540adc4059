import { instantiateSync } from "@assemblyscript/loader";
import { start } from "../../../build/wasm-modules.js";
import type { DType } from "../../array/dtype.js";
import type { Kernels } from "../../kernels/kernels.js";
import type { Backend } from "../backend.js";
import { WasmMemory } from "./memory.js";

/** The core over compiled modules, both on one memory; that of float64 is asked for on its first use. */
export function wasmBackendOf(moduleOf: (dtype: DType) => WebAssembly.Module): Backend {
  const memory = new WasmMemory(start);
  const instantiate = (dtype: DType): Kernels => {
    const imports = { env: { memory: memory.memory } };
    const { instance } = instantiateSync(moduleOf(dtype), imports);
    // A copy: the engine keeps an exports object in a slow form.
    return { ...instance.exports } as unknown as Kernels;
  };
  const float32 = instantiate("float32");
  let float64: Kernels | undefined;
  return {
    name: "wasm",
    memory,
    kernels: {
      float32,
      get float64() {
        float64 ??= instantiate("float64");
        return float64;
      },
    },
  };
}
