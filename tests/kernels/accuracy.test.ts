import { describe, expect, it } from "vitest";
import type { Backend } from "../../src/backends/backend.js";
import { createTypeScriptBackend } from "../../src/backends/typescript/index.js";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import type { DType } from "../../src/shape/dtype.js";
import { exactExp, exactLog, fixed, one, ulpsFrom } from "../support/exact.js";
import { ulp } from "../support/ulps.js";

const wasm = createWasmBackend();
const chunk = 1 << 16;

type Name = "exp" | "log" | "tanh" | "sigmoid" | "elu" | "power";

/** The kernel's results for up to a chunk of numbers, at an address that is a whole vector off. */
function run(
  name: Name,
  dtype: DType,
  x: ArrayLike<number>,
  alpha: number,
  offset = 0,
  { memory, kernels }: Backend = wasm,
): number[] {
  const from = Math.ceil(memory.start / 64) * 64 + offset;
  const to = from + 9 * chunk;
  memory.grow(to + 9 * chunk);
  const size = dtype === "float32" ? 4 : 8;
  memory[dtype].set(x, from / size);
  kernels[dtype][name](from, to, x.length, alpha, 0);
  return Array.from(memory[dtype].subarray(to / size, to / size + x.length));
}

/** The edges, and every 4099th float32 there is: a prime, so that all exponents and fractions meet. */
function* singles(): Generator<Float32Array> {
  yield Float32Array.from(edges);
  for (let first = 0; first < 2 ** 32; first += 4099 * chunk) {
    const words = Uint32Array.from({ length: chunk }, (_, i) => first + i * 4099);
    yield new Float32Array(words.buffer);
  }
}

/** Both sides of each number, eight float32 deep: where results overflow, underflow, change form. */
function around(...centres: number[]): Float32Array {
  const word = (x: number) => new Uint32Array(new Float32Array([x]).buffer)[0];
  const words = centres.flatMap((x) => Array.from({ length: 17 }, (_, i) => word(x) + i - 8));
  return new Float32Array(new Uint32Array(words).buffer);
}

const edges = [
  ...around(88.72284, -87.33655, -103.97208, 87, -87, 104, -104, 9.011, 0.5493062, 0.34657359, 1),
  ...around(Number.EPSILON, 2 ** -126, 3 * 2 ** -149, 1e30, Math.SQRT1_2, Math.SQRT2, 40, -40, 17),
  ...[0, -0, Infinity, -Infinity, NaN, 2 ** -149, -(2 ** -149), -1, 3.4028234663852886e38],
];

/** How far y is from the value of `Math`, whose own error is too small to count for float32. */
function singleError(y: number, exact: number): number {
  const nearest = Math.fround(exact);
  if (Object.is(y, nearest)) return 0.5;
  if (!Number.isFinite(nearest) && !(Math.abs(exact) < 2 ** 128 * (1 + 2 ** -22))) return Infinity;
  return Math.abs(y - exact) / ulp(exact, "float32");
}

function worstSingle(name: Name, exact: (x: number) => number, alpha: number): number {
  let worst = 0;
  for (const x of singles()) {
    const y = run(name, "float32", x, alpha);
    for (let i = 0; i < x.length; i++) {
      const error = singleError(y[i], exact(x[i]));
      if (!(error <= worst)) worst = error;
    }
  }
  return worst;
}

const sigmoid = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const elu = (x: number) => (x > 0 ? x : Math.expm1(x));

describe("float32, over its whole range", () => {
  it.each([
    { name: "exp", exact: Math.exp, atMost: 0.9 },
    { name: "log", exact: Math.log, atMost: 0.8 },
    { name: "tanh", exact: Math.tanh, atMost: 1.3 },
    { name: "sigmoid", exact: sigmoid, atMost: 2.2 },
    { name: "elu", exact: elu, atMost: 0.9 },
  ] as const)("$name errs by at most $atMost ulps", ({ name, exact, atMost }) => {
    expect(worstSingle(name, exact, 1)).toBeLessThan(atMost);
  });

  it.each([2, 0.5, -1, 3, 1, 0, -2, 0.75, -1.5, 7.25, 63, -0.0625])(
    "x ** %f errs by less than 0.9 ulps",
    (exponent) => {
      expect(worstSingle("power", (x) => x ** exponent, exponent)).toBeLessThan(0.9);
    },
  );
});

/** Numbers within [low, high] in a fixed order that fills it evenly (the golden ratio's multiples). */
function spread(low: number, high: number, n = 3000): number[] {
  return Array.from({ length: n }, (_, i) => low + (high - low) * ((i * 0.6180339887498949) % 1));
}

const powersOfTwo = (low: number, high: number) => spread(low, high).map((x) => 2 ** x);
const bothSigns = (x: number[]) => x.flatMap((each) => [each, -each]);

/** e^-|x| as a fixed number, and 1 less and more than it. */
function parts(x: number) {
  const [m, n] = exactExp(-fixed(Math.abs(x)));
  return { m, n, e: n < 0n ? m >> -n : m << n };
}

function tanhError(y: number, x: number): number {
  const { e } = parts(2 * x);
  const size = ((one - e) * one) / (one + e);
  return ulpsFrom(y, x < 0 ? -size : size);
}

function sigmoidError(y: number, x: number): number {
  const { m, n, e } = parts(x);
  return x < 0 ? ulpsFrom(y, (m * one) / (one + e), n) : ulpsFrom(y, (one * one) / (one + e));
}

function powerError(y: number, x: number, exponent: number): number {
  return ulpsFrom(y, ...exactExp((exactLog(fixed(x)) * fixed(exponent)) / one));
}

const cores = [wasm, createTypeScriptBackend()];

describe.each(cores)("float64 of the $name core, against integers of 160 bits", (core) => {
  const errors: Record<Name, (y: number, x: number, alpha: number) => number> = {
    exp: (y, x) => ulpsFrom(y, ...exactExp(fixed(x))),
    log: (y, x) => ulpsFrom(y, exactLog(fixed(x))),
    tanh: tanhError,
    sigmoid: sigmoidError,
    elu: (y, x) => ulpsFrom(y, parts(x).e - one),
    power: powerError,
  };

  it.each([
    { name: "exp", x: spread(-745, 709.7), atMost: 1 },
    { name: "exp", x: bothSigns(powersOfTwo(-60, 0)), atMost: 1 },
    { name: "log", x: spread(0.4, 2.5), atMost: 1 },
    { name: "log", x: powersOfTwo(-100, 1023), atMost: 1 },
    { name: "tanh", x: bothSigns(spread(0, 20)), atMost: 1.5 },
    { name: "tanh", x: bothSigns(powersOfTwo(-40, 0)), atMost: 1.5 },
    { name: "sigmoid", x: spread(-744, 40), atMost: 2.5 },
    { name: "sigmoid", x: spread(-4, 4), atMost: 2.5 },
    { name: "elu", x: spread(-40, 0), atMost: 1.5 },
    { name: "elu", x: powersOfTwo(-40, 0).map((x) => -x), atMost: 1.5 },
    { name: "power", alpha: 2.5, x: powersOfTwo(-100, 400), atMost: 1 },
    { name: "power", alpha: -0.7, x: powersOfTwo(-100, 1000), atMost: 1 },
    { name: "power", alpha: 1 / 3, x: powersOfTwo(-100, 1000), atMost: 1 },
    { name: "power", alpha: 700, x: spread(0.4, 2.5), atMost: 2 },
    { name: "power", alpha: -1e9, x: spread(1 - 2e-7, 1 + 2e-7), atMost: 2 },
  ] as const)("$name errs by at most $atMost ulps", ({ name, x, atMost, ...rest }) => {
    const alpha: number = "alpha" in rest ? (rest.alpha ?? 1) : 1;
    const y = run(name, "float64", x, alpha, 0, core);
    const worst = Math.max(...y.map((each, i) => errors[name](each, x[i], alpha)));
    expect(worst).toBeLessThan(atMost);
  });
});

describe("a result does not depend on its place or its neighbours", () => {
  const x = [
    0.3,
    -90,
    700,
    1e-310,
    NaN,
    -0.7,
    2,
    89,
    -Infinity,
    1e-40,
    -3,
    5,
    -100,
    0,
    12,
    1,
    -1,
    7,
  ];

  it.each(["exp", "log", "tanh", "sigmoid", "elu", "power"] as const)("%s", (name) => {
    for (const dtype of ["float32", "float64"] as const) {
      const alone = x.map((each) => run(name, dtype, [each], 1.7)[0]);
      for (let first = 0; first < x.length; first++) {
        const turned = [...x.slice(first), ...x.slice(0, first)];
        const expected = [...alone.slice(first), ...alone.slice(0, first)];
        expect(run(name, dtype, turned, 1.7)).toEqual(expected);
        expect(run(name, dtype, turned.slice(0, 7), 1.7, 16)).toEqual(expected.slice(0, 7));
      }
    }
  });
});
