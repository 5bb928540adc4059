import { modules, own, start, words } from "../../../build/wasm-core.js";
import type { Kernels } from "../../kernels/kernels.js";
import type { DType } from "../../shape/dtype.js";
import type { Backend } from "../backend.js";
import { onceEach, type Pack } from "../pack.js";
import { binaryKernels } from "../typescript/binary.js";
import { unaryKernels } from "../typescript/elementwise.js";
import { Reals } from "../typescript/reals.js";
import { compiled } from "./compiled.js";
import { decodeDenseText } from "./dense-text.js";
import { WasmMemory } from "./memory.js";

/**
 * The core in WebAssembly SIMD: modules on one memory, that of float64 and those of packs from their first use on. Compiles
 * synchronously, here and not at import; throws where WebAssembly or its SIMD is missing or compiling
 * is refused.
 */
export function createWasmBackend(): Backend {
  const memory = new WasmMemory(start);
  const instantiate = (name: string, text: string): object => {
    // No two kernels of one thread run at the same time: all instances may own the same place.
    const imports = { env: { memory: memory.memory, own } };
    const { exports } = new WebAssembly.Instance(moduleOf(name, text), imports);
    // A copy: the engine keeps an exports object in a slow form.
    return { ...exports };
  };
  const core = (dtype: DType): Kernels => {
    // Element-wise functions that are seldom hot are left out of the modules: those run as plain loops here too.
    const reals = new Reals(memory, dtype);
    const plain = { ...unaryKernels(reals), ...binaryKernels(reals) };
    return { ...plain, ...instantiate(dtype, modules[dtype]) } as Kernels;
  };
  const float32 = core("float32");
  let float64: Kernels | undefined;
  return {
    name: "wasm",
    memory,
    kernels: {
      float32,
      get float64() {
        float64 ??= core("float64");
        return float64;
      },
    },
    packed: onceEach(
      <PackKernels extends object>(pack: Pack<PackKernels>, dtype: DType) =>
        instantiate(`${pack.name}-${dtype}`, pack.modules[dtype]) as PackKernels,
    ),
  };
}

function moduleOf(name: string, text: string): WebAssembly.Module {
  return compiled[name] ?? new WebAssembly.Module(decodeDenseText(text, words));
}
