import { describe, expect, test } from "vitest";
import {
  Adam,
  DenseLayer,
  Embedding,
  MLArray,
  MultiHeadAttention,
  manualSeed,
  NeuralNetwork,
  noGrad,
  PositionEmbedding,
  RMSNorm,
  randn,
  relu,
  sparseSoftmaxCrossEntropy,
  TransformerBlock,
} from "../../src/index.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

/** As the formula says it, one head after the other. */
function attended(
  layer: MultiHeadAttention,
  x: MLArray[],
  allowed: (i: number, j: number) => boolean,
) {
  const [q, k, v] = [layer.query, layer.key, layer.value].map((dense, i) =>
    dense?.forward(x[i]),
  ) as MLArray[];
  const size = q.shape[2] / layer.heads;
  const rows = Array.from({ length: q.shape[0] }, (_, row) =>
    Array.from({ length: layer.heads }, (_, head) => {
      const part = (a: MLArray) => a.get(row).get([null, null], [head * size, (head + 1) * size]);
      const scores = part(q).matmul(part(k).T).div(Math.sqrt(size)).toList() as number[][];
      const shares = scores.map((line, i) => {
        const powers = line.map((score, j) => (allowed(i, j) ? Math.exp(score) : 0));
        const sum = powers.reduce((a, b) => a + b);
        return powers.map((power) => power / sum);
      });
      return new MLArray(shares, { dtype: x[0].dtype }).matmul(part(v)).toList() as number[][];
    }),
  );
  const joined = rows.map((heads) => heads[0].map((_, i) => heads.flatMap((head) => head[i])));
  return (layer.output as DenseLayer).forward(new MLArray(joined, { dtype: x[0].dtype }));
}

function expectClose(a: MLArray, b: MLArray): void {
  expect(a.shape).toEqual(b.shape);
  const tolerance = a.dtype === "float32" ? 2e-5 : 1e-12;
  expect(a.sub(b).abs().max().item()).toBeLessThan(tolerance);
}

onEachCoreAndDtype((dtype) => {
  const array = (...shape: number[]) => randn(shape, { dtype, requiresGrad: false });

  describe("MultiHeadAttention", () => {
    test.each([
      [{ heads: 2 }, 6],
      [{ heads: 3, keySize: 5 }, 4],
      [{ heads: 1, causal: true }, 3],
    ])("%o is what the formula says", (options, width) => {
      manualSeed(3);
      const layer = new MultiHeadAttention(options);
      const x = array(2, 5, width);
      const y = noGrad(() => layer.forward(x));
      expectClose(
        y,
        attended(layer, [x, x, x], (i, j) => !layer.causal || j <= i),
      );
    });

    test("of a query, keys and values, with masks of every shape", () => {
      manualSeed(4);
      const layer = new MultiHeadAttention({ heads: 2 });
      const [query, key, value] = [array(2, 3, 4), array(2, 5, 7), array(2, 5, 3)];
      const all = noGrad(() => layer.forward(query, key, value));
      expectClose(
        all,
        attended(layer, [query, key, value], () => true),
      );
      const allowed = (i: number, j: number) => j % 2 === 0 || j === i;
      const mask = new MLArray(
        [0, 1, 2].map((i) => [0, 1, 2, 3, 4].map((j) => Number(allowed(i, j)))),
        { dtype, requiresGrad: false },
      );
      const expected = attended(layer, [query, key, value], allowed);
      for (const shape of [
        [3, 5],
        [1, 3, 5],
        [1, 1, 3, 5],
      ]) {
        const given = mask.reshape(shape);
        expectClose(
          noGrad(() => layer.forward(query, key, value, { mask: given })),
          expected,
        );
      }
      const ragged = new MLArray([[[1, 1, 1, 0, 0]], [[1, 1, 1, 1, 1]]], { dtype });
      const y = noGrad(() => layer.forward(query, key, value, { mask: ragged }));
      expectClose(y.get(1), all.get(1));
      const short = [query, key.get([null, null], [0, 3]), value.get([null, null], [0, 3])];
      expectClose(y.get(0), noGrad(() => layer.forward(...(short as [MLArray]))).get(0));
    });

    test("a causal step knows nothing of those that come later", () => {
      const layer = new MultiHeadAttention({ heads: 2, causal: true });
      const x = array(1, 6, 4);
      const all = noGrad(() => layer.forward(x));
      for (const steps of [3, 1, 6]) {
        const y = noGrad(() => layer.forward(x.get([null, null], [0, steps])));
        expectClose(y, all.get([null, null], [0, steps]));
      }
    });
  });

  test("RMSNorm is what the formula says", () => {
    const x = array(3, 5, 8);
    const layer = new RMSNorm({ epsilon: 0.01 });
    expectClose(layer.forward(x), x.div(x.mul(x).mean(-1, true).add(0.01).sqrt()));
  });

  test("PositionEmbedding adds its vectors, as many as there are steps", () => {
    const layer = new PositionEmbedding({ sequenceLength: 7, inputSize: 4 });
    layer.build([1, 1, 4], dtype);
    const x = array(2, 5, 4);
    expectClose(layer.forward(x).sub(x).get(1), layer.weights.get([0, 5]));
  });

  test("TransformerBlock is what its parts say", () => {
    manualSeed(5);
    const block = new TransformerBlock({
      heads: 2,
      hidden: 9,
      causal: true,
      activationFunction: relu,
    });
    const x = array(2, 4, 6);
    const y = noGrad(() => block.forward(x));
    const attended = x.add(block.attention.forward(block.attentionNorm.forward(x)));
    const hidden = block.expand.forward(block.denseNorm.forward(attended));
    expectClose(y, attended.add((block.contract as DenseLayer).forward(hidden)));
  });
});

onEachCore(() => {
  const values = (n: number) => Array.from({ length: n }, (_, i) => Math.sin(3 * i + 1));

  test("gradients to sequences and weights", () => {
    manualSeed(6);
    const layer = new MultiHeadAttention({ heads: 2, causal: true });
    const block = new TransformerBlock({ heads: 2, hidden: 5 });
    const like = randn([2, 3, 4], { dtype: "float64" });
    noGrad(() => [layer.forward(like), block.forward(like)]);
    const x = { shape: [2, 3, 4], values: values(24) };
    const keys = { shape: [2, 3, 4], values: values(24).reverse() };
    expectGradients((a) => layer.forward(a), [x]);
    expectGradients((a, b) => layer.forward(a, b), [x, keys]);
    expectGradients((a) => block.forward(a), [x]);
    for (const [i, weights] of block.parameters().entries()) {
      const given = { shape: [...weights.shape], values: [...weights.toTypedArray()] };
      const changed = (array: MLArray) => {
        const own = block.parameters()[i];
        const before = own.node;
        Object.assign(own, { node: array.node });
        try {
          return block.forward(like.detach());
        } finally {
          Object.assign(own, { node: before });
        }
      };
      expectGradients(changed, [given]);
    }
  });
});

describe("a small model of language", () => {
  const model = () =>
    new NeuralNetwork({
      layers: [
        new Embedding({ inputSize: 7, outputSize: 8 }),
        new PositionEmbedding({ sequenceLength: 6 }),
        new TransformerBlock({ heads: 2, hidden: 16, causal: true, dropout: 0.1 }),
        new RMSNorm(),
        new DenseLayer({ outputSize: 7 }),
      ],
      lossFunction: sparseSoftmaxCrossEntropy,
      optimizer: new Adam({ learningRate: 0.02 }),
    });
  const X = Array.from({ length: 14 }, (_, row) =>
    Array.from({ length: 6 }, (_, i) => (row + 2 * i) % 7),
  );
  const y = X.map((row) => row.map((letter) => (letter + 2) % 7));

  test("learns, is saved, and goes on as it would have", () => {
    manualSeed(7);
    const network = model();
    const history = network.train(X, y, { epochs: 60, batchSize: 7, verbose: false });
    expect(history.at(-1)).toBeLessThan(0.2);
    const copy = NeuralNetwork.load(network.save());
    expect(copy.predict(X).toList()).toEqual(network.predict(X).toList());
    const [a, b] = [network, copy].map((each) => {
      manualSeed(9);
      return each.trainOnBatch(X, y);
    });
    expect(b).toBe(a);
    expect(String(network.summary())).toContain("TransformerBlock");
    expect(copy.predict(X).argmax(-1).toList()).toEqual(y);
  });

  test("a trained block gives the same by hand as by the graph", () => {
    const block = new TransformerBlock({ heads: 2, hidden: 5, dropout: 0.3 });
    const x = randn([2, 3, 4]);
    manualSeed(8);
    const gradient = randn([2, 3, 4], { requiresGrad: false });
    block.forward(x).backward(gradient);
    const expected = x.grad().toList();
    expect(block.backward(gradient).toList()).toEqual(expected);
  });
});

describe("what does not fit is named, and builds nothing", () => {
  const x = randn([2, 3, 6]);

  test.each([
    [{ heads: 4 }, [x], "MultiHeadAttention: 4 heads do not divide the 6 features of the query"],
    [
      { heads: 2 },
      [randn([3, 6])],
      "MultiHeadAttention: the query has shape (3, 6), expected (rows, steps, features)",
    ],
    [
      { heads: 2 },
      [x, randn([1, 3, 6])],
      "MultiHeadAttention: the key has shape (1, 3, 6), expected (2, steps, features)",
    ],
    [{ heads: 2 }, [x, x, randn([2, 4, 6])], "MultiHeadAttention: 3 keys and 4 values"],
    [
      { heads: 2 },
      [x, x, x, { mask: randn([2, 3]) }],
      "MultiHeadAttention: the mask has shape (2, 3), expected (3, 3), (2, 3, 3) or (2, 2, 3, 3)",
    ],
    [
      { heads: 2 },
      [x, x, x, { masks: 1 }],
      "MultiHeadAttention: unknown option masks; expected mask",
    ],
    [{ heads: 2 }, [x, { mask: x }], "MultiHeadAttention: the key must be an MLArray, got object"],
  ] as const)("%o", (options, given, message) => {
    const layer = new MultiHeadAttention(options);
    expect(() => layer.forward(...(given as unknown as [MLArray]))).toThrow(message);
    expect(layer.parameters()).toEqual([]);
  });

  test("of options, blocks and positions", () => {
    expect(() => new MultiHeadAttention({ heads: 0 })).toThrow("heads must be a positive integer");
    expect(() => new MultiHeadAttention({ heads: 1, dropout: 1 })).toThrow(
      "must be a finite number",
    );
    expect(() => new TransformerBlock({ heads: 2 } as never)).toThrow("TransformerBlock: hidden");
    const block = new TransformerBlock({ heads: 4, hidden: 3 });
    expect(() => block.forward(x)).toThrow(
      "TransformerBlock: 4 heads do not divide the 6 features",
    );
    expect(block.parameters()).toEqual([]);
    const positions = new PositionEmbedding({ sequenceLength: 2 });
    expect(() => positions.forward(x)).toThrow(
      "PositionEmbedding: expected (rows, at most 2 steps, 6), got (2, 3, 6)",
    );
    expect(positions.parameters()).toEqual([]);
  });
});

test("a summary has room for long names of what stands deep", () => {
  const layers = [new TransformerBlock({ heads: 2, hidden: 5 })];
  const lines = String(
    new NeuralNetwork({ layers, lossFunction: sparseSoftmaxCrossEntropy }),
  ).split("\n");
  const rows = lines.filter((line) => /Layer |Attention|Norm |Dropout/.test(line));
  expect(rows.length).toBeGreaterThan(5);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([lines[0].length]));
});
