import { describe, expect, test } from "vitest";
import {
  Adam,
  DenseLayer,
  MLArray,
  memory,
  mseLoss,
  NeuralNetwork,
  ones,
  tidy,
  zeros,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

const gone =
  /: the array was disposed of \(by dispose, using, or the end of a tidy\), so it has no values/;

/** How many more storages are resident after `fn`. */
function growth(fn: () => void): number {
  const before = memory().arrays;
  fn();
  return memory().arrays - before;
}

/** As `growth`, in bytes. */
function bytesKept(fn: () => void): number {
  const before = memory().resident;
  fn();
  return memory().resident - before;
}

onEachCore(() => {
  describe("tidy", () => {
    test("frees all that was made inside but the result", () => {
      const x = new MLArray([1, 2]);
      let y = x;
      let inside = x;
      const made = growth(() => {
        y = tidy(() => {
          inside = x.mul(3);
          return inside.add(1).exp().log();
        });
      });
      expect(made).toBe(1);
      expect(y.get(1).item()).toBeCloseTo(7, 5);
      expect(() => inside.toList()).toThrow(gone);
      expect(x.toList()).toEqual([1, 2]);
    });

    test("keeps arrays inside lists and objects of the result, each other value as it is", () => {
      const result = tidy(() => ({
        list: [new MLArray(1), [new MLArray(2)]],
        named: { x: new MLArray(3).reshape(1, 1) },
        text: "text",
        nothing: null,
      }));
      expect((result.list[0] as MLArray).item()).toBe(1);
      expect((result.list[1] as MLArray[])[0].item()).toBe(2);
      expect(result.named.x.toList()).toEqual([[3]]);
      expect([result.text, result.nothing]).toEqual(["text", null]);
    });

    test("nested: what the inner one returns belongs to the outer one", () => {
      let inner = new MLArray(0);
      const outer = tidy(() => {
        inner = tidy(() => new MLArray(5).mul(2));
        return inner.add(1);
      });
      expect(outer.item()).toBe(11);
      expect(() => inner.item()).toThrow(gone);
    });

    test("nothing is kept after an exception, and the scope is left", () => {
      let inside = new MLArray(0);
      const fail = (): never => {
        inside = new MLArray(1);
        throw new Error("inside");
      };
      expect(() => tidy(fail)).toThrow("inside");
      expect(() => inside.item()).toThrow(gone);
      const after = new MLArray(2);
      tidy(() => new MLArray(3));
      expect(after.item()).toBe(2);
    });

    test("arrays from outside keep the gradients made inside", () => {
      for (const length of [2, 100]) {
        const x = ones(length);
        const made = growth(() => tidy(() => x.mul(x).sum().backward()));
        expect(x.grad().toList()).toEqual(new Array(length).fill(2));
        // The gradient itself; that of a small array lies beside it.
        expect(made).toBe(length > 16 ? 1 : 0);
      }
    });

    test("a returned array keeps its gradient", () => {
      const x = tidy(() => {
        const inside = new MLArray([1, 2]);
        inside.mul(3).backward();
        return inside;
      });
      expect(x.grad().toList()).toEqual([3, 3]);
    });

    test("a network made and trained inside goes on outside", () => {
      const X = [[0], [1]];
      const network = tidy(() => {
        const made = new NeuralNetwork({
          layers: [new DenseLayer({ outputSize: 3 }), new DenseLayer({ outputSize: 1 })],
          lossFunction: mseLoss,
          optimizer: new Adam(),
        });
        made.trainOnBatch(X, [[1], [2]]);
        return made;
      });
      const loss = network.evaluate(X, [[1], [2]]);
      for (let i = 0; i < 50; i++) tidy(() => network.trainOnBatch(X, [[1], [2]]));
      expect(network.evaluate(X, [[1], [2]])).toBeLessThan(loss);
    });
  });

  describe("dispose", () => {
    test("frees at once, and twice does no harm", () => {
      let x = zeros(100);
      expect(growth(() => x.dispose())).toBe(-1);
      expect(growth(() => x.dispose())).toBe(0);
      x = zeros(1);
      expect(x.item()).toBe(0);
    });

    test("arrays that share elements keep them until the last is disposed of", () => {
      const x = new MLArray([1, 2, 3, 4]);
      const y = x.reshape(2, 2);
      const z = y.detach();
      x.dispose();
      expect(() => x.toList()).toThrow(gone);
      y.dispose();
      expect(z.toList()).toEqual([
        [1, 2],
        [3, 4],
      ]);
      expect(growth(() => z.dispose())).toBe(-1);
    });

    test("frees the gradient too", () => {
      const x = zeros(100);
      x.mul(2).sum().backward();
      expect(growth(() => x.dispose())).toBe(-2);
    });

    test("of the result of predict frees it", () => {
      const network = new NeuralNetwork({
        layers: [new DenseLayer({ inputSize: 2, outputSize: 3 })],
        lossFunction: mseLoss,
      });
      const x = new MLArray([[1, 2]]);
      network.predict(x);
      expect(growth(() => network.predict(x).dispose())).toBe(0);
    });

    test("of a parameter leaves the others of its block", () => {
      const layer = new DenseLayer({ inputSize: 2, outputSize: 3 });
      const network = new NeuralNetwork({ layers: [layer], lossFunction: mseLoss });
      network.predict([[1, 2]]);
      layer.biases.dispose();
      expect(layer.weights.size()).toBe(6);
      expect(layer.weights.toTypedArray()).toHaveLength(6);
      expect(() => layer.biases.toList()).toThrow(gone);
    });
  });

  test("using disposes at the end of the block", () => {
    let outside: MLArray;
    {
      using inside = new MLArray([1, 2]);
      outside = inside;
      expect(inside.sum().item()).toBe(3);
    }
    expect(() => outside.sum()).toThrow(gone);
  });
});

onEachCore(() => {
  describe("disposing", () => {
    test("frees the data of a training that is over, at once", () => {
      const X = ones([1000, 50]);
      const y = ones([1000, 1]);
      const model = new NeuralNetwork({
        layers: [new DenseLayer({ outputSize: 1 })],
        lossFunction: mseLoss,
      });
      model.train(X, y, { epochs: 2, batchSize: 100, shuffle: false, verbose: false });
      const before = memory().resident;
      X.dispose();
      expect(before - memory().resident).toBeGreaterThanOrEqual(1000 * 50 * 4);
    });

    test("of an array in a graph makes backward fail before any gradient is touched", () => {
      const [a, b] = [ones(3), ones(3)];
      const h = a.mul(2);
      const y = h.mul(h).mul(b).sum();
      h.dispose();
      expect(() => y.backward()).toThrow(/backward: the array was disposed of/);
      expect(b.grad().toList()).toEqual([0, 0, 0]);
    });
  });

  describe("reductions hold neither their operand nor what they make on the way", () => {
    const names = ["sum", "mean", "max", "min", "var", "std", "prod", "norm", "logSumExp"] as const;
    const axes = [null, 0, [0, 1], [1, 2], [0, 2], [0, 1, 2]];

    test.each([...names, "all", "any"] as const)("%s", (name) => {
      for (const axis of axes) {
        for (const keepDims of [false, true]) {
          const kept = bytesKept(() => {
            const x = ones([8, 8, 8], { requiresGrad: false });
            const y = x[name](axis, keepDims);
            x.dispose();
            expect(y.toTypedArray()).not.toContain(Number.NaN);
            y.dispose();
          });
          expect(kept, `${axis} ${keepDims}`).toBe(0);
        }
      }
    });

    test.each(["sum", "mean", "max", "min", "prod"] as const)(
      "%s of neighbouring axes, with a graph",
      (name) => {
        const kept = bytesKept(() => {
          const x = ones([8, 8, 8]);
          const y = x[name]([0, 1]);
          y.backward();
          x.dispose();
          y.dispose();
        });
        expect(kept).toBe(0);
      },
    );
  });
});
