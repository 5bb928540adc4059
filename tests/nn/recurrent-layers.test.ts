import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Bidirectional,
  concat,
  type LayerState,
  MLArray,
  manualSeed,
  noGrad,
  type RecurrentOptions,
  randn,
  stack,
  zeros,
} from "../../src/index.js";
import { sizeOf } from "../../src/shape/shape.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { type RecurrentName, recurrentLayer, recurrentNames } from "../support/recurrent-layers.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";
import { seeds } from "../support/shapes.js";

/** A state of random numbers. */
function stateOf(name: RecurrentName, ...shape: number[]): LayerState {
  const array = () => randn(shape, { requiresGrad: false });
  return name === "LSTM" ? [array(), array()] : array();
}

function maskOf(lengths: readonly number[], steps: number): MLArray {
  const rows = lengths.map((n) => Array.from({ length: steps }, (_, t) => Number(t < n)));
  return new MLArray(rows, { requiresGrad: false });
}

function expectClose(a: MLArray, b: MLArray): void {
  expect(a.shape).toEqual(b.shape);
  const apart = a.sub(b).abs().max().item();
  expect(apart).toBeLessThan(a.dtype === "float32" ? 1e-5 : 1e-13);
}

const upTo = (max: number) => fc.integer({ min: 1, max });

onEachCore(() => {
  test.each(recurrentNames)(
    "gradients of %s, by input, state and all arrays",
    { timeout: 60_000 },
    (name) => {
      const sizes = fc.tuple(upTo(3), upTo(4), upTo(3), upTo(4));
      const choices = fc.record({
        returnSequences: fc.boolean(),
        useBias: fc.boolean(),
        masked: fc.boolean(),
      });
      const property = fc.property(sizes, choices, seeds, (lengths, choice, seed) => {
        const [rows, steps, features, outputSize] = lengths;
        const { masked, ...options } = choice;
        const data = new Data(seed);
        const layer = recurrentLayer(name, { outputSize, ...options });
        layer.build([rows, steps, features], "float64");
        const arrays = Object.entries(layer.hiddenArrays()).flatMap(([key, array]) =>
          array === null ? [] : [[key, array.shape] as const],
        );
        const state = Array(name === "LSTM" ? 2 : 1).fill([rows, outputSize]);
        const shapes = [[rows, steps, features], ...state, ...arrays.map(([, shape]) => shape)];
        const values = Array.from({ length: rows }, () => 1 + data.integer(steps));
        const mask = masked ? maskOf(values, steps) : undefined;
        const call = (x: MLArray, ...given: MLArray[]): MLArray => {
          const before = given.splice(0, state.length);
          for (const [i, [key]] of arrays.entries()) Object.assign(layer, { [key]: given[i] });
          const own = (before.length === 1 ? before[0] : before) as LayerState;
          return layer.forward(x, { state: own, mask });
        };
        const inputs = shapes.map((shape) => ({ shape, values: data.rough(sizeOf(shape), -1, 1) }));
        expectGradients(call, inputs);
      });
      fc.assert(property, { numRuns: 10 });
    },
  );

  test.each(recurrentNames)("gradients of a Bidirectional of %s", { timeout: 60_000 }, (name) => {
    const sizes = fc.tuple(upTo(3), upTo(4), upTo(3), upTo(3));
    const property = fc.property(sizes, fc.boolean(), seeds, (lengths, returnSequences, seed) => {
      const [rows, steps, features, outputSize] = lengths;
      const data = new Data(seed);
      const layer = new Bidirectional({
        layer: recurrentLayer(name, { outputSize, returnSequences }),
      });
      const both = [layer.layer, layer.backwardLayer];
      for (const each of both) each.build([rows, steps, features], "float64");
      const mask = maskOf(
        Array.from({ length: rows }, () => 1 + data.integer(steps)),
        steps,
      );
      const call = (x: MLArray, ...weights: MLArray[]): MLArray => {
        for (const [i, each] of both.entries()) Object.assign(each, { weights: weights[i] });
        return layer.forward(x, { mask });
      };
      const shapes = [[rows, steps, features], ...both.map((each) => each.weights.shape)];
      const inputs = shapes.map((shape) => ({ shape, values: data.rough(sizeOf(shape), -1, 1) }));
      expectGradients(call, inputs);
    });
    fc.assert(property, { numRuns: 8 });
  });
});

onEachCoreAndDtype(() => {
  const lengths = [5, 2, 1, 4];
  const rowOf = (x: MLArray, row: number) => x.get([row, row + 1], [0, lengths[row]]);

  describe.each(recurrentNames)("%s", (name) => {
    test("is its formula, from zeros, with the biases that it begins with", () => {
      const layer = recurrentLayer(name, { outputSize: 3, returnSequences: true });
      const x = randn([2, 4, 5]);
      const y = layer.forward(x);
      let [h, c] = [zeros(2, 3), zeros(2, 3)];
      const all = [0, 1, 2, 3].map((t) => {
        const a = x.get([], t).matmul(layer.weights);
        const b = h.matmul(layer.recurrentWeights);
        const gate = (i: number, of = a.add(b)) => of.get([], [3 * i, 3 * i + 3]);
        if (name === "SimpleRNN") h = a.add(b).tanh();
        if (name === "GRU") {
          const [r, z] = [gate(0).sigmoid(), gate(1).sigmoid()];
          h = z
            .neg()
            .add(1)
            .mul(
              gate(2, a)
                .add(r.mul(gate(2, b)))
                .tanh(),
            )
            .add(z.mul(h));
        }
        if (name === "LSTM") {
          c = gate(1)
            .add(1)
            .sigmoid()
            .mul(c)
            .add(gate(0).sigmoid().mul(gate(2).tanh()));
          h = gate(3).sigmoid().mul(c.tanh());
        }
        return h;
      });
      expectClose(y, stack(all, 1));
    });

    test("rows of different lengths are as each by itself", () => {
      const x = randn([4, 5, 3]);
      const options = { mask: maskOf(lengths, 5), state: stateOf(name, 4, 6) };
      for (const returnSequences of [false, true]) {
        manualSeed(2);
        const layer = recurrentLayer(name, { outputSize: 6, returnSequences, inputSize: 3 });
        const y = noGrad(() => layer.forward(x, options));
        for (const [row, n] of lengths.entries()) {
          const [h, c] = [options.state].flat().map((array) => array.get([row, row + 1]));
          const state = name === "LSTM" ? ([h, c] as const) : h;
          const alone = noGrad(() => layer.forward(rowOf(x, row), { state }));
          const own = y.get([row, row + 1]);
          expectClose(returnSequences ? own.get([], [0, n]) : own, alone);
        }
      }
    });

    test("so they are from both sides", () => {
      const x = randn([4, 5, 3]);
      for (const returnSequences of [false, true]) {
        manualSeed(3);
        const layer = new Bidirectional({
          layer: recurrentLayer(name, { outputSize: 2, returnSequences }),
        });
        const y = noGrad(() => layer.forward(x, { mask: maskOf(lengths, 5) }));
        expect(y.shape).toEqual(returnSequences ? [4, 5, 4] : [4, 4]);
        for (const [row, n] of lengths.entries()) {
          const alone = noGrad(() => layer.forward(rowOf(x, row)));
          const own = y.get([row, row + 1]);
          expectClose(returnSequences ? own.get([], [0, n]) : own, alone);
        }
      }
    });

    test("from both sides is one way and the other, with states of their own", () => {
      const layer = new Bidirectional({
        layer: recurrentLayer(name, { outputSize: 2, returnSequences: true }),
      });
      const x = randn([3, 4, 2]);
      const state = [stateOf(name, 3, 2), stateOf(name, 3, 2)] as const;
      const y = layer.forward(x, { state });
      const there = layer.layer.forward(x, { state: state[0] });
      const steps = [3, 2, 1, 0].map((t) => x.get([], t));
      const back = layer.backwardLayer.forward(stack(steps, 1), { state: state[1] });
      expectClose(
        y,
        concat(
          [
            there,
            stack(
              [3, 2, 1, 0].map((t) => back.get([], t)),
              1,
            ),
          ],
          -1,
        ),
      );
      expect(layer.layer.weights.toList()).not.toEqual(layer.backwardLayer.weights.toList());
    });

    test("goes on from the state that a call came to", () => {
      const layer = recurrentLayer(name, { outputSize: 4, returnSequences: true });
      const x = randn([2, 6, 3]);
      const whole = layer.forward(x);
      const first = layer.forwardWithState(x.get([], [0, 2]));
      const second = layer.forwardWithState(x.get([], [2, null]), { state: first.state });
      expectClose(concat([first.output, second.output], 1), whole);
      const [h] = [second.state].flat();
      expectClose(h, whole.get([], -1));
      const { config } = layer;
      const last = recurrentLayer(name, {
        ...(config.call(layer) as object as RecurrentOptions),
        returnSequences: false,
      });
      for (const key of Object.keys(layer.hiddenArrays())) {
        const array = layer.hiddenArrays()[key];
        if (array !== null) Object.assign(last, { [key]: array });
      }
      expectClose(last.forward(x), h);
      expectClose(last.forwardWithState(x).output, h);
    });

    test("gives the same by hand as by the graph", () => {
      const layer = recurrentLayer(name, { outputSize: 3 });
      const x = randn([2, 4, 2]);
      const gradient = randn([2, 3], { requiresGrad: false });
      layer.forward(x).backward(gradient);
      expect(layer.backward(gradient).toList()).toEqual(x.grad().toList());
      layer.forward(x, { mask: maskOf([1, 2], 4) });
      expect(() => layer.backward(gradient)).toThrow("call forward first");
    });
  });
});
