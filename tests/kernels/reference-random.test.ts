import { expect, it } from "vitest";
import { Arena } from "../support/buffers.js";
import { forEachCore } from "../support/cores.js";

const seed = [0x12345678, 0x9abcdef0, 0x0fedcba9, 0x87654321];

/** xoshiro128** once more, in exact integers, from its authors' description. */
function* draws(state: readonly number[]): Generator<bigint, never> {
  const word = 2n ** 32n;
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) % word;
  let [s0, s1, s2, s3] = state.map(BigInt);
  for (;;) {
    yield (rotate((s1 * 5n) % word, 7n) * 9n) % word;
    const t = (s1 << 9n) % word;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotate(s3, 11n);
  }
}

it("the generator written here gives its published first outputs for the state 1, 2, 3, 4", () => {
  const generator = draws([1, 2, 3, 4]);
  const first = Array.from({ length: 4 }, () => Number(generator.next().value));
  expect(first).toEqual([11520, 0, 5927040, 70819200]);
});

forEachCore((backend, dtype) => {
  const kernels = backend.kernels[dtype];

  function sample(name: "uniform" | "normal", n: number, first: number, second: number) {
    const arena = new Arena(backend.memory, dtype);
    const y = arena.output(n);
    kernels[name](arena.int32Output(seed), y, n, first, second);
    return [...arena.read(y, n)];
  }

  it("uniform takes the top bits of the draws", () => {
    const generator = draws(seed);
    const next = () => generator.next().value;
    const expected = Array.from({ length: 100 }, () =>
      dtype === "float32"
        ? Number(next() >> 8n) / 2 ** 24
        : Number(((next() >> 5n) << 26n) + (next() >> 6n)) / 2 ** 53,
    );
    expect(sample("uniform", 100, 0, 1)).toEqual(expected);
  });

  it("uniform fills its range evenly", () => {
    const x = sample("uniform", 40000, -2, 6);
    const counts = new Array(8).fill(0);
    for (const xi of x) counts[Math.floor(xi) + 2]++;
    // Eight cells of 5000; the standard deviation of each is 66.
    for (const count of counts) expect(Math.abs(count - 5000)).toBeLessThan(5 * 66);
  });

  it("normal has the moments and tails of a normal distribution", () => {
    const n = 40000;
    const z = sample("normal", n, 3, 2).map((x) => (x - 3) / 2);
    const moment = (power: number) => z.reduce((sum, zi) => sum + zi ** power, 0) / n;
    // Five standard errors of each: sqrt(1 / n), sqrt(2 / n), sqrt(15 / n), sqrt(96 / n).
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
    const beyond = z.filter((zi) => Math.abs(zi) > 1.96).length / n;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / n));
  });

  it("normal is Marsaglia's polar method on the draws", () => {
    const generator = draws(seed);
    const side = () => (Number(generator.next().value) + 0.5) / 2 ** 31 - 1;
    const expected: number[] = [];
    while (expected.length < 7) {
      const [a, b] = [side(), side()];
      const square = a * a + b * b;
      if (square >= 1) continue;
      const f = Math.sqrt((-2 * Math.log(square)) / square);
      expected.push(a * f, b * f);
    }
    const tolerance = dtype === "float32" ? 1e-6 : 1e-14;
    for (const [i, y] of sample("normal", 7, 0, 1).entries()) {
      expect(Math.abs(y - expected[i])).toBeLessThan(tolerance);
    }
  });

  it("dropout keeps the expected share and scales it up", () => {
    const arena = new Arena(backend.memory, dtype);
    const y = arena.output(10000);
    kernels.dropoutMask(arena.int32Output(seed), y, 10000, 0.2);
    const mask = [...arena.read(y, 10000)];
    const dropped = mask.filter((x) => x === 0).length;
    expect(mask.every((x) => x === 0 || x === 1.25)).toBe(true);
    expect(Math.abs(dropped - 2000)).toBeLessThan(5 * Math.sqrt(10000 * 0.2 * 0.8));
  });

  it("permutation shuffles by Fisher and Yates on the draws", () => {
    const n = 1000;
    const generator = draws(seed);
    const expected = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Number((generator.next().value * BigInt(i + 1)) >> 32n);
      [expected[i], expected[j]] = [expected[j], expected[i]];
    }
    const arena = new Arena(backend.memory, dtype);
    const state = arena.int32Output(seed);
    const y = arena.int32Output(n);
    kernels.permutation(state, y, n);
    expect([...arena.outputs()[1]]).toEqual(expected);
  });
});
