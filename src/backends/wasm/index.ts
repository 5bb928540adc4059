import { instantiateSync } from "@assemblyscript/loader";
import { modules, own, start, words } from "../../../build/wasm-modules.js";
import type { Kernels } from "../../kernels/kernels.js";
import type { DType } from "../../shape/dtype.js";
import type { Backend } from "../backend.js";
import { binaryKernels } from "../typescript/binary.js";
import { unaryKernels } from "../typescript/elementwise.js";
import { Reals } from "../typescript/reals.js";
import { compiled } from "./compiled.js";
import { decodeDenseText } from "./dense-text.js";
import { WasmMemory } from "./memory.js";

/**
 * The core in WebAssembly SIMD: two modules on one memory, that of float64 from its first use on. Compiles
 * synchronously, here and not at import; throws where WebAssembly or its SIMD is missing or compiling
 * is refused.
 */
export function createWasmBackend(): Backend {
  const memory = new WasmMemory(start);
  const instantiate = (dtype: DType): Kernels => {
    // No two kernels of one thread run at the same time: both dtypes may own the same place.
    const imports = { env: { memory: memory.memory, own } };
    const { instance } = instantiateSync(moduleOf(dtype), imports);
    // Element-wise functions that are seldom hot are left out of the modules: those run as plain loops here too.
    const reals = new Reals(memory, dtype);
    const plain = { ...unaryKernels(reals), ...binaryKernels(reals) };
    // And a copy: the engine keeps an exports object in a slow form.
    return { ...plain, ...instance.exports } as unknown as Kernels;
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

function moduleOf(dtype: DType): WebAssembly.Module {
  return compiled[dtype] ?? new WebAssembly.Module(decodeDenseText(modules[dtype], words));
}
