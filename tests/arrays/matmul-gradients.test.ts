import fc from "fast-check";
import { test } from "vitest";
import { type Shape, sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients, type Input } from "../support/gradients.js";
import { onEachCore } from "../support/settings.js";
import { broadcasting, seeds } from "../support/shapes.js";

const size = fc.integer({ min: 1, max: 4 });

function inputsOf(a: Shape, b: Shape, seed: number): Input[] {
  const data = new Data(seed);
  return [a, b].map((shape) => ({ shape, values: data.rough(sizeOf(shape), -1, 1) }));
}

onEachCore(() => {
  test("stacks of matrices that broadcast", () => {
    const stacks = broadcasting(2).filter((each) => each.every((s) => sizeOf(s) <= 12));
    const property = fc.property(stacks, size, size, size, seeds, ([p, q], m, k, n, seed) => {
      expectGradients((a, b) => a.matmul(b), inputsOf([...p, m, k], [...q, k, n], seed));
    });
    fc.assert(property, { numRuns: 60 });
  });

  test("a vector on either side or on both", () => {
    const property = fc.property(size, size, size, seeds, (s, k, n, seed) => {
      for (const [a, b] of [
        [[k], [k]],
        [[k], [k, n]],
        [[n, k], [k]],
        [[k], [s, k, n]],
        [[s, n, k], [k]],
      ]) {
        expectGradients((x, y) => x.matmul(y), inputsOf(a, b, seed));
      }
    });
    fc.assert(property, { numRuns: 20 });
  });

  test("a matrix with itself and with its transpose", () => {
    const property = fc.property(size, size, seeds, (m, n, seed) => {
      const values = new Data(seed).rough(n * n, -1, 1);
      expectGradients((x) => x.matmul(x), [{ shape: [n, n], values }]);
      const tall = new Data(seed).rough(m * n, -1, 1);
      expectGradients((x) => x.matmul(x.T), [{ shape: [m, n], values: tall }]);
    });
    fc.assert(property, { numRuns: 20 });
  });

  test("sizes beyond one tile of the kernel", () => {
    expectGradients((a, b) => a.matmul(b), inputsOf([13, 9], [9, 11], 3));
  });
});
