import { describe, expect, test } from "vitest";
import { customGradient, type GradientRule, MLArray, noGrad } from "../../src/index.js";
import { Data } from "../support/data.js";
import { expectGradients } from "../support/gradients.js";
import { onEachCore, onEachCoreAndDtype } from "../support/settings.js";

onEachCoreAndDtype(() => {
  test("gradients pass straight through a rounding", () => {
    const rounded = customGradient(
      (x) => x.round(),
      (gradient) => gradient,
    );
    const x = new MLArray([0.4, 1.6]);
    const y = rounded(x).mul([3, 5]).sum();
    expect(y.item()).toBe(10);
    y.backward();
    expect(x.grad().toList()).toEqual([3, 5]);
  });

  test("what forward hands back stays what it was", () => {
    const reversed = customGradient(
      (x) => x,
      (gradient) => gradient.neg(),
    );
    const x = new MLArray([1, 2]);
    const y = reversed(x.mul(2));
    y.add(x).sum().backward();
    expect(x.grad().toList()).toEqual([-1, -1]);
  });
});

onEachCore(() => {
  const product = customGradient(
    (a, b) => a.mul(b).tanh(),
    (gradient, y, a, b) => {
      const slope = gradient.mul(y.mul(y).neg().add(1));
      return [slope.mul(b), slope.mul(a)];
    },
  );

  test("of two operands it equals differences", () => {
    const inputs = [1, 2].map((seed) => ({ shape: [2, 3], values: new Data(seed).rough(6) }));
    expectGradients(product, inputs);
    expectGradients((x) => product(x, x.mul(0.5)), [inputs[0]]);
  });

  test("an operand without a gradient gets none", () => {
    const first = customGradient(
      (a, b) => a.add(b),
      (gradient) => [gradient, null],
    );
    const [a, b] = [new MLArray([1]), new MLArray([2])];
    first(a, b).backward();
    expect([a.grad().item(), b.grad().item()]).toEqual([1, 0]);
    expect(noGrad(() => first(a, b)).requiresGrad).toBe(false);
    expect(first(a, [5]).item()).toBe(6);
  });

  describe("what does not fit says so:", () => {
    const x = new MLArray([1, 2]);
    const wrong = (backward: unknown) => () =>
      customGradient(
        (a) => a.mul(1),
        backward as GradientRule,
      )(x)
        .sum()
        .backward();
    test.each<[string, () => unknown, RegExp]>([
      ["no rule", wrong(null), /customGradient: backward must be a function, got null/],
      [
        "a shape",
        wrong(() => new MLArray(1)),
        /the gradient of operand 0 must be float32 \(2,\) or null, got float32 \(\)/,
      ],
      [
        "a number",
        wrong(() => [3]),
        /the gradient of operand 0 must be float32 \(2,\) or null, got 3/,
      ],
      [
        "too many",
        wrong((g: MLArray) => [g, g]),
        /backward must give 1 gradients, one for each operand, got 2/,
      ],
      [
        "no array",
        () =>
          customGradient(
            () => 1 as never,
            (g) => g,
          )(x),
        /forward must give an MLArray, got 1/,
      ],
    ])("%s", (_, call, message) => {
      expect(call).toThrow(message);
    });
  });
});
