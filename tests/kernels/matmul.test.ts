import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import { dtypes } from "../../src/shape/dtype.js";
import { Arena } from "../support/buffers.js";
import { Data } from "../support/data.js";

const { kernels, memory } = createWasmBackend();

/** Where the elements of an operand lie: element (r, c) at r row + c column. */
type Layout = readonly [row: number, column: number];
type Start = "nothing" | "row" | "column" | "number" | "matrix" | "y itself";

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: "plain" | "transposed" | "spaced" | "spaced both ways" | "one row" | "one number";
  readonly b: Product["a"];
  readonly start: Start;
  readonly seed: number;
}

const layouts: Record<Product["a"], (rows: number, columns: number) => Layout> = {
  plain: (_, columns) => [columns, 1],
  transposed: (rows) => [1, rows],
  spaced: (_, columns) => [columns + 3, 1],
  "spaced both ways": (rows) => [3, 3 * rows + 1],
  "one row": () => [0, 1],
  "one number": () => [0, 0],
};

const starts: Record<Start, (n: number) => Layout> = {
  nothing: () => [0, 0],
  row: () => [0, 1],
  column: () => [1, 0],
  number: () => [0, 0],
  matrix: (n) => [n + 2, 1],
  "y itself": (n) => [n, 1],
};

const layout = fc.constantFrom(...(Object.keys(layouts) as Product["a"][]));
const start = fc.constantFrom(...(Object.keys(starts) as Start[]));

function products(m: fc.Arbitrary<number>, n: fc.Arbitrary<number>, k: fc.Arbitrary<number>) {
  return fc.record<Product>({ m, n, k, a: layout, b: layout, start, seed: fc.integer() });
}

function span(rows: number, columns: number, [row, column]: Layout): number {
  return rows * columns && (rows - 1) * row + (columns - 1) * column + 1;
}

describe.each(dtypes)("matmul in WebAssembly, %s", (dtype) => {
  const round = dtype === "float32" ? Math.fround : (x: number) => x;

  /** Multiplies on both ways and compares every bit; nothing else may have changed. */
  function check({ m, n, k, a, b, start, seed }: Product): void {
    const data = new Data(seed);
    const numbers = (count: number) => data.rough(count).map(round);
    const [la, lb, ls] = [layouts[a](m, k), layouts[b](k, n), starts[start](n)];
    const [va, vb] = [numbers(span(m, k, la)), numbers(span(k, n, lb))];
    const vs = start === "nothing" ? [0] : numbers(Math.max(1, span(m, n, ls)));

    const arena = new Arena(memory, dtype);
    const [pa, pb] = [arena.input(va), arena.input(vb)];
    const onto = start === "y itself";
    const y = arena.output(onto ? vs.slice(0, m * n) : m * n);
    const from = onto ? y : start === "nothing" ? 0 : arena.input(vs);
    const scratch = arena.scratch(kernels[dtype].matmulScratch(m, n, k, la[0], lb[1]));
    kernels[dtype].matmul(pa, pb, y, m, n, k, ...la, ...lb, from, ...ls, scratch);

    const expected = new Float64Array(m * n);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = vs[i * ls[0] + j * ls[1]];
        for (let p = 0; p < k; p++) {
          sum = round(sum + round(va[i * la[0] + p * la[1]] * vb[p * lb[0] + j * lb[1]]));
        }
        expected[i * n + j] = sum;
      }
    }
    expect(Float64Array.from(arena.read(y, m * n))).toEqual(expected);
    arena.expectOnlyOutputsChanged();
  }

  const size = fc.integer({ min: 0, max: 30 });
  const one = fc.constant(1);

  it("equals the plain loop to the bit", () => {
    fc.assert(fc.property(products(size, size, size), check), { numRuns: 400 });
  });

  it("does so for a single row, a single column and a single product", () => {
    const long = fc.integer({ min: 0, max: 70 });
    fc.assert(fc.property(products(one, long, long), check));
    fc.assert(fc.property(products(long, one, long), check));
    fc.assert(fc.property(products(long, long, one), check));
  });

  it("does so where b is packed, and a transposed a too, in several blocks", () => {
    for (const layout of Object.keys(layouts) as Product["a"][]) {
      check({ m: 7, n: 19, k: 1029, a: "plain", b: layout, start: "row", seed: 1 });
      check({ m: 263, n: 35, k: 521, a: "plain", b: layout, start: "row", seed: 2 });
      check({ m: 263, n: 35, k: 521, a: layout, b: "transposed", start: "y itself", seed: 3 });
    }
  });

  it("does so around the size from which b is packed", () => {
    const middle = fc.integer({ min: 28, max: 110 });
    fc.assert(fc.property(products(middle, middle, middle), check), { numRuns: 30 });
  });

  it("asks for scratch where b is transposed or large, and for none in small layers", () => {
    const { matmulScratch } = kernels[dtype];
    expect(matmulScratch(150, 16, 4, 4, 1)).toBe(0);
    expect(matmulScratch(150, 16, 0, 0, 16)).toBe(0);
    expect(matmulScratch(150, 4, 16, 16, 16)).toBeGreaterThan(0);
    expect(matmulScratch(1024, 1024, 1024, 1024, 1)).toBeGreaterThan(0);
    // What is packed at a time fits a second-level cache, whatever the size.
    expect(matmulScratch(65536, 65536, 65536, 1, 1)).toBeLessThan(600_000);
  });
});
