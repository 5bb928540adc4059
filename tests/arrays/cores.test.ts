import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  type BackendName,
  concat,
  type DType,
  MLArray,
  setBackend,
  stack,
  where,
} from "../../src/index.js";
import { sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { coreNames } from "../support/settings.js";
import { seeds } from "../support/shapes.js";

/**
 * Random programs: each step takes arrays made before, by position, and adds one. What does not fit
 * (a step that throws) is passed over, on both cores alike.
 */
interface Step {
  readonly name: string;
  readonly a: number;
  readonly b: number;
  readonly axis: number;
}

type Operation = (a: MLArray, b: MLArray, axis: number) => MLArray;

/** Roundings of + - * / and sqrt alone: the two cores agree to the bit. */
const exact: Record<string, Operation> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b.abs().add(0.5)),
  maximum: (a, b) => a.maximum(b),
  minimum: (a, b) => a.minimum(b),
  greater: (a, b) => a.greater(b),
  where: (a, b) => where(a.less(0), a, b),
  neg: (a) => a.neg(),
  abs: (a) => a.abs(),
  sqrt: (a) => a.abs().add(0.25).sqrt(),
  relu: (a) => a.relu(),
  leakyRelu: (a) => a.leakyRelu(0.1),
  clip: (a) => a.clip(-1, 1),
  sum: (a, _, axis) => a.sum(axis),
  sumAll: (a) => a.sum(),
  mean: (a, _, axis) => a.mean(axis, true),
  max: (a, _, axis) => a.max(axis, true),
  min: (a, _, axis) => a.min(axis),
  var: (a, _, axis) => a.var(axis),
  argmax: (a, _, axis) => a.argmax(axis),
  matmul: (a, b) => a.matmul(b),
  product: (a, b) => a.matmul(b.T),
  T: (a) => a.T,
  flatten: (a) => a.flatten(),
  wrap: (a) => a.reshape(1, ...a.shape),
  reversed: (a) => a.get([null, null, -1]),
  rows: (a) => a.get([0, 2]),
  last: (a) => a.get(-1),
  concat: (a, b, axis) => concat([a, b, a], axis),
  stack: (a, _, axis) => stack([a, a.neg()], axis),
  clone: (a) => a.clone(),
};

/** With series of their own in each core: some ulps apart. */
const close: Record<string, Operation> = {
  ...exact,
  exp: (a) => a.clip(-3, 3).exp(),
  log: (a) => a.abs().add(0.5).log(),
  tanh: (a) => a.tanh(),
  sigmoid: (a) => a.sigmoid(),
  elu: (a) => a.elu(),
  softmax: (a, _, axis) => a.softmax(axis),
  logSoftmax: (a, _, axis) => a.logSoftmax(axis),
  pow: (a) => a.abs().add(0.5).pow(1.5),
};

/** Where a difference in the last place becomes one of 1. */
const branching = ["greater", "argmax", "where"];

const largest = 4000;

function programs(names: readonly string[]): fc.Arbitrary<Step[]> {
  const position = fc.nat(20);
  const step = fc.record({
    name: fc.constantFrom(...names),
    a: position,
    b: position,
    axis: fc.integer({ min: -2, max: 1 }),
  });
  return fc.array(step, { minLength: 1, maxLength: 14 });
}

interface Outcome {
  readonly steps: string[];
  readonly shapes: (readonly number[])[];
  readonly values: number[];
}

function inputs(seed: number, dtype: DType): MLArray[] {
  const data = new Data(seed);
  const [m, n] = [1 + data.integer(20), 1 + data.integer(20)];
  return [[m, n], [n], [n, m], [], [3, m, n]].map(
    (shape) => new MLArray(data.rough(sizeOf(shape), -2, 2), { shape, dtype }),
  );
}

function run(
  operations: Record<string, Operation>,
  program: readonly Step[],
  seed: number,
  dtype: DType,
): Outcome {
  const arrays = inputs(seed, dtype);
  const leaves = [...arrays];
  const steps: string[] = [];
  for (const { name, a, b, axis } of program) {
    const pick = (position: number): MLArray => arrays[position % arrays.length];
    let result: MLArray;
    try {
      result = operations[name](pick(a), pick(b), axis);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      steps.push(error.message);
      continue;
    }
    steps.push(name);
    if (result.size() <= largest) arrays.push(result);
  }
  // Weighted, so that no gradient is the same everywhere.
  const total = arrays.reduce(
    (sum, array, i) => sum.add(array.mul(0.1 * i + 0.3).mean()),
    leaves[3],
  );
  total.backward();
  const all = [...arrays, ...leaves.map((leaf) => leaf.grad())];
  return {
    steps,
    shapes: all.map((array) => array.shape),
    values: all.flatMap((array) => Array.from(array.toTypedArray())),
  };
}

function onBoth(fn: () => Outcome): [Outcome, Outcome] {
  const [a, b] = coreNames.map((core: BackendName) => {
    setBackend(core);
    return fn();
  });
  return [a, b];
}

describe("random programs, forward and backward", () => {
  afterAll(() => setBackend("wasm"));

  for (const dtype of ["float32", "float64"] as const) {
    test(`${dtype}: the same bits where arithmetic is exact`, { timeout: 30_000 }, () => {
      const property = fc.property(programs(Object.keys(exact)), seeds, (program, seed) => {
        const [a, b] = onBoth(() => run(exact, program, seed, dtype));
        expect(b.steps).toEqual(a.steps);
        expect(b.shapes).toEqual(a.shapes);
        const differing = a.values.findIndex((value, i) => !Object.is(value, b.values[i]));
        expect(differing === -1 ? [] : [a.values[differing], b.values[differing]]).toEqual([]);
      });
      fc.assert(property, { numRuns: 150 });
    });

    test(`${dtype}: close otherwise`, { timeout: 30_000 }, () => {
      const names = Object.keys(close).filter((name) => !branching.includes(name));
      // Some ulps, which 14 steps may make some hundred times as large.
      const tolerance = dtype === "float32" ? 1e-4 : 1e-12;
      const property = fc.property(programs(names), seeds, (program, seed) => {
        const [a, b] = onBoth(() => run(close, program, seed, dtype));
        expect(b.shapes).toEqual(a.shapes);
        const scale = a.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        fc.pre(scale < 1e6);
        const far = a.values.findIndex((x, i) => !(Math.abs(x - b.values[i]) <= tolerance * scale));
        expect(far === -1 ? [] : [a.values[far], b.values[far]]).toEqual([]);
      });
      fc.assert(property, { numRuns: 150 });
    });
  }
});
