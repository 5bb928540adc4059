import { describe, expect, it } from "vitest";
import type { Backend } from "../../src/backends/backend.js";
import { createTypeScriptBackend } from "../../src/backends/typescript/index.js";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import { type DType, dtypes } from "../../src/shape/dtype.js";
import { allKernels } from "../support/all-kernels.js";
import { Arena } from "../support/buffers.js";
import { ulpsApart } from "../support/ulps.js";
import { boundOf } from "./bounds.js";
import { allCases } from "./cases/all.js";
import type { Case } from "./cases/case.js";

const typescript = createTypeScriptBackend();
const wasm = createWasmBackend();

/** Every kernel gives the same on both cores: the same bits, or within the bound of `bounds.ts`. */
describe.each(dtypes)("%s", (dtype) => {
  const byKernel = groupByKernel(allCases(dtype));

  it.each([...byKernel.keys()])("%s", { timeout: 60_000 }, (kernel) => {
    for (const each of byKernel.get(kernel) ?? []) compare(each, dtype);
  });

  it("has a case for every kernel", () => {
    // Each core asks for the scratch space that it needs: there is nothing to compare.
    const compared = new Set<string>([...byKernel.keys(), "matmulScratch", "convScratch"]);
    expect(compared).toEqual(new Set(Object.keys(allKernels(typescript, dtype))));
    expect(Object.keys(allKernels(wasm, dtype))).toEqual(expect.arrayContaining([...compared]));
  });
});

function groupByKernel(cases: Case[]): Map<string, Case[]> {
  const groups = new Map<string, Case[]>();
  for (const each of cases) groups.set(each.kernel, [...(groups.get(each.kernel) ?? []), each]);
  return groups;
}

function compare(each: Case, dtype: DType): void {
  const expected = run(each, typescript, dtype);
  const actual = run(each, wasm, dtype);
  const bound = boundOf(each.kernel, dtype);
  for (const [number, values] of expected.entries()) {
    const floor = bound.floor === "largest" ? largest(values) : bound.floor;
    for (let i = 0; i < values.length; i++) {
      const [a, b] = [actual[number][i], values[i]];
      // Object.is: the same bits, but for NaNs, which are all one.
      if (Object.is(a, b)) continue;
      const apart = ulpsApart(a, b, dtype, floor);
      if (bound.ulps > 0 && apart <= bound.ulps) continue;
      expect.fail(`${each.label}: output ${number}[${i}] is ${a}, not ${b}, ${apart} ulps apart`);
    }
  }
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((max, x) => Math.max(max, Math.abs(x)), 0);
}

function run(each: Case, backend: Backend, dtype: DType) {
  const { memory, name } = backend;
  const arena = new Arena(memory, dtype);
  each.run(arena, allKernels(backend, dtype));
  arena.expectOnlyOutputsChanged(`${each.label} on ${name}`);
  return arena.outputs();
}
