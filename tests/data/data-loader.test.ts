import { describe, expect, test } from "vitest";
import {
  DataLoader,
  type DataLoaderOptions,
  MLArray,
  manualSeed,
  type Row,
} from "../../src/index.js";
import { onEachCoreAndDtype } from "../support/settings.js";

const ten = Array.from({ length: 10 }, (_, i) => i);
const rows: Row[] = ten.map((i) => [[i, i / 2], i]);

function* generated(count = 10): Generator<Row> {
  for (let i = 0; i < count; i++) yield [[i, i / 2], i];
}

async function* delayed(count = 10): AsyncGenerator<Row> {
  for (const row of generated(count)) {
    await null;
    yield row;
  }
}

const sources: Record<string, (options: DataLoaderOptions) => DataLoader> = {
  arrays: (options) =>
    new DataLoader(
      rows.map(([x]) => x as number[]),
      ten,
      options,
    ),
  "an array of rows": (options) => new DataLoader(rows, options),
  "an iterable": (options) => new DataLoader(new Set(rows), options),
  "a function": (options) => new DataLoader(() => generated(), options),
  "an asynchronous function": (options) => new DataLoader(() => delayed(), options),
};

async function labels(loader: DataLoader): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const [X, y] of loader) {
    // Rows stay whole.
    const seen = y.toList() as number[];
    expect(X.toList()).toEqual(seen.map((i) => [i, i / 2]));
    batches.push(seen);
  }
  return batches;
}

onEachCoreAndDtype((dtype) => {
  describe.each(Object.entries(sources))("over %s", (_, make) => {
    test("gives batches in order, in every epoch", async () => {
      const loader = make({ batchSize: 4 });
      const expected = [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
      ];
      expect(await labels(loader)).toEqual(expected);
      expect(await labels(loader)).toEqual(expected);
      for await (const [X, y] of loader) expect([X.dtype, y.dtype]).toEqual([dtype, dtype]);
    });

    test("leaves out a small last batch where asked to", async () => {
      expect((await labels(make({ batchSize: 4, dropLast: true }))).length).toBe(2);
      expect((await labels(make({ batchSize: 5, dropLast: true }))).length).toBe(2);
      expect(await labels(make({ batchSize: 11, dropLast: true }))).toEqual([]);
    });

    test("shuffles anew in each epoch, by the seed", async () => {
      const options = { batchSize: 4, shuffle: true, seed: 3, bufferSize: 5 };
      const loader = make(options);
      const epochs = [await labels(loader), await labels(loader)];
      for (const epoch of epochs) expect(epoch.flat().sort((a, b) => a - b)).toEqual(ten);
      expect(epochs[0]).not.toEqual(epochs[1]);
      expect(epochs[0].flat()).not.toEqual(ten);
      const again = make(options);
      expect([await labels(again), await labels(again)]).toEqual(epochs);
      expect(await labels(make({ ...options, seed: 4 }))).not.toEqual(epochs[0]);
    });

    test("goes on in the order of an epoch that is set", async () => {
      const options = { batchSize: 4, shuffle: true, seed: 3, bufferSize: 5 };
      const loader = make(options);
      const epochs = [await labels(loader), await labels(loader), await labels(loader)];
      expect(loader.epoch).toBe(3);
      const other = make(options);
      other.epoch = 2;
      expect(await labels(other)).toEqual(epochs[2]);
      other.epoch = 0;
      expect(await labels(other)).toEqual(epochs[0]);
      expect(new Set(epochs.map(String)).size).toBe(3);
      for (const epoch of [NaN, -1, 0.5]) {
        expect(() => {
          other.epoch = epoch;
        }).toThrow(`DataLoader: epoch must be an integer >= 0, got ${epoch}`);
      }
      expect(other.epoch).toBe(1);
    });

    test("shuffles by the common seed without one of its own", async () => {
      manualSeed(8);
      const first = await labels(make({ shuffle: true }));
      manualSeed(8);
      expect(await labels(make({ shuffle: true }))).toEqual(first);
    });
  });
});

test("a row moves forward by the buffer at most", async () => {
  const loader = new DataLoader(() => generated(1000), {
    batchSize: 1000,
    shuffle: true,
    seed: 1,
    bufferSize: 10,
  });
  const [order] = await labels(loader);
  order.forEach((row, position) => void expect(row - position).toBeLessThanOrEqual(10));
  expect(new Set(order).size).toBe(1000);
});

test("the length is known of what has one", () => {
  const options = { batchSize: 4 };
  expect(sources.arrays(options).length).toBe(3);
  expect(sources.arrays({ ...options, dropLast: true }).length).toBe(2);
  expect(sources["an array of rows"](options).length).toBe(3);
  expect(sources["a function"](options).length).toBe(null);
});

test("rows may be of any shape, and an array that a source uses again", () => {
  const buffer = new Float32Array(2);
  function* reusing(): Generator<Row> {
    for (let i = 0; i < 3; i++) {
      buffer.fill(i);
      yield [buffer, new MLArray([[i]])];
    }
  }
  const [[X, y]] = new DataLoader(() => reusing());
  expect(X.toList()).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
  expect(y.shape).toEqual([3, 1, 1]);
});

describe("reading ahead", () => {
  async function readBefore(prefetch: number, batches: number): Promise<number> {
    let read = 0;
    async function* counting(): AsyncGenerator<Row> {
      for await (const row of delayed(100)) {
        read++;
        yield row;
      }
    }
    const loader = new DataLoader(() => counting(), { batchSize: 5, prefetch });
    const iterator = loader[Symbol.asyncIterator]();
    for (let i = 0; i < batches; i++) await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await iterator.return?.(undefined);
    return read;
  }

  test.each([0, 1, 3])("reads %i batches ahead", async (prefetch) => {
    expect(await readBefore(prefetch, 2)).toBe(5 * (2 + prefetch));
  });

  test("throws a failure where its turn comes, and closes the source", async () => {
    let closed = false;
    async function* failing(): AsyncGenerator<Row> {
      try {
        yield* delayed(5);
        throw new Error("the cursor is gone");
      } finally {
        closed = true;
      }
    }
    const loader = new DataLoader(() => failing(), { batchSize: 5, prefetch: 2 });
    const iterator = loader[Symbol.asyncIterator]();
    expect((await iterator.next()).value[1].toList()).toEqual([0, 1, 2, 3, 4]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(iterator.next()).rejects.toThrow("the cursor is gone");
    expect(closed).toBe(true);
  });

  test("a loop left early closes the source", async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Row> {
      try {
        while (true) yield* delayed();
      } finally {
        closed = true;
      }
    }
    for await (const [X] of new DataLoader(() => endless())) if (X) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(closed).toBe(true);
  });
});

describe("what does not fit", () => {
  const read = (given: unknown): unknown => [...new DataLoader(given as Row[], { batchSize: 2 })];

  test.each<[string, unknown, string]>([
    [
      "a ragged x",
      [rows[0], rows[1], [[1, 2, 3], 0]],
      "DataLoader: row 2 has x of shape (3,), expected (2,)",
    ],
    ["a ragged y", [rows[0], [[1, 2], [1]]], "DataLoader: row 1 has y of shape (1,), expected ()"],
    ["a row that is no pair", [rows[0], [1, 2, 3]], "DataLoader: row 1 is no pair [x, y]"],
    [
      "text",
      [[["a", 1], 0]],
      'DataLoader: row 0: x: element 0 is the string "a", expected a number',
    ],
    ["no rows", [], "DataLoader: the source gave no rows"],
    [
      "nothing",
      undefined,
      "DataLoader: expected X and y, an iterable of rows [x, y], or a function",
    ],
    ["a function of nothing", () => 5, "DataLoader: expected X and y"],
  ])("%s", (_, given, message) => {
    expect(() => read(given)).toThrow(message);
  });

  test("a generator serves one epoch", () => {
    const loader = new DataLoader(generated());
    expect([...loader].length).toBe(1);
    expect(() => [...loader]).toThrow("pass a function that starts it anew");
  });

  test("an asynchronous source in a loop that does not wait", () => {
    expect(() => [...new DataLoader(delayed())]).toThrow(
      "DataLoader: the source is asynchronous: use for await, and fit",
    );
  });

  test("arrays of different lengths, and options out of range", () => {
    expect(() => new DataLoader([[1], [2]], [1])).toThrow("DataLoader: X has 2 rows and y has 1");
    expect(() => new DataLoader(rows, { batchSize: 0 })).toThrow(
      "DataLoader: batchSize must be an integer >= 1, got 0",
    );
    expect(() => new DataLoader(rows, { prefetch: -1 })).toThrow(
      "prefetch must be an integer >= 0",
    );
    expect(() => new DataLoader(rows, { batch_size: 1 } as object)).toThrow(
      "DataLoader: unknown option batch_size",
    );
    expect(() => new DataLoader(rows, { seed: 1.5 })).toThrow(
      "DataLoader: seed must be an integer",
    );
  });
});
