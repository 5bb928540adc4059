import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, MLArray, noGrad, stack, zeros } from "../../src/index.js";
import { gru } from "../../src/ops/gru.js";
import { lstm } from "../../src/ops/lstm.js";
import { simpleRNN } from "../../src/ops/simple-rnn.js";
import { sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds } from "../support/shapes.js";

type Mask = MLArray | null;
const none = { state: null, mask: null, cells: null };

/** The operations with all that they take; of an LSTM, states and cells side by side. */
const operations = {
  simpleRNN: (mask: Mask) => (x: MLArray, k: MLArray, u: MLArray, b: MLArray, h: MLArray) => {
    const parameters = { kernel: k.node, recurrent: u.node, biases: b.node };
    return new MLArray(simpleRNN(x.node, parameters, { state: h.node, mask: mask?.node ?? null }));
  },
  gru: (mask: Mask) => (x: MLArray, k: MLArray, u: MLArray, b: MLArray, h: MLArray, v: MLArray) => {
    const parameters = {
      kernel: k.node,
      recurrent: u.node,
      biases: b.node,
      recurrentBiases: v.node,
    };
    return new MLArray(gru(x.node, parameters, { state: h.node, mask: mask?.node ?? null }));
  },
  lstm:
    (mask: Mask) => (x: MLArray, k: MLArray, u: MLArray, b: MLArray, h: MLArray, c: MLArray) => {
      const parameters = { kernel: k.node, recurrent: u.node, biases: b.node };
      const options = { state: h.node, cells: c.node, mask: mask?.node ?? null };
      const { states, cells } = lstm(x.node, parameters, options);
      return concat([new MLArray(states), new MLArray(cells)], -1);
    },
};

const gates = { simpleRNN: 1, gru: 3, lstm: 4 };
type Name = keyof typeof operations;
const names = Object.keys(operations) as Name[];

/** x, kernel, recurrent kernel, biases, state, and recurrent biases or cells. */
function inputsOf(
  name: Name,
  rows: number,
  steps: number,
  features: number,
  units: number,
  seed: number,
) {
  const data = new Data(seed);
  const width = gates[name] * units;
  const last = { simpleRNN: [], gru: [[width]], lstm: [[rows, units]] };
  const shapes = [
    [rows, steps, features],
    [features, width],
    [units, width],
    [width],
    [rows, units],
    ...last[name],
  ];
  return shapes.map((shape) => ({ shape, values: data.rough(sizeOf(shape), -1, 1) }));
}

function maskOf(rows: number, steps: number, seed: number): MLArray {
  const data = new Data(seed);
  const values = Array.from({ length: rows * steps }, () => data.integer(2));
  return new MLArray(values, { shape: [rows, steps], dtype: "float64", requiresGrad: false });
}

const upTo = (max: number) => fc.integer({ min: 1, max });

onEachCore(() => {
  test.each(names)("gradients of %s", { timeout: 30_000 }, (name) => {
    const sizes = fc.tuple(upTo(3), upTo(4), upTo(3), upTo(5));
    const property = fc.property(sizes, fc.boolean(), seeds, ([r, t, f, u], masked, seed) => {
      const mask = masked ? maskOf(r, t, seed) : null;
      const call = operations[name](mask) as (...inputs: MLArray[]) => MLArray;
      expectGradients(call, inputsOf(name, r, t, f, u, seed));
    });
    fc.assert(property, { numRuns: 12 });
  });

  test("an LSTM of which only the states, or only the cells, have a gradient; twice in a graph", () => {
    const inputs = inputsOf("lstm", 2, 3, 2, 2, 1);
    const part =
      (which: "states" | "cells") =>
      (...[x, k, u, b, h, c]: MLArray[]) => {
        const parameters = { kernel: k.node, recurrent: u.node, biases: b.node };
        const options = { state: h.node, cells: c.node, mask: null };
        return new MLArray(lstm(x.node, parameters, options)[which]);
      };
    expectGradients(part("states"), inputs);
    expectGradients(part("cells"), inputs);
    expectGradients((x, ...rest) => part("states")(part("states")(x, ...rest), ...rest), inputs);
  });

  test("without what may be missing, and where only some have a gradient", () => {
    for (const name of names) {
      const [x, kernel, recurrent] = inputsOf(name, 2, 3, 2, 2, 2);
      const call = (...[x, k, u]: MLArray[]) => {
        const parameters = {
          kernel: k.node,
          recurrent: u.node,
          biases: null,
          recurrentBiases: null,
        };
        if (name === "lstm") return new MLArray(lstm(x.node, parameters, none).states);
        const run = name === "gru" ? gru : simpleRNN;
        return new MLArray(run(x.node, parameters, none));
      };
      expectGradients(call, [x, kernel, recurrent]);
      const fixed = new MLArray(x.values, {
        shape: x.shape,
        dtype: "float64",
        requiresGrad: false,
      });
      expectGradients((k, u) => call(fixed, k, u), [kernel, recurrent]);
    }
  });
});

onEachCoreAndDtype((dtype) => {
  const arrays = (name: Name, steps = 5) =>
    inputsOf(name, 3, steps, 4, 6, 7).map(({ shape, values }) => new MLArray(values, { shape }));
  const expectClose = (a: MLArray, b: MLArray) => {
    expect(a.shape).toEqual(b.shape);
    const apart = a.sub(b).abs().max().item();
    expect(apart).toBeLessThan(dtype === "float32" ? 1e-5 : 1e-13);
  };

  test("simpleRNN is its formula, step by step", () => {
    const [x, k, u, b, h0] = arrays("simpleRNN");
    let h = h0;
    const all = [0, 1, 2, 3, 4].map((t) => {
      h = x.get([], t).matmul(k).add(b).add(h.matmul(u)).tanh();
      return h;
    });
    expectClose(operations.simpleRNN(null)(x, k, u, b, h0), stack(all, 1));
  });

  test("gru is its formula, step by step", () => {
    const [x, k, u, b, h0, v] = arrays("gru");
    let h = h0;
    const all = [0, 1, 2, 3, 4].map((t) => {
      const [a, own] = [x.get([], t).matmul(k).add(b), h.matmul(u).add(v)];
      const gate = (array: MLArray, i: number) => array.get([], [6 * i, 6 * i + 6]);
      const [r, z] = [0, 1].map((i) => gate(a, i).add(gate(own, i)).sigmoid());
      const n = gate(a, 2)
        .add(r.mul(gate(own, 2)))
        .tanh();
      h = z.neg().add(1).mul(n).add(z.mul(h));
      return h;
    });
    expectClose(operations.gru(null)(x, k, u, b, h0, v), stack(all, 1));
  });

  test("lstm is its formula, step by step", () => {
    const [x, k, u, b, h0, c0] = arrays("lstm");
    let [h, c] = [h0, c0];
    const all = [0, 1, 2, 3, 4].map((t) => {
      const a = x.get([], t).matmul(k).add(b).add(h.matmul(u));
      const [i, f, g, o] = [0, 1, 2, 3].map((n) => a.get([], [6 * n, 6 * n + 6]));
      c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
      h = o.sigmoid().mul(c.tanh());
      return concat([h, c], -1);
    });
    expectClose(operations.lstm(null)(x, k, u, b, h0, c0), stack(all, 1));
  });

  test.each(names)("%s: a masked row keeps its state, as if it were shorter", (name) => {
    const [x, ...rest] = arrays(name);
    const run = (input: MLArray, mask: Mask) =>
      noGrad(() => (operations[name](mask) as (...a: MLArray[]) => MLArray)(input, ...rest));
    const mask = new MLArray([1, 1, 1, 0, 0], { requiresGrad: false });
    const all = stack([mask, mask, mask], 0);
    const short = run(x.get([], [0, 3]), null);
    const masked = run(x, all);
    expectClose(masked.get([], [0, 3]), short);
    for (const t of [3, 4]) expectClose(masked.get([], t), short.get([], 2));
  });
});

describe("what does not fit is named", () => {
  const [x, kernel, recurrent] = [zeros([2, 3, 4]), zeros([4, 15]), zeros([5, 15])].map(
    (a) => a.node,
  );
  const parameters = { kernel, recurrent, biases: null, recurrentBiases: null };
  const fits = "does not fit an input of shape (2, 3, 4) and 5 units: expected";
  test.each([
    [() => gru(zeros([2, 4]).node, parameters, none), "expected (rows, steps, features)"],
    [
      () => gru(x, { ...parameters, kernel: recurrent }, none),
      `the kernel of shape (5, 15) ${fits} (4, 15)`,
    ],
    [
      () => gru(x, { ...parameters, recurrentBiases: zeros([5]).node }, none),
      `the recurrent biases of shape (5,) ${fits} (15,)`,
    ],
    [
      () => gru(x, parameters, { ...none, mask: zeros([3, 2]).node }),
      `the mask of shape (3, 2) ${fits} (2, 3)`,
    ],
    [
      () => gru(x, parameters, { ...none, state: zeros([5]).node }),
      `the state of shape (5,) ${fits} (2, 5)`,
    ],
  ])("%#: %s", (run, message) => {
    expect(run).toThrow("gru: ");
    expect(run).toThrow(message);
  });

  test("cells", () => {
    const parameters = {
      kernel: zeros([4, 20]).node,
      recurrent: zeros([5, 20]).node,
      biases: null,
    };
    expect(() => lstm(x, parameters, { ...none, cells: zeros([5]).node })).toThrow(
      `lstm: the cells of shape (5,) ${fits} (2, 5)`,
    );
  });
});
