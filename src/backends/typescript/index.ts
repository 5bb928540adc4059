import type { Kernels } from "../../kernels/kernels.js";
import type { DType } from "../../shape/dtype.js";
import type { Backend } from "../backend.js";
import type { LinearMemory } from "../linear-memory.js";
import { onceEach } from "../pack.js";
import { binaryKernels } from "./binary.js";
import { categoricalLossKernels } from "./cross-entropy.js";
import { denseKernels } from "./dense.js";
import { unaryKernels } from "./elementwise.js";
import { elementLossKernels } from "./losses.js";
import { matmulKernels } from "./matmul.js";
import { GrowingMemory } from "./memory.js";
import { moveKernels } from "./move.js";
import { randomKernels } from "./random.js";
import { Reals } from "./reals.js";
import { reduceKernels } from "./reduce.js";
import { softmaxKernels } from "./softmax.js";

/**
 * The TypeScript core: plain loops over typed arrays. It is the specification that the WASM core is
 * tested against, and runs where WebAssembly cannot.
 */
export function createTypeScriptBackend(): Backend {
  const memory = new GrowingMemory();
  const kernels = {
    float32: kernelsOf(memory, "float32"),
    float64: kernelsOf(memory, "float64"),
  };
  const packed = onceEach((pack, dtype) => pack.plain(new Reals(memory, dtype)));
  return { name: "typescript", kernels, memory, packed };
}

function kernelsOf(memory: LinearMemory, dtype: DType): Kernels {
  const reals = new Reals(memory, dtype);
  const parts = {
    ...unaryKernels(reals),
    ...softmaxKernels(reals),
    ...matmulKernels(reals),
  };
  return {
    ...parts,
    ...denseKernels(reals, parts),
    ...binaryKernels(reals),
    ...reduceKernels(reals),
    ...moveKernels(reals),
    ...elementLossKernels(reals),
    ...categoricalLossKernels(reals),
    ...randomKernels(reals),
  };
}
