import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import * as smolml from "../../src/index.js";
import { type GoldenFile, runCase } from "./run.js";

const files = [
  "ops",
  "edge",
  "losses",
  "optimizers",
  "more-losses",
  "more-optimizers",
  "training",
  "initializers",
  "extras",
  "layers-conv",
  "layers-recurrent",
];

function read(name: string): GoldenFile {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));
}

describe.each(["wasm", "typescript"] as const)("on the %s core", (backend) => {
  beforeAll(() => {
    smolml.setBackend(backend);
    expect(smolml.getBackend()).toBe(backend);
  });

  describe.each(["float64", "float32"] as const)("in %s", (precision) => {
    describe.each(files)("%s.json", (name) => {
      const file = read(name);
      test.each(file.cases)("$id", (golden) => {
        expect(runCase(smolml, file, golden, precision)).toEqual([]);
      });
    });
  });
});
