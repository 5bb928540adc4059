import { describe, expect, it } from "vitest";
import { modules as core, own, start, words } from "../../build/wasm-core.js";
import { recurrentPack } from "../../src/backends/packs/recurrent.js";
import { trainingPack } from "../../src/backends/packs/training.js";
import { windowPack } from "../../src/backends/packs/windows.js";
import { decodeDenseText } from "../../src/backends/wasm/dense-text.js";
import { WasmMemory } from "../../src/backends/wasm/memory.js";
import { dtypes } from "../../src/shape/dtype.js";
import type { AllKernels } from "../support/all-kernels.js";
import { Arena } from "../support/buffers.js";
import { allCases } from "./cases/all.js";
import type { Case } from "./cases/case.js";

const sources = {
  core,
  training: trainingPack.modules,
  windows: windowPack.modules,
  recurrent: recurrentPack.modules,
};
const cases = Object.entries(sources).flatMap(([name, texts]) =>
  dtypes.map((dtype) => [name, dtype, texts[dtype]] as const),
);

/** Several instances may share one memory: each writes to what it is given, and to its own place. */
describe.each(cases)("a second instance of %s, %s", (_name, dtype, text) => {
  const second = start;
  const memory = new WasmMemory(2 * start - own);

  it("leaves static data and the first one's place alone, in every kernel", () => {
    instantiate(memory, text, own);
    const kernels = instantiate(memory, text, second);
    memory.bytes.fill(0xab, own, second);
    const before = memory.bytes.slice(0, second);
    // What a module lacks runs as plain loops, which have no place of their own.
    for (const each of oneOfEach(allCases(dtype)).filter(({ kernel }) => kernel in kernels)) {
      each.run(new Arena(memory, dtype), kernels);
      expect(Buffer.compare(memory.bytes.subarray(0, second), before), each.label).toBe(0);
    }
  });
});

function instantiate(memory: WasmMemory, text: string, own: number): AllKernels {
  const module = new WebAssembly.Module(decodeDenseText(text, words));
  const { exports } = new WebAssembly.Instance(module, { env: { memory: memory.memory, own } });
  return exports as unknown as AllKernels;
}

/** Every tenth case, since neighbours differ in little, and the first of each kernel. */
function oneOfEach(cases: Case[]): Case[] {
  const seen = new Set<string>();
  return cases.filter(({ kernel }, i) => {
    const first = !seen.has(kernel);
    seen.add(kernel);
    return first || i % 10 === 0;
  });
}
