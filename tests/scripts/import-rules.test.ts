import { expect, test } from "vitest";
import { importViolations } from "../../scripts/import-rules.js";

const check = (files: Record<string, string>) => importViolations(new Map(Object.entries(files)));

test("imports downward, and within a folder without a circle, pass", () => {
  const files = {
    "src/nn/layers/dense-layer.ts": 'import { MLArray } from "../../array-api/ml-array.js";',
    "src/nn/layers/sequential.ts": 'import type { DenseLayer } from "./dense-layer.js";',
    "src/array-api/ml-array.ts": 'export * from "../ops/matmul.js";',
    "src/ops/matmul.ts": 'import { shapeOf } from "../shape/shape.js";',
    "src/shape/shape.ts": "",
    "src/backends/select.ts": 'import { createWasmBackend } from "./wasm/index.js";',
    "src/backends/wasm/index.ts": 'import { bytes } from "./bytes.js";',
    "src/backends/wasm/bytes.ts": "",
    "src/pure.ts": 'export * from "./network/network.js";',
    "src/network/network.ts": 'import "../nn/layers/dense-layer.js";',
  };
  expect(check(files)).toEqual([]);
});

test("an import upward is named with file, line and folders, types included", () => {
  const files = {
    "src/ops/matmul.ts":
      'import "../array/node.js";\n\nimport type { A } from "../array-api/ml-array.js";',
    "src/array/node.ts": 'import { dense } from "../nn/dense.js";',
    "src/array-api/ml-array.ts": "",
    "src/nn/dense.ts": "",
  };
  expect(check(files)).toEqual([
    "src/ops/matmul.ts:3: an import runs upward, from src/ops/ to src/array-api/ (src/array-api/ml-array.ts)",
    "src/array/node.ts:1: an import runs upward, from src/array/ to src/nn/ (src/nn/dense.ts)",
  ]);
});

test("two folders that import each other are found, whichever comes first", () => {
  const files = {
    "src/nn/layers/a.ts": 'import type { Save } from "../../io/save.js";',
    "src/io/save.ts": "",
    "src/io/load.ts": 'import { b } from "../nn/layers/b.js";',
    "src/nn/layers/b.ts": "",
  };
  expect(check(files)).toEqual([
    "src/nn/layers/a.ts:1: an import runs upward, from src/nn/layers/ to src/io/ (src/io/save.ts)",
  ]);
});

test("addresses are spoken of below the arrays only", () => {
  const files = {
    "src/ops/add.ts": 'import { begin, memory } from "../memory/memory.js";',
    "src/nn/layers/dense-layer.ts":
      'import { type Node, address as at } from "../../array/node.js";\nimport { inScope } from "../../memory/memory.js";',
    "src/data/rows.ts": '\nimport { begin } from "../memory/memory.js";',
    "src/array/node.ts": "",
    "src/memory/memory.ts": "",
  };
  expect(check(files)).toEqual([
    "src/nn/layers/dense-layer.ts:1: address speaks of addresses, which stay below ops/ (src/array/node.ts)",
    "src/data/rows.ts:2: begin speaks of addresses, which stay below ops/ (src/memory/memory.ts)",
  ]);
});

test("an import upward hidden in an export, a call or a type is seen", () => {
  const files = {
    "src/ops/a.ts": 'export { MLArray } from "../array-api/ml-array.js";',
    "src/ops/b.ts": 'const later = import("../array-api/ml-array.js");',
    "src/ops/c.ts": 'type A = import("../array-api/ml-array.js").MLArray;',
    "src/array-api/ml-array.ts": "",
  };
  expect(check(files).map((violation) => violation.split(":")[0])).toEqual([
    "src/ops/a.ts",
    "src/ops/b.ts",
    "src/ops/c.ts",
  ]);
});

test("a circle within a folder is found once, wherever the walk begins", () => {
  const files = {
    "src/nn/a.ts": 'import "./b.js";',
    "src/nn/b.ts": 'import "./c.js";',
    "src/nn/c.ts": 'import type {} from "./b.js";',
  };
  expect(check(files)).toEqual([
    "src/nn/c.ts:1: a circle of imports (src/nn/b.ts -> src/nn/c.ts -> src/nn/b.ts)",
  ]);
});

test("modules of Node stay in src/node", () => {
  const files = {
    "src/io/save.ts": 'import { readFileSync } from "node:fs";',
    "src/io/load.ts": 'import { join } from "path";',
    "src/node/files.ts": 'import { readFileSync } from "node:fs";',
  };
  expect(check(files)).toEqual([
    "src/io/save.ts:1: modules of Node are for src/node alone (node:fs)",
    "src/io/load.ts:1: modules of Node are for src/node alone (path)",
  ]);
});

test("the WASM core is named by select.ts alone and never reached from pure.ts", () => {
  const files = {
    "src/nn/dense.ts": 'import "../backends/wasm/index.js";',
    "src/pure.ts": 'import "./backends/select.js";',
    "src/backends/select.ts": 'import "./wasm/index.js";',
    "src/backends/wasm/index.ts": "",
  };
  expect(check(files)).toEqual([
    "src/nn/dense.ts:1: only backends/select.ts names the WASM core (src/backends/wasm/index.ts)",
    "src/backends/select.ts:1: src/pure.ts reaches the WASM core (src/backends/wasm/index.ts)",
  ]);
});

test("assembly takes nothing from src, and a folder without a place is an error", () => {
  const files = {
    "assembly/ops/unary.ts": 'import { unary } from "../../src/kernels/elementwise.js";',
    "src/kernels/elementwise.ts": "",
    "src/misc/things.ts": "",
  };
  expect(check(files)).toEqual([
    "src/misc/things.ts:1: its folder has no place in scripts/import-rules.ts",
    "assembly/ops/unary.ts:1: assembly imports nothing from src (src/kernels/elementwise.ts)",
  ]);
});
