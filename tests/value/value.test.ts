import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noGrad, Value } from "../../src/index.js";
import { ulpsApart } from "../support/ulps.js";

type Function1 = (x: Value) => Value;
type Function2 = (a: Value, b: Value) => Value;

const step = 1e-6;
const real = (low: number, high: number) =>
  fc.double({ min: low, max: high, noNaN: true, noDefaultInfinity: true });

/** `Math` itself errs by an ulp, other ones on each engine. */
function expectValue(actual: number, expected: number): void {
  expect(ulpsApart(actual, expected, "float64")).toBeLessThanOrEqual(3);
}

function expectClose(gradient: number, slope: number): void {
  expect(Math.abs(gradient - slope) / (1 + Math.abs(slope))).toBeLessThan(1e-6);
}

/** Compares the gradients of `f` with central differences. */
function expectGradients(f: (...xs: Value[]) => Value, at: readonly number[]): void {
  const xs = at.map((x) => new Value(x));
  f(...xs).backward();
  xs.forEach((x, i) => {
    const moved = (h: number): number =>
      f(...at.map((value, j) => new Value(j === i ? value + h : value))).data;
    expectClose(x.grad, (moved(step) - moved(-step)) / (2 * step));
  });
}

const unary: Record<
  string,
  [f: Function1, value: (x: number) => number, low: number, high: number]
> = {
  neg: [(x) => x.neg(), (x) => -x, -4, 4],
  abs: [(x) => x.abs(), Math.abs, 0.1, 4],
  "abs, negative": [(x) => x.abs(), Math.abs, -4, -0.1],
  exp: [(x) => x.exp(), Math.exp, -3, 3],
  log: [(x) => x.log(), Math.log, 0.1, 8],
  sqrt: [(x) => x.sqrt(), Math.sqrt, 0.1, 8],
  relu: [(x) => x.relu(), (x) => Math.max(0, x), 0.1, 4],
  "relu, negative": [(x) => x.relu(), () => 0, -4, -0.1],
  sigmoid: [(x) => x.sigmoid(), (x) => 1 / (1 + Math.exp(-x)), -6, 6],
  tanh: [(x) => x.tanh(), Math.tanh, -3, 3],
  "pow 3": [(x) => x.pow(3), (x) => x ** 3, -3, 3],
  "pow -0.5": [(x) => x.pow(-0.5), (x) => x ** -0.5, 0.2, 3],
  "add 2": [(x) => x.add(2), (x) => x + 2, -4, 4],
  "sub 2": [(x) => x.sub(2), (x) => x - 2, -4, 4],
  "mul 3": [(x) => x.mul(3), (x) => x * 3, -4, 4],
  "div 3": [(x) => x.div(3), (x) => x / 3, -4, 4],
};

const binary: Record<string, [f: Function2, value: (a: number, b: number) => number]> = {
  add: [(a, b) => a.add(b), (a, b) => a + b],
  sub: [(a, b) => a.sub(b), (a, b) => a - b],
  mul: [(a, b) => a.mul(b), (a, b) => a * b],
  div: [(a, b) => a.div(b), (a, b) => a / b],
  pow: [(a, b) => a.pow(b), (a, b) => a ** b],
};

describe("values and gradients", () => {
  for (const [name, [f, value, low, high]] of Object.entries(unary)) {
    test(name, () => {
      const property = fc.property(real(low, high), (x) => {
        expectValue(f(new Value(x)).data, value(x));
        expectGradients(f, [x]);
      });
      fc.assert(property);
    });
  }

  for (const [name, [f, value]] of Object.entries(binary)) {
    test(name, () => {
      const property = fc.property(real(0.3, 3), real(0.3, 3), (a, b) => {
        expectValue(f(new Value(a), new Value(b)).data, value(a, b));
        expectGradients(f, [a, b]);
        expectGradients((x) => f(x, x), [a]);
      });
      fc.assert(property);
    });
  }

  test("kinks: slope 0 at 0", () => {
    for (const f of [unary.abs[0], unary.relu[0]]) {
      const x = new Value(0);
      f(x).backward();
      expect(x.grad).toBe(0);
    }
  });

  test("IEEE 754: a division by zero is Infinity", () => {
    expect(new Value(1).div(0).data).toBe(Infinity);
    expect(new Value(0).div(0).data).toBeNaN();
  });
});

describe("graphs", () => {
  test("nodes used several times, through paths of different length", () => {
    const property = fc.property(real(-2, 2), real(-2, 2), (a, b) => {
      expectGradients(
        (x, y) => {
          const shared = x.mul(y).tanh();
          const deeper = shared.add(x).mul(shared).sigmoid();
          return deeper.mul(shared).add(deeper.mul(deeper)).sub(y);
        },
        [a, b],
      );
    });
    fc.assert(property);
  });

  test("chains of 100,000", () => {
    const x = new Value(1);
    let y = x;
    for (let i = 0; i < 100_000; i++) y = y.add(x);
    y.backward();
    expect([y.data, x.grad]).toEqual([100_001, 100_001]);
  });

  test("a ladder with two ways on each of 1,000 rungs is walked once", () => {
    const x = new Value(1);
    let y = x;
    for (let i = 0; i < 1000; i++) y = y.add(y).mul(0.5);
    y.backward();
    expect([y.data, x.grad]).toEqual([1, 1]);
  });

  test("gradients add up, those of results too, which hand on what is new alone", () => {
    const x = new Value(3);
    const y = x.mul(x);
    y.backward({ retainGraph: true });
    y.mul(3).backward();
    // v * v, then (v * v) * 3 through the same node: 6 + 18.
    expect([x.grad, y.grad]).toEqual([24, 1 + 3]);
  });

  test("a second backward through a released graph is an error that changes nothing", () => {
    const x = new Value(3);
    const y = x.mul(2);
    y.backward();
    const message = "backward: the graph was already released by an earlier backward";
    expect(() => y.backward()).toThrow(message);
    expect(() => y.add(1).backward()).toThrow(message);
    expect([x.grad, y.grad]).toEqual([2, 1]);
  });

  test("noGrad remembers nothing", () => {
    const x = new Value(3);
    const y = noGrad(() => x.mul(x));
    y.add(x).backward();
    expect([y.data, x.grad, y.requiresGrad]).toEqual([9, 1, false]);
  });
});

describe("use", () => {
  test("prints data and gradient", () => {
    const x = new Value(1.5);
    x.mul(2).backward();
    expect(String(x)).toBe("Value(data=1.5, grad=2)");
  });

  test("takes nothing but numbers", () => {
    const wrong = (data: unknown) => () => new Value(data as number);
    expect(wrong("3")).toThrow('Value: expected a number, got "3"');
    expect(wrong(null)).toThrow("Value: expected a number, got null");
    expect(wrong(3n)).toThrow("Value: expected a number, got bigint 3");
    const operand = "2" as unknown as number;
    expect(() => new Value(1).add(operand)).toThrow(
      'Value: expected a Value or a number as operand, got "2"',
    );
    expect(() => new Value(1).pow(operand)).toThrow("expected a Value or a number as operand");
  });
});
