import { describe, expect, test } from "vitest";
import {
  DataLoader,
  DenseLayer,
  MLArray,
  mseLoss,
  NeuralNetwork,
  trainTestSplit,
  Value,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

onEachCore(() => {
  describe("lists of typed arrays are rows", () => {
    const rows = [new Float32Array([1, 2]), new Int8Array([3, 4])];

    test("as lists of numbers are", () => {
      expect(new MLArray(rows).toList()).toEqual([
        [1, 2],
        [3, 4],
      ]);
      expect(new MLArray([rows, [[5, 6], new Uint8Array([7, 8])]]).shape).toEqual([2, 2, 2]);
      expect(new MLArray([[new Value(1), 2], rows[0]]).toList()).toEqual([
        [1, 2],
        [1, 2],
      ]);
      const long = Object.assign(new Float64Array([1, 2]), {});
      Object.defineProperty(long, "length", { value: 9 });
      expect(new MLArray([long, long]).shape).toEqual([2, 2]);
    });

    test("as training data", () => {
      const network = () =>
        new NeuralNetwork({ layers: [new DenseLayer({ outputSize: 1 })], lossFunction: mseLoss });
      const options = { epochs: 1, verbose: false };
      expect(network().train(rows, [[1], [2]], options)).toHaveLength(1);
      const loader = new DataLoader([
        [rows[0], 1],
        [rows[1], 2],
      ]);
      expect([...loader][0][0].toList()).toEqual([
        [1, 2],
        [3, 4],
      ]);
    });

    test("ragged ones are refused", () => {
      expect(() => new MLArray([rows[0], new Float32Array(3)])).toThrow(
        "MLArray: ragged nested arrays: length 3 at data[1], expected length 2",
      );
      expect(() => new MLArray([new BigInt64Array(2)] as never)).toThrow(
        "MLArray: element 0 is an object (BigInt64Array)",
      );
    });
  });

  describe("what is no number is told by X or y, row and column", () => {
    const network = new NeuralNetwork({
      layers: [new DenseLayer({ inputSize: 2, outputSize: 1 })],
      lossFunction: mseLoss,
    });
    const quiet = { epochs: 1, verbose: false };
    const X = [
      [1, 2],
      [3, 4],
    ];
    const y = [[1], [2]];
    const holed = (what: unknown) => [
      [1, 2],
      [3, what],
    ];
    const cases: [string, () => unknown, string][] = [
      [
        "train",
        () => network.train(holed("4") as never, y, quiet),
        'X: row 1, column 1 is the string "4"',
      ],
      ["train", () => network.train(holed(null) as never, y, quiet), "X: row 1, column 1 is null"],
      [
        "train",
        () => network.train(X, [[1], [undefined]] as never, quiet),
        "y: row 1, column 0 is undefined",
      ],
      [
        "train",
        () => network.train({ a: holed("") } as never, y, quiet),
        "X.a: row 1, column 1 is",
      ],
      ["train", () => network.train([[holed(""), y]] as never, quiet), "X: row 1, column 1 is"],
      ["train", () => network.train(X, [1, null] as never, quiet), "y: element 1 is null"],
      [
        "train: validationData",
        () => network.train(X, y, { ...quiet, validationData: [X, [["1"], [2]]] as never }),
        "y: row 0, column 0 is the string",
      ],
      [
        "predict",
        () => network.predict(holed(true) as never),
        "X: row 1, column 1 is the boolean true",
      ],
      ["evaluate", () => network.evaluate(X, [[1], [null]] as never), "y: row 1, column 0 is null"],
      [
        "trainOnBatch",
        () => network.trainOnBatch(X, [[1], [null]] as never),
        "y: row 1, column 0 is null",
      ],
      ["trainTestSplit", () => trainTestSplit(holed("a") as never, y), "X: row 1, column 1 is"],
      ["MLArray", () => new MLArray([[[1], ["a"]]] as never), "element 0, 1, 0 is the string"],
    ];
    test.each(cases)("%s: %#", (operation, call, message) => {
      expect(call).toThrow(`${operation}: ${message}`);
    });
  });
});
