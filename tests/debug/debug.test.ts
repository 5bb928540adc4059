import { describe, expect, test } from "vitest";
import { checkGradients, graph, MLArray, Value } from "../../src/index.js";
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
    test("draws arrays by shape, with their operations", () => {
      const x = new MLArray([[1, 2]]);
      const y = x.matmul([[3], [4]]).sum();
      const text = graph(y);
      expect(text).toMatch(/^digraph \{\n {2}rankdir=LR;\n/);
      expect(text).toContain('label="float32 (1, 2)"');
      expect(text).toMatch(/o(\d+) \[label="matmul"\];\n {2}o\1 -> n\1;/);
      expect(text).toContain('[label="sum"]');
      expect(text.match(/->/g)).toHaveLength(4);
    });

    test("draws values with data and gradient, and what joins them to arrays", () => {
      const a = new Value(2);
      a.grad = 0.5;
      const text = graph(new MLArray([a.mul(a).tanh(), a]).sum());
      expect(text).toContain('label="data 2\\ngrad 0.5"');
      for (const name of ["mul", "tanh", "values", "sum"])
        expect(text).toContain(`label="${name}"`);
    });
  });
});
