import { instantiateSync } from "@assemblyscript/loader";
import { modules, start } from "../../../build/wasm-modules.js";
import type { DType } from "../../array/dtype.js";
import type { Kernels } from "../../kernels/kernels.js";
import type { Backend } from "../backend.js";
import { decodeBase64 } from "./base64.js";
import { WasmMemory } from "./memory.js";

/**
 * The core in WebAssembly SIMD. Compiles synchronously, here and not at import; throws where
 * WebAssembly or its SIMD is missing or compiling is refused.
 */
export function createWasmBackend(): Backend {
  const memory = new WasmMemory(start);
  const float32 = instantiate("float32", memory);
  let float64: Kernels | undefined;
  return {
    name: "wasm",
    memory,
    kernels: {
      float32,
      get float64() {
        float64 ??= instantiate("float64", memory);
        return float64;
      },
    },
  };
}

function instantiate(dtype: DType, { memory }: WasmMemory): Kernels {
  const { instance } = instantiateSync(decodeBase64(modules[dtype]), { env: { memory } });
  // A copy: the engine keeps an exports object in a slow form.
  return { ...instance.exports } as unknown as Kernels;
}
