import { describe, expect, it } from "vitest";
import { Arena } from "../support/buffers.js";
import { forEachCore } from "../support/cores.js";
import { Data } from "../support/data.js";

// Both cores against numbers worked out by hand, and against loops written a second time here.
forEachCore((backend, dtype) => {
  const kernels = backend.kernels[dtype];
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  const arenaOf = () => new Arena(backend.memory, dtype);

  describe("element-wise", () => {
    it.each([
      ["neg", [1, -2, 0], [-1, 2, -0]],
      ["abs", [1, -2, -0], [1, 2, 0]],
      ["sqrt", [4, 2.25, -1], [2, 1.5, NaN]],
      ["relu", [-1, 0, 2, NaN], [0, 0, 2, NaN]],
      ["exp", [0, -Infinity, Infinity], [1, 0, Infinity]],
      ["log", [1, 0, -1, Infinity], [0, -Infinity, NaN, Infinity]],
      ["sigmoid", [0, -Infinity, Infinity], [0.5, 0, 1]],
      ["tanh", [0, -0, -Infinity, Infinity], [0, -0, -1, 1]],
    ] as const)("%s", (name, x, y) => {
      const arena = arenaOf();
      const out = arena.paddedOutput(y.length);
      kernels[name](arena.input(x), out, y.length, 0, 0);
      expect([...arena.read(out, y.length)]).toEqual(y);
    });

    it.each([
      ["leakyRelu", 0.25, 0, [-2, 0, 3], [-0.5, 0, 3]],
      ["elu", 2, 0, [-Infinity, 0, 3], [-2, 0, 3]],
      ["clip", -1, 2, [-3, -1, 0.5, 7, NaN], [-1, -1, 0.5, 2, NaN]],
      ["power", 3, 0, [-2, 0, 0.5], [-8, 0, 0.125]],
    ] as const)("%s with parameters", (name, alpha, beta, x, y) => {
      const arena = arenaOf();
      const out = arena.paddedOutput(y.length);
      kernels[name](arena.input(x), out, y.length, alpha, beta);
      expect([...arena.read(out, y.length)]).toEqual(y);
    });

    it.each([
      // dx = 10 + dy * slope, dy = 4
      ["reluGrad", 0, 0, [0, 2], [10, 14]],
      ["leakyReluGrad", 0.25, 0, [-0.5, 2], [11, 14]],
      ["eluGrad", 2, 0, [-Infinity, 0, 3], [10, 18, 14]],
      ["sigmoidGrad", 0, 0, [0.5, 0.25], [11, 10.75]],
      ["tanhGrad", 0, 0, [0.5, 0], [13, 14]],
      ["sqrtGrad", 0, 0, [2, 0.5], [11, 14]],
      ["clipGrad", -1, 2, [-1.5, -1, 2, 2.5], [10, 14, 14, 10]],
      ["powerGrad", 3, 0, [-2, 0.5], [58, 13]],
    ] as const)("%s adds, or writes a fresh gradient", (name, alpha, beta, s, expected) => {
      const arena = arenaOf();
      const n = s.length;
      const [x, dy] = [arena.input(s), arena.input(s.map(() => 4))];
      const [dx, fresh] = [arena.paddedOutput(s.map(() => 10)), arena.paddedOutput(n)];
      kernels[name](x, dy, dx, 0, n, alpha, beta);
      kernels[name](x, dy, fresh, 1, n, alpha, beta);
      expect([...arena.read(dx, n)]).toEqual(expected);
      expect([...arena.read(fresh, n)]).toEqual(expected.map((each) => each - 10));
    });

    it.each([
      ["add", [1, 2, 3, 4, 5, 6], [1, 2, 3], [2, 4, 6, 5, 7, 9]],
      ["sub", [1, 2, 3, 4, 5, 6], [1, 2, 3], [0, 0, 0, 3, 3, 3]],
      ["mul", [1, 2, 3, 4, 5, 6], [1, 2, 3], [1, 4, 9, 4, 10, 18]],
      [
        "div",
        [1, -1, 0, 4, 6, 8],
        [0, 0, 0],
        [Infinity, -Infinity, NaN, Infinity, Infinity, Infinity],
      ],
      ["pow", [1, 2, 3, 4, 5, 6], [0, 1, 2], [1, 2, 9, 1, 5, 36]],
      ["maximum", [1, 2, NaN, 4, 5, 6], [3, NaN, 3], [3, NaN, NaN, 4, NaN, 6]],
      ["minimum", [1, 2, NaN, 4, 5, 6], [3, NaN, 3], [1, NaN, NaN, 3, NaN, 3]],
      ["equal", [1, 2, NaN, 4, 5, 6], [1, 5, NaN], [1, 0, 0, 0, 1, 0]],
      ["greater", [1, 2, NaN, 4, 5, 6], [1, 1, NaN], [0, 1, 0, 1, 1, 0]],
      ["less", [1, 2, NaN, 4, 5, 6], [1, 3, NaN], [0, 1, 0, 0, 0, 0]],
    ] as const)("%s of two rows and one", (name, a, b, y) => {
      const arena = arenaOf();
      const out = arena.output(6);
      kernels[name](arena.input(a), arena.input(b), out, 2, 3, 3, 1, 0, 1);
      expect([...arena.read(out, 6)]).toEqual(y);
    });
  });

  describe("reduce", () => {
    it("adds neighbours in 16 partial sums, then halves", () => {
      const x = new Data(1).rough(1000).map(round);
      const add = (a: number, b: number) => round(a + b);
      const partial = (i: number) => x.filter((_, at) => at % 16 === i).reduce(add, 0);
      const p = Array.from({ length: 16 }, (_, i) => partial(i));
      const quarter = (i: number) => add(add(p[i], p[i + 8]), add(p[i + 4], p[i + 12]));
      const expected = add(add(quarter(0), quarter(2)), add(quarter(1), quarter(3)));
      const arena = arenaOf();
      const y = arena.output(1);
      kernels.sum(arena.input(x), y, 1, 1000, 1, 1);
      expect(arena.read(y, 1)[0]).toBe(expected);
    });

    it("adds what lies apart in one chain, and divides once", () => {
      const x = new Data(2).rough(100 * 3).map(round);
      const chain = (c: number) =>
        x.filter((_, at) => at % 3 === c).reduce((sum, xi) => round(sum + xi), 0);
      const arena = arenaOf();
      const y = arena.output(3);
      kernels.sum(arena.input(x), y, 1, 100, 3, 100);
      expect([...arena.read(y, 3)]).toEqual([0, 1, 2].map((c) => round(chain(c) / 100)));
    });

    it.each([
      ["max", [4, NaN, 3, 7]],
      ["min", [1, NaN, 3, -7]],
      ["argmax", [1, 2, 0, 1]],
      ["argmin", [0, 2, 0, 2]],
    ] as const)("%s of rows with ties and NaN", (name, expected) => {
      const arena = arenaOf();
      const x = arena.input([1, 4, 4, 2, 1, NaN, 3, 3, 3, 0, 7, -7]);
      const y = arena.output(4);
      kernels[name](x, y, 4, 3, 1);
      expect([...arena.read(y, 4)]).toEqual(expected);
    });

    it("shares the gradient of an extremum between ties", () => {
      const arena = arenaOf();
      const dx = arena.output([1, 1, 1, 1]);
      const x = arena.input([5, 2, 5, 5]);
      kernels.extremumGrad(x, arena.input([5]), arena.input([6]), dx, 1, 4, 1);
      expect([...arena.read(dx, 4)]).toEqual([3, 1, 3, 3]);
    });

    it("softmax of logarithms gives back their shares, on every axis", () => {
      // [outer, axis, inner] = [1, 3, 2]: columns (1, 2, 5) and (1, 1, 2).
      const x = [1, 1, 2, 1, 5, 2].map(Math.log);
      const shares = [1 / 8, 1 / 4, 2 / 8, 1 / 4, 5 / 8, 2 / 4];
      const arena = arenaOf();
      const y = arena.output(6);
      const logY = arena.output(6);
      kernels.softmax(arena.input(x), y, 1, 3, 2);
      kernels.logSoftmax(arena.input(x), logY, 1, 3, 2);
      const tolerance = dtype === "float32" ? 1e-6 : 1e-14;
      for (let i = 0; i < 6; i++) {
        expect(Math.abs(arena.read(y, 6)[i] - shares[i])).toBeLessThan(tolerance);
        expect(Math.abs(arena.read(logY, 6)[i] - Math.log(shares[i]))).toBeLessThan(tolerance);
      }
    });
  });

  describe("move", () => {
    it("copies through strides: a transpose of a reversed matrix", () => {
      const arena = arenaOf();
      const x = arena.input([1, 2, 3, 4, 5, 6]);
      const y = arena.output(6);
      // The rows of [[1, 2, 3], [4, 5, 6]] from below, as columns.
      const lastRow = x + 3 * arena.elementBytes;
      kernels.copy(lastRow, y, 1, 1, 3, 2, 0, 0, 1, -3, 0, 0, 2, 1);
      expect([...arena.read(y, 6)]).toEqual([4, 1, 5, 2, 6, 3]);
    });

    it("accumulates repeated outputs in the order of the indices", () => {
      const x = new Data(3).rough(50).map(round);
      const arena = arenaOf();
      const y = arena.output([0.1]);
      kernels.accumulate(arena.input(x), y, 1, 2, 5, 5, 0, 25, 5, 1, 0, 0, 0, 0);
      expect(arena.read(y, 1)[0]).toBe(x.reduce((sum, xi) => round(sum + xi), round(0.1)));
    });

    it("gathers rows and scatters their gradients", () => {
      const arena = arenaOf();
      const indices = arena.int32Input([2, 0, 2]);
      const y = arena.output(6);
      const dx = arena.output([0, 0, 0, 0, 1, 1]);
      kernels.gatherRows(arena.input([1, 2, 3, 4, 5, 6]), indices, y, 3, 2);
      kernels.gatherRowsGrad(arena.input([1, 2, 3, 4, 5, 6]), indices, dx, 3, 2);
      expect([...arena.read(y, 6)]).toEqual([5, 6, 1, 2, 5, 6]);
      expect([...arena.read(dx, 6)]).toEqual([3, 4, 0, 0, 7, 9]);
    });

    it("chooses by a condition, where NaN is not 0", () => {
      const arena = arenaOf();
      const condition = arena.input([1, 0, -0, NaN]);
      const y = arena.paddedOutput(4);
      const dx = arena.paddedOutput([1, 1, 1, 1]);
      kernels.where(condition, arena.input([1, 2, 3, 4]), arena.input([-1, -2, -3, -4]), y, 4);
      kernels.whereGrad(condition, arena.input([1, 2, 3, 4]), dx, 4, 0);
      expect([...arena.read(y, 4)]).toEqual([1, -2, -3, 4]);
      expect([...arena.read(dx, 4)]).toEqual([1, 3, 4, 1]);
    });
  });
});
