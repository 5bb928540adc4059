import { describe, expect, it } from "vitest";
import { fusedActivation } from "../../src/kernels/kernels.js";
import { allKernels } from "../support/all-kernels.js";
import { Arena } from "../support/buffers.js";
import { forEachCore } from "../support/cores.js";
import { Data } from "../support/data.js";

// Products, layers and optimizer steps, against loops and formulas written a second time here.
forEachCore((backend, dtype) => {
  const kernels = allKernels(backend, dtype);
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  const arenaOf = () => new Arena(backend.memory, dtype);

  it.each([
    [1, 1, 1],
    [7, 5, 3],
    [13, 17, 70],
  ])("matmul %ix%ix%i is the plain triple loop, bias first", (m, n, k) => {
    const data = new Data(m);
    const [a, b, bias] = [m * k, k * n, n].map((count) => data.rough(count).map(round));
    const expected = Array.from({ length: m * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = bias[j];
      for (let p = 0; p < k; p++) sum = round(sum + round(a[i * k + p] * b[p * n + j]));
      return sum;
    });
    const arena = arenaOf();
    const y = arena.output(m * n);
    const scratch = arena.scratch(kernels.matmulScratch(m, n, k, k, 1));
    const factors = [arena.input(a), arena.input(b)] as const;
    kernels.matmul(...factors, y, m, n, k, k, 1, n, 1, arena.input(bias), 0, 1, scratch);
    expect([...arena.read(y, m * n)]).toEqual(expected);
  });

  describe.each(Object.entries(fusedActivation))("dense with %s", (_, code) => {
    const [m, n, k] = [4, 3, 5];
    const data = new Data(code + 1);
    const sizes = { x: m * k, w: k * n, bias: n };
    const values = { x: data.rough(m * k), w: data.rough(k * n, -1, 1), bias: data.rough(n) };
    const dy = data.rough(m * n);

    function forward(inputs: typeof values) {
      const arena = arenaOf();
      const y = arena.output(m * n);
      const [x, w, bias] = [inputs.x, inputs.w, inputs.bias].map((v) => arena.input(v));
      const scratch = arena.scratch(kernels.matmulScratch(m, n, k, k, 1));
      kernels.dense(x, w, bias, y, m, n, k, code, 0.3, scratch);
      return arena.read(y, m * n);
    }

    function gradients() {
      const y = forward(values);
      const arena = arenaOf();
      const [x, w] = [arena.input(values.x), arena.input(values.w)];
      const dz = arena.output(dy);
      const [dw, dbias, dx] = [k * n, n, m * k].map((n) => arena.output(new Array(n).fill(1)));
      const scratch = arena.scratch(
        Math.max(kernels.matmulScratch(k, n, m, 1, 1), kernels.matmulScratch(m, k, n, n, n)),
      );
      const out = [dz, dz, dw, dbias, dx] as const;
      kernels.denseGrad(x, w, arena.input(y), ...out, m, n, k, code, 0.3, scratch, 0);
      return {
        x: arena.read(dx, m * k),
        w: arena.read(dw, k * n),
        bias: arena.read(dbias, n),
      };
    }

    it("has the gradients that finite differences show, added to what was there", () => {
      const [h, tolerance] = dtype === "float32" ? [2 ** -7, 2e-2] : [2 ** -17, 1e-6];
      const loss = (inputs: typeof values) =>
        [...forward(inputs)].reduce((sum, yi, i) => sum + yi * dy[i], 0);
      const found = gradients();
      for (const name of ["x", "w", "bias"] as const) {
        for (let i = 0; i < sizes[name]; i++) {
          const moved = (by: number) =>
            loss({ ...values, [name]: values[name].map((v, at) => (at === i ? v + by : v)) });
          const slope = (moved(h) - moved(-h)) / (2 * h);
          expect(Math.abs(found[name][i] - 1 - slope), `d${name}[${i}]`).toBeLessThan(tolerance);
        }
      }
    });
  });

  describe("optimizers, two steps by hand", () => {
    const tolerance = dtype === "float32" ? 1e-6 : 1e-14;

    /** Runs two steps from w = 1 with gradients 0.5, then -2. */
    function twoSteps(step: (w: number, g: number, s: number, s2: number, t: number) => void) {
      const arena = arenaOf();
      const [w, s, s2] = [1, 0, 0].map((start) => arena.paddedOutput([start]));
      const gradients = [0.5, -2].map((g) => arena.input([g]));
      for (const [i, g] of gradients.entries()) step(w, g, s, s2, i + 1);
      return arena.read(w, 1)[0];
    }

    it.each([
      ["sgd", 1 - 0.1 * 0.5 + 0.1 * 2, (w: number, g: number) => kernels.sgd(w, g, 1, 0.1)],
      [
        "momentum",
        1 - 0.05 - (0.9 * 0.05 - 0.2),
        (w: number, g: number, s: number) => kernels.momentum(w, g, s, 1, 0.1, 0.9, 0),
      ],
      [
        "nesterov",
        1 - (0.9 * 0.05 + 0.05) - (0.9 * (0.9 * 0.05 - 0.2) - 0.2),
        (w: number, g: number, s: number) => kernels.momentum(w, g, s, 1, 0.1, 0.9, 1),
      ],
      [
        "adagrad",
        1 - 0.05 / (0.5 + 0.01) + 0.2 / (Math.sqrt(4.25) + 0.01),
        (w: number, g: number, s: number) => kernels.adagrad(w, g, s, 1, 0.1, 0.01),
      ],
      [
        "rmsprop",
        1 - 0.05 / (Math.sqrt(0.025) + 0.01) + 0.2 / (Math.sqrt(0.9 * 0.025 + 0.4) + 0.01),
        (w: number, g: number, s: number) => kernels.rmsprop(w, g, s, 1, 0.1, 0.9, 0.01),
      ],
      [
        "adam with decay",
        // The first step is rate * sign(g), but for epsilon; each shrinks w by 2 % before.
        (0.98 - (0.1 * 0.5) / (0.5 + 0.01)) * 0.98 +
          (0.1 * ((0.9 * 0.05 - 0.2) / -0.19)) /
            (Math.sqrt((0.999 * 0.00025 + 0.004) / (1 - 0.999 ** 2)) + 0.01),
        (w: number, g: number, m: number, v: number, t: number) =>
          kernels.adam(w, g, m, v, 1, 0.1, 0.9, 0.999, 0.01, 1 - 0.9 ** t, 1 - 0.999 ** t, 0.02),
      ],
    ] as const)("%s", (_, expected, step) => {
      expect(Math.abs(twoSteps(step) - expected)).toBeLessThan(tolerance);
    });
  });
});
