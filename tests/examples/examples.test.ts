import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { activation, type BackendName, losses, setBackend } from "smolml";
import { afterAll, describe, expect, test } from "vitest";
import { digits } from "../../examples/digits.js";
import { iris } from "../../examples/iris.js";
import { moons } from "../../examples/moons.js";
import { xor } from "../../examples/xor.js";

/** The examples on the built package, as they run for a reader. */

const root = resolve(import.meta.dirname, "../..");
const cores: readonly BackendName[] = ["wasm", "typescript"];
const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

afterAll(() => setBackend("wasm"));

function run(file: string): string {
  const tsx = resolve(root, "node_modules/tsx/dist/cli.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsx, file], {
    // From another folder: an example finds its data by its own place.
    cwd: resolve(root, "tests"),
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

describe.each(cores)("on the %s core", (core) => {
  // Bounds below the worst of these 20 seeds, as measured: 1, 0.85, 0.9 of the rows.
  test.each([
    ["xor", xor, 1],
    ["moons", moons, 0.8],
    ["iris", iris, 0.86],
  ] as const)("%s is learnt from any seed", (_, example, worst) => {
    setBackend(core);
    for (const seed of seeds) {
      const { train, accuracy } = example(seed);
      const history = train(false);
      expect(history.at(-1)).toBeLessThan(history[0] / 2);
      expect(accuracy()).toBeGreaterThanOrEqual(worst);
    }
  });

  test("the same seed learns the same", () => {
    setBackend(core);
    const [once, again, other] = [iris(3), iris(3), iris(4)].map(({ train }) => [...train(false)]);
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });
});

test("96 % of the digits held back are read, whatever the seed", () => {
  setBackend("wasm");
  const accuracies = seeds.map((seed) => {
    const { train, accuracy } = digits(seed);
    train(false);
    return accuracy();
  });
  expect(Math.min(...accuracies)).toBeGreaterThanOrEqual(0.96);
}, 60_000);

test("the cores learn nearly the same", () => {
  const [wasm, typescript] = cores.map((core) => {
    setBackend(core);
    return iris().train(false)[99];
  });
  expect(Math.abs(wasm - typescript)).toBeLessThan(1e-4);
});

test.each(["xor", "moons", "iris", "digits"])(
  "%s runs by itself",
  (name) => {
    const output = run(`../examples/${name}.ts`);
    expect(output).toMatch(/^Epoch \d+\/\d+, Loss: 0\.\d{4}$/m);
    expect(output).toMatch(/^Accuracy on .*rows: (100|[89]\d)\.\d %$/m);
  },
  30_000,
);

// A bundler gives functions new names where two are alike.
test("the summary names functions as they are imported", () => {
  const summaries = [xor, moons, iris, digits].map((example) => String(example().network));
  const words = new Set(summaries.join(" ").split(/\s+/));
  const names = ["relu", "tanh", "sigmoid", "softmax", "mseLoss", "binaryCrossEntropy"];
  const others = ["categoricalCrossEntropy", "sparseCategoricalCrossEntropy", "AdaGrad", "AdamW"];
  for (const name of [...names, ...others]) expect(words).toContain(name);
});

test("the namespaces hold what their names say, and nothing internal", () => {
  expect(Object.keys(activation).sort()).toEqual([
    "elu",
    "gelu",
    "leakyRelu",
    "linear",
    "mish",
    "relu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
  ]);
  for (const name of Object.keys(losses)) expect(name).toMatch(/(Loss|CrossEntropy|Divergence)$/);
});
