import { describe, expect, test } from "vitest";
import {
  binaryCrossEntropy,
  checkGradients,
  DenseLayer,
  elu,
  graph,
  linear,
  MLArray,
  relu,
  Sequential,
  softmax,
  Value,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

onEachCore(() => {
  describe("checkGradients", () => {
    test("passes a right gradient, and returns the largest error", () => {
      const error = checkGradients(
        (x, w) => x.matmul(w).tanh(),
        [
          [[0.5, -1]],
          [
            [1, 2],
            [3, 4],
          ],
        ],
      );
      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThan(1e-6);
    });

    test("names the element where a gradient is wrong", () => {
      // A gradient lost on the way: the detached factor counts as a constant.
      const lost = (x: MLArray): MLArray => x.mul(x.detach());
      const single = new MLArray([1, 2]) as unknown as MLArray[];
      expect(() => checkGradients((x) => x.exp(), single)).toThrow(
        "checkGradients: inputs must be a list",
      );
      expect(() => checkGradients(lost, [[0, 3]])).toThrow(
        /checkGradients: element 1 of input 0 \(2,\): backward gives 3, differences give (6|5\.9+)/,
      );
    });
  });

  describe("graph", () => {
    /** The label of each box, and each arrow by the labels at its ends. */
    function drawn(text: string): { boxes: string[]; arrows: string[]; dashed: string[] } {
      const found = [...text.matchAll(/^ {2}(\w+) \[(.*?)label="(.*)"\];$/gm)];
      const labels = new Map(found.map(([, id, , label]) => [id, label]));
      const arrows = [...text.matchAll(/^ {2}(\w+) -> (\w+);$/gm)];
      const boxes = found.filter(([, id]) => id.startsWith("n"));
      return {
        boxes: boxes.map(([, , , label]) => label),
        arrows: arrows.map(([, from, to]) => `${labels.get(from)} -> ${labels.get(to)}`).sort(),
        dashed: boxes.filter(([, , how]) => how.includes("dashed")).map(([, , , label]) => label),
      };
    }

    test("draws arrays by shape, with their operations and all that went in", () => {
      const x = new MLArray([[1, 2]]);
      const text = graph(x.matmul([[3], [4]]).sum());
      expect(text).toMatch(/^digraph \{\n {2}rankdir=LR;\n/);
      const { arrows, dashed } = drawn(text);
      const [product, sum] = ["float32 (1, 1)\\ndata 11\\ngrad 0", "float32 ()\\ndata 11\\ngrad 0"];
      expect(arrows).toEqual(
        [
          "float32 (1, 2) -> matmul",
          "float32 (2, 1) -> matmul",
          `matmul -> ${product}`,
          `${product} -> sum`,
          `sum -> ${sum}`,
        ].sort(),
      );
      expect(dashed).toEqual(["float32 (2, 1)"]);
    });

    test("draws values with data and gradient, and what joins them to arrays", () => {
      const a = new Value(2);
      a.grad = 0.5;
      const { boxes, arrows } = drawn(graph(new MLArray([a.mul(a).tanh(), a]).sum()));
      expect(boxes).toContain("data 2\\ngrad 0.5");
      const joined = "data 0.9993\\ngrad 0 -> values";
      expect(arrows).toEqual(expect.arrayContaining([joined, "data 2\\ngrad 0.5 -> values"]));
    });

    test("writes short numbers, and constants without a gradient", () => {
      const { boxes, dashed } = drawn(graph(new Value(0.1).add(0.2).mul(123456).pow(2)));
      expect(boxes).toEqual(
        expect.arrayContaining([
          "data 0.3\\ngrad 0",
          "data 37040\\ngrad 0",
          "data 1372000000\\ngrad 0",
        ]),
      );
      expect(dashed.sort()).toEqual(["data 0.2", "data 123456", "data 2"]);
    });

    test("draws names, those of a module's arrays by their places", () => {
      const [a, b] = [new Value(2), new Value(3)];
      const text = graph(a.mul(b), { labels: { a, 'say "b"': b } });
      expect(drawn(text).boxes).toEqual([
        "a\\ndata 2\\ngrad 0",
        'say \\"b\\"\\ndata 3\\ngrad 0',
        "data 6\\ngrad 0",
      ]);
      const block = new Sequential([new DenseLayer({ inputSize: 2, outputSize: 3 })]);
      const x = new MLArray([[1, 2]], { requiresGrad: false });
      const { boxes } = drawn(graph(block.forward(x), { labels: { x, block } }));
      expect(boxes.slice(0, 3).sort()).toEqual([
        "block.layers.0.biases\\nfloat32 (1, 3)",
        "block.layers.0.weights\\nfloat32 (2, 3)",
        "x\\nfloat32 (1, 2)",
      ]);
      for (const labels of [5, { x: 5 }, null]) {
        expect(() => graph(a, { labels: labels as never })).toThrow(/^graph: .*got (5|null)/);
      }
    });

    test.each([
      [relu, true, ["matmul", "add", "relu"]],
      [softmax, false, ["matmul", "softmax"]],
      [linear, true, ["matmul", "add"]],
      [linear, false, ["matmul"]],
      [elu, true, ["matmul", "add", "elu"]],
    ] as const)(
      "splits a dense layer into what it computes (%#)",
      (activationFunction, useBias, names) => {
        const layer = new DenseLayer({ inputSize: 2, outputSize: 4, activationFunction, useBias });
        const labels = { x: new MLArray([[1, 2]]), layer };
        const text = graph(layer.forward(labels.x), { labels });
        const operations = [...text.matchAll(/ o\w+ \[label="(.*)"\]/g)].map(([, name]) => name);
        expect(operations).toEqual(names);
        const { arrows } = drawn(text);
        expect(arrows).toEqual(
          expect.arrayContaining([
            "x\\nfloat32 (1, 2) -> matmul",
            "layer.weights\\nfloat32 (2, 4) -> matmul",
            ...(useBias ? ["layer.biases\\nfloat32 (1, 4) -> add"] : []),
            `${names.at(-1)} -> float32 (1, 4)`,
          ]),
        );
      },
    );

    test("shows gradients after a backward that retains the graph, and says what was released", () => {
      const x = new MLArray([3]);
      const y = x.mul(x).sum();
      y.backward(null, { retainGraph: true });
      const [square, result] = ["float32 (1,)\\ndata 9\\ngrad 1", "float32 ()\\ndata 9\\ngrad 1"];
      const { boxes } = drawn(graph(y));
      expect(boxes).toEqual(["float32 (1,)\\ndata 3\\ngrad 6", square, result]);
      y.backward();
      expect(drawn(graph(y)).arrows).toEqual(["released -> float32 ()\\ndata 9\\ngrad 2"]);
    });

    test("draws what a loss has handed its gradient past, and what was disposed of", () => {
      const x = new MLArray([[0.5]]);
      const p = x.sigmoid();
      const loss = binaryCrossEntropy(p, [[1]]);
      loss.backward(null, { retainGraph: true });
      expect(drawn(graph(loss)).boxes[1]).toBe("float32 (1, 1)\\ndata 0.6225");
      p.dispose();
      expect(drawn(graph(loss)).boxes[1]).toBe("float32 (1, 1)\\ndisposed");
    });
  });
});
