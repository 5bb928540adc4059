import { afterAll, beforeAll, describe } from "vitest";
import { type BackendName, type DType, setBackend, setDefaultDtype } from "../../src/index.js";
import { dtypes } from "../../src/shape/dtype.js";

export const coreNames: readonly BackendName[] = ["typescript", "wasm"];

/** Declares the same tests of the library for both cores. */
export function onEachCore(body: (core: BackendName) => void): void {
  for (const core of coreNames) {
    describe(core, () => {
      beforeAll(() => setBackend(core));
      body(core);
    });
  }
}

/** Declares the same tests for both cores, and for both dtypes as the default one. */
export function onEachCoreAndDtype(body: (dtype: DType, core: BackendName) => void): void {
  onEachCore((core) => {
    for (const dtype of dtypes) {
      describe(dtype, () => {
        beforeAll(() => setDefaultDtype(dtype));
        afterAll(() => setDefaultDtype("float32"));
        body(dtype, core);
      });
    }
  });
}
