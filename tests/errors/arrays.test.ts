import { describe, expect, test } from "vitest";
import {
  arange,
  concat,
  eye,
  full,
  MLArray,
  manualSeed,
  memory,
  noGrad,
  oneHot,
  randn,
  setBackend,
  setDefaultDtype,
  setMemoryBudget,
  stack,
  tidy,
  uniform,
  Value,
  where,
  zeros,
} from "../../src/index.js";
import { onEachCore } from "../support/settings.js";

/** What a caller without types may pass. */
// biome-ignore lint/suspicious/noExplicitAny: the tests below give what the types forbid.
type Anything = any;

type Case = readonly [call: () => unknown, message: string | RegExp];

function expectErrors(cases: Record<string, Case>): void {
  for (const [name, [call, message]] of Object.entries(cases)) {
    test(name, () => expect(call).toThrow(message));
  }
}

const make = (data: Anything, options?: Anything) => () => new MLArray(data, options);

onEachCore(() => {
  const x = (): MLArray =>
    new MLArray([
      [1, 2],
      [3, 4],
    ]);
  const v = (): MLArray => new MLArray([1, 2, 3]);

  describe("data", () => {
    const ragged = "MLArray: ragged nested arrays: ";
    const only = "; expected a number or a Value";
    expectErrors({
      "a short row": [
        make([[1, 2], [3]]),
        `${ragged}length 1 at data[1], expected length 2 as in the first entries`,
      ],
      "a number among rows": [
        make([[1, 2], 3]),
        `${ragged}a single element at data[1], expected length 2 as in the first entries`,
      ],
      "a row among numbers": [
        make([1, [2]]),
        `${ragged}an array of length 1 at data[1], expected a single element`,
      ],
      empty: [make([]), "MLArray: empty arrays hold nothing to compute with"],
      "empty rows": [make([[], []]), "MLArray: empty arrays hold nothing to compute with"],
      "an empty typed array": [make(new Float32Array(0)), "MLArray: empty arrays hold nothing"],
      "a string": [make("3"), `MLArray: element 0 is the string "3"${only}`],
      "a string inside": [
        make([
          [1, 2],
          [3, "a"],
        ]),
        `MLArray: row 1, column 1 is the string "a"${only}`,
      ],
      null: [make(null), `MLArray: element 0 is null${only}`],
      undefined: [make(undefined), `MLArray: element 0 is undefined${only}`],
      "a hole": [make(new Array(2)), `MLArray: element 0 is undefined${only}`],
      "an object": [make([{ a: 1 }]), `MLArray: element 0 is an object (Object)${only}`],
      "a bigint": [make([1n]), `MLArray: element 0 is the bigint 1${only}`],
      bigints: [make(new BigInt64Array(2)), "MLArray: element 0 is an object (BigInt64Array)"],
      "a boolean": [make([true]), `MLArray: element 0 is the boolean true${only}`],
      "another size": [
        make([1, 2, 3], { shape: [2, 2] }),
        "MLArray: data of shape (3,) does not fill shape (2, 2)",
      ],
      "another nesting": [
        make([[1, 2]], { shape: [2, 1] }),
        "MLArray: data of shape (1, 2) does not fill shape (2, 1)",
      ],
      "an empty axis": [
        make([1], { shape: [0] }),
        "MLArray: a shape holds positive integers, got (0)",
      ],
      "a shape that is no list": [
        make([1], { shape: 1 }),
        "MLArray: a shape is a list of lengths, got 1",
      ],
      "an unknown dtype": [
        make([1], { dtype: "int8" }),
        'MLArray: dtype must be "float32" or "float64", got "int8"',
      ],
      "an operand, named by its operation": [
        () => x().add([[1], [2, 3]]),
        "add: ragged nested arrays: length 2 at data[1], expected length 1",
      ],
      "an operand that is no number": [
        () => x().matmul("a" as Anything),
        `matmul: element 0 is the string "a"${only}`,
      ],
      "a part of where": [() => where(x(), null as Anything, 1), "where: element 0 is null"],
      "a value to set": [() => x().set(0, "a" as Anything), 'set: element 0 is the string "a"'],
      "values to update": [
        () => x().updateValues([1, 2, 3]),
        "updateValues: data of shape (3,) does not fill shape (2, 2)",
      ],
    });
  });

  describe("shapes", () => {
    expectErrors({
      broadcasting: [
        () => x().add(v()),
        "add: (2, 2) and (3,) do not broadcast: lengths 2 and 3 of axis 1 differ and neither is 1",
      ],
      where: [() => where(x(), v(), 1), "where: (2, 2) and (3,) do not broadcast"],
      matmul: [
        () => zeros(3, 4).matmul(zeros(5, 2)),
        "matmul: (3, 4) and (5, 2) do not fit: inner sizes 4 and 5 differ",
      ],
      "matmul of a scalar": [() => x().matmul(3), "a scalar has no axis to sum over; use mul"],
      "matmul of stacks": [
        () => zeros(2, 3, 4).matmul(zeros(3, 4, 5)),
        "matmul: (2,) and (3,) do not broadcast: lengths 2 and 3 of axis 0 differ",
      ],
      reshape: [() => x().reshape(3), "reshape: (2, 2) has 4 elements, which do not fit into (3,)"],
      "reshape, inferred": [
        () => x().reshape(-1, 3),
        "reshape: (2, 2) has 4 elements, which do not fit into (-1, 3)",
      ],
      "reshape, twice inferred": [
        () => x().reshape(-1, -1),
        "reshape: only one length can be -1, got (-1, -1)",
      ],
      "reshape to nothing": [() => x().reshape(0, -1), "reshape: a shape holds positive integers"],
      concat: [
        () => concat([x(), v()]),
        "concat: (2, 2) and (3,) do not join along axis 0: all other axes must agree",
      ],
      "concat of nothing": [() => concat([]), "concat: expected at least one array, got none"],
      "concat of no list": [
        () => concat(x() as Anything),
        "concat: expected a list of arrays, got object",
      ],
      stack: [() => stack([x(), v()]), "stack: shapes (2, 2) and (3,) differ"],
      set: [
        () => x().set(0, [1, 2, 3]),
        "set: a value of shape (3,) does not fit the selected (2,)",
      ],
      item: [() => x().item(), "item: expected an array of one element, got (2, 2)"],
      copyTo: [
        () => x().copyTo(new Float32Array(3)),
        "copyTo: the target holds 3 elements, the array 4",
      ],
      "a gradient": [
        () => x().mul(2).backward([1, 2]),
        "backward: the gradient must be float32 (2, 2), got float32 (2,)",
      ],
    });
  });

  describe("axes and indices", () => {
    const range = "is out of range: expected -2 to 1";
    expectErrors({
      "too large": [() => x().sum(2), `sum: axis 2 ${range}`],
      "too small": [() => x().max(-3), `max: axis -3 ${range}`],
      NaN: [() => x().mean(Number.NaN), `mean: axis NaN ${range}`],
      fraction: [() => x().argmax(0.5), `argmax: axis 0.5 ${range}`],
      std: [() => x().std(2), `std: axis 2 ${range}`],
      softmax: [() => x().softmax(2), `softmax: axis 2 ${range}`],
      "of a scalar": [
        () => new MLArray(1).sum(0),
        "sum: axis 0 is out of range: a scalar has none",
      ],
      concat: [() => concat([x(), x()], 2), `concat: axis 2 ${range}`],
      stack: [() => stack([x()], 3), "stack: axis 3 is out of range: expected -3 to 2"],
      transpose: [() => x().transpose([0, 2]), `transpose: axis 2 ${range}`],
      "transpose, an axis twice": [
        () => x().transpose([0, 0]),
        "transpose: axes (0, 0) must name each of the 2 axes of (2, 2) once",
      ],
      "transpose, no list": [
        () => x().transpose(1 as Anything),
        "transpose: expected a list of axes, got 1",
      ],
      "an index": [() => x().get(2), "get: index 2 is out of range for axis 0 of length 2"],
      "a negative index": [() => x().get(0, -3), "get: index -3 is out of range for axis 1"],
      "a fraction as index": [() => x().get(0.5), "get: index 0.5 is out of range"],
      "too many": [() => x().get(0, 0, 0), "get: 3 indices for the 2 axes of (2, 2)"],
      "step 0": [() => x().get([0, 2, 0]), "get: the step of axis 0 is 0"],
      "an empty slice": [
        () => x().get([1, 1]),
        "get: [1, 1] selects nothing from axis 0 of length 2",
      ],
      "no slice": [
        () => x().get("a" as Anything),
        'get: axis 0 takes an integer or [start, stop, step] of integers and nulls, got "a"',
      ],
      "set outside": [() => x().set(7, 1), "set: index 7 is out of range for axis 0 of length 2"],
    });
  });

  describe("dtypes", () => {
    const f32 = (): MLArray => new MLArray([1, 2]);
    const f64 = (): MLArray => new MLArray([1, 2], { dtype: "float64" });
    const both = "the operands are float32 and float64; convert one of them with astype";
    expectErrors({
      add: [() => f32().add(f64()), `add: ${both}`],
      matmul: [() => f32().matmul(f64()), `matmul: ${both}`],
      where: [() => where(f32(), f64(), f64()), `where: ${both}`],
      concat: [() => concat([f32(), f64()]), `concat: ${both}`],
      stack: [() => stack([f32(), f64()]), `stack: ${both}`],
      set: [() => f32().set([], f64()), `set: ${both}`],
      updateValues: [
        () => f32().updateValues(f64()),
        "updateValues: the values must be float32 (2,), got float64 (2,)",
      ],
      backward: [
        () => f32().mul(2).backward(f64()),
        "backward: the gradient must be float32 (2,), got float64 (2,)",
      ],
      astype: [
        () => f32().astype("int" as Anything),
        'astype: dtype must be "float32" or "float64"',
      ],
      setDefaultDtype: [
        () => setDefaultDtype("f32" as Anything),
        'setDefaultDtype: dtype must be "float32" or "float64", got "f32"',
      ],
    });
  });

  describe("numbers", () => {
    expectErrors({
      clip: [() => x().clip(2, 1), "clip: min must not be above max, got 2 and 1"],
      "clip at NaN": [() => x().clip(Number.NaN, 1), "clip: min must not be above max"],
      leakyRelu: [() => x().leakyRelu(-1), "leakyRelu: alpha must be a finite number >= 0, got -1"],
      elu: [() => x().elu(Number.NaN), "elu: alpha must be a finite number >= 0, got NaN"],
      zeros: [() => zeros(-1), "zeros: a shape holds positive integers, got (-1)"],
      "zeros of a fraction": [() => zeros(2, 1.5), "zeros: a shape holds positive integers"],
      full: [() => full([2], "a" as Anything), 'full: value must be a number, got "a"'],
      arange: [() => arange(0, 5, 0), "arange: from 0 to 5 by 0 there is nothing"],
      "arange to NaN": [() => arange(Number.NaN), "arange: stop must be a finite number, got NaN"],
      eye: [() => eye(0), "eye: a shape holds positive integers, got (0, 0)"],
      uniform: [
        () => uniform([2], { low: 1, high: 0 }),
        "uniform: high must be a finite number >= 1, got 0",
      ],
      manualSeed: [() => manualSeed(Number.NaN), "manualSeed: expected an integer, got NaN"],
      setMemoryBudget: [
        () => setMemoryBudget(-1),
        "setMemoryBudget: expected a number of bytes >= 0, got -1",
      ],
      setBackend: [
        () => setBackend("x" as Anything),
        'setBackend: no core "x" here; expected "wasm" or "typescript"',
      ],
      "labels of oneHot": [
        () => oneHot([0, 3], 3),
        "oneHot: label 3 at position 1: expected an integer from 0 to 2",
      ],
      "labels of oneHot that are none": [
        () => oneHot([Number.NaN]),
        "oneHot: label NaN at position 0: expected an integer of 0 or more",
      ],
      "classes of oneHot": [() => oneHot([1], 1.5), "oneHot: classes must be a positive integer"],
    });
  });

  describe("sizes beyond memory: no trap, but a RangeError that names what was asked for", () => {
    const float64 = { dtype: "float64" } as const;
    const sizes: Record<string, Case> = {
      "more than 32 bits reach": [() => zeros([1e9], float64), /^zeros: no room for 80\d{8} bytes/],
      "more than a double counts": [() => zeros(1e9, 1e9), /^zeros: no room for 4\d{18} bytes/],
      infinite: [() => zeros(1e300, 1e300), "zeros: no room for Infinity bytes"],
      arange: [() => arange(1e12), "arange: no room for"],
      randn: [() => randn(1e12), "randn: no room for"],
      eye: [() => eye(1e6), "eye: no room for"],
      oneHot: [() => oneHot([1], 1e12), "oneHot: no room for"],
      broadcasting: [() => zeros(1e5, 1).add(zeros(1, 1e5)), "add: no room for 4"],
      matmul: [() => zeros(1e5, 1).matmul(zeros(1, 1e5)), "matmul: no room for 4"],
    };
    expectErrors(sizes);

    test("and arrays are as before", () => {
      const kept = x();
      const y = kept.mul(2);
      for (const [call] of Object.values(sizes)) expect(call).toThrow(RangeError);
      y.backward();
      expect(kept.grad().toList()).toEqual([
        [2, 2],
        [2, 2],
      ]);
    });
  });

  describe("an array that was disposed of", () => {
    const uses: Record<string, (gone: MLArray) => unknown> = {
      add: (gone) => gone.add(1),
      "add, as operand": (gone) => v().add(gone),
      exp: (gone) => gone.exp(),
      sum: (gone) => gone.sum(),
      argmax: (gone) => gone.argmax(),
      softmax: (gone) => gone.softmax(),
      sigmoid: (gone) => gone.sigmoid(),
      matmul: (gone) => v().matmul(gone),
      reshape: (gone) => gone.reshape(3, 1),
      transpose: (gone) => gone.T,
      get: (gone) => gone.get(0),
      set: (gone) => gone.set(0, 1),
      "set, as value": (gone) => v().set([], gone),
      updateValues: (gone) => gone.updateValues([1, 2, 3]),
      "updateValues, as values": (gone) => v().updateValues(gone),
      where: (gone) => where(gone, 1, 2),
      concat: (gone) => concat([v(), gone]),
      clone: (gone) => gone.clone(),
      astype: (gone) => gone.astype("float64"),
      detach: (gone) => gone.detach(),
      toList: (gone) => gone.toList(),
      toTypedArray: (gone) => gone.toTypedArray(),
      copyTo: (gone) => gone.copyTo(new Float32Array(3)),
      toString: (gone: MLArray) => gone.toString(),
      data: (gone) => gone.data,
      grad: (gone) => gone.grad(),
      restart: (gone) => gone.restart(),
      backward: (gone) => gone.backward(),
      oneHot: (gone) => oneHot(gone),
    };
    for (const [name, use] of Object.entries(uses)) {
      test(name, () => {
        const gone = v();
        gone.dispose();
        const operation = name.split(",")[0];
        expect(() => use(gone)).toThrow(`${operation}: the array was disposed of`);
      });
    }

    test("inside of a graph: backward says so", () => {
      const a = v();
      const b = a.mul(2);
      const y = b.exp().mul(b);
      b.dispose();
      expect(() => y.backward()).toThrow("the array was disposed of");
    });
  });

  describe("backward", () => {
    test("through a released graph changes nothing", () => {
      const a = v();
      const y = a.mul(2);
      y.backward();
      const again =
        "backward: the graph was already released by an earlier backward; give that one";
      expect(() => y.backward()).toThrow(again);
      expect(() => y.add(a).backward()).toThrow(again);
      expect(a.grad().toList()).toEqual([2, 2, 2]);
    });

    test("of what takes no part in gradients", () => {
      expect(() => v().detach().backward()).toThrow(
        "backward: this array takes no part in gradients",
      );
    });
  });

  test("a wrong call changes no array", () => {
    const [a, b] = [x(), v()];
    const calls = [
      () => a.add(b),
      () => a.set([0], b),
      () => a.set([[0, 5]], [[1], [2], [3]]),
      () => a.updateValues(b),
      () =>
        a.updateValues([
          [9, 9],
          [9, "9" as Anything],
        ]),
      () => a.mul(2).backward(b),
      () => new MLArray([[new Value(1)], [2, 3]]),
    ];
    for (const call of calls) expect(call).toThrow();
    expect([a.toList(), b.toList()]).toEqual([x().toList(), v().toList()]);
    expect(a.grad().sum().item()).toBe(0);
  });

  test("noGrad and tidy refuse a function that returns a promise", () => {
    const promised = async (): Promise<MLArray> => x();
    for (const [name, call] of Object.entries({ noGrad, tidy })) {
      expect(() => call(promised)).toThrow(`${name}: the function returned a promise`);
    }
    expect(x().mul(2).requiresGrad).toBe(true);
  });

  test("a scalar operand that is missing is named as it is", () => {
    expect(() => new Value(1).add(undefined as Anything)).toThrow("as operand, got undefined");
    expect(() => new Value(null as Anything)).toThrow("Value: expected a number, got null");
  });
});

test("pad takes a number to fill up with, and makes nothing where it gets another thing", () => {
  const x = new MLArray([[1, 2]]);
  const before = memory().arrays;
  expect(() => x.pad(1, x as never)).toThrow(
    "pad: value must be a number, got an object (MLArray)",
  );
  expect(memory().arrays).toBe(before);
});
