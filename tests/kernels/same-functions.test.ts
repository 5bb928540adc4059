import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import { binary, type Unary, unary } from "../../src/kernels/elementwise.js";
import { Arena } from "../support/buffers.js";
import { Data, specialsOf } from "../support/data.js";

// The functions of the table against the float64 kernels of the WASM core: the same bits for any number.

const { memory, kernels } = createWasmBackend();
const wasm = kernels.float64;

/** Where results overflow, underflow, change their form or their sign. */
const edges = [
  ...specialsOf("float64"),
  ...[709.782712893384, 709.7827128933841, -708.4, -745.1332191019411, -745.1332191019412],
  ...[20, 40, 0.5493061443340548, Math.SQRT1_2, Math.SQRT2, 0.5, 2, 3, 1e20, 1e300, 2 ** 53 + 2],
].flatMap((x) => [x, -x]);

const data = new Data(1);
const numbers = [
  ...edges,
  ...[1.5, 40, 750].flatMap((bound) => data.rough(5000, -bound, bound)),
  ...data.rough(5000, -1074, 1024).flatMap((exponent) => [2 ** exponent, -(2 ** exponent)]),
];

/** Any double, as likely one as the other by its bits. */
const anyNumbers = fc.array(fc.double(), { minLength: 100, maxLength: 300 });

function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>, x: number[]): void {
  for (let i = 0; i < x.length; i++) {
    if (Object.is(actual[i], expected[i])) continue;
    expect.fail(`at ${x[i]}: ${actual[i]}, not ${expected[i]}`);
  }
}

describe.each([
  ["exp", []],
  ["log", []],
  ["sigmoid", []],
  ["tanh", []],
  ["elu", [1, 0.3]],
  ["power", [2, 0.5, -1, 1, 0, 3, -2.5, 1 / 3, 700, 1e9, -1e300, Infinity, -Infinity, NaN]],
] as const)("%s", (name, [...parameters]) => {
  const { value }: Unary = unary[name];
  const compare = (alpha: number) => (x: number[]) => {
    const arena = new Arena(memory, "float64");
    const y = arena.paddedOutput(x.length);
    wasm[name](arena.input(x), y, x.length, alpha, 0);
    const actual = x.map((each) => value(each, alpha, 0));
    expectSame(actual, arena.read(y, x.length), x);
  };

  it.each(parameters.length > 0 ? parameters : [0])("(%f)", (alpha) => {
    compare(alpha)(numbers);
    fc.assert(fc.property(anyNumbers, compare(alpha)), { numRuns: 20 });
  });
});

describe("pow", () => {
  const compare = (a: number[], b: number[]) => {
    const n = a.length;
    const arena = new Arena(memory, "float64");
    const y = arena.output(n);
    wasm.pow(arena.input(a), arena.input(b), y, 1, n, 0, 1, 0, 1);
    const actual = a.map((each, i) => binary.pow.value(each, b[i]));
    expectSame(actual, arena.read(y, n), a);
  };

  it("of edges to edges", () => {
    for (const exponent of edges) compare(edges, new Array(edges.length).fill(exponent));
  });

  it("of any number to any number", () => {
    for (let shift = 1; shift < numbers.length; shift += 1009) {
      compare(numbers, [...numbers.slice(shift), ...numbers.slice(0, shift)]);
    }
    const pairs = fc.array(fc.tuple(fc.double(), fc.double()), { minLength: 100 });
    const compareAll = (all: [number, number][]) =>
      compare(
        all.map(([a]) => a),
        all.map(([, b]) => b),
      );
    fc.assert(fc.property(pairs, compareAll), { numRuns: 20 });
  });
});
