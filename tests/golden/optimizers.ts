import type { MLArray, Optimizer } from "../../src/index.js";
import { Comparison, type Precision } from "./compare.js";
import { arrayOf, type Library, resultOf } from "./library.js";
import type { OptimizerAttributes, OptimizerCase, OptimizerFile } from "./schema.js";

type Make = (
  smolml: Library,
  options: Omit<OptimizerAttributes, "lr"> & { learningRate: number },
) => Optimizer;

const optimizers: Readonly<Record<string, Make>> = {
  sgd: (smolml, options) => new smolml.SGD(options),
  momentum: (smolml, options) => new smolml.SGD(options),
  nesterov: (smolml, options) => new smolml.SGD({ ...options, nesterov: true }),
  adagrad: (smolml, options) => new smolml.AdaGrad(options),
  // An epsilon added to c inside the root is a c that starts there.
  adagrad_epsilon_inside: (smolml, { epsilon, ...options }) =>
    new smolml.AdaGrad({ ...options, epsilon: 0, initialAccumulatorValue: epsilon }),
  rmsprop: (smolml, options) => new smolml.RMSprop(options),
  adam: (smolml, options) => new smolml.Adam(options),
  lion: (smolml, options) => new smolml.Lion(options),
  adamw: (smolml, options) => new smolml.AdamW(options),
};

/** The library's optimizer of a name of the files. */
export function optimizerNamed(
  smolml: Library,
  name: string,
  { lr, ...attributes }: OptimizerAttributes,
): Optimizer {
  return optimizers[name](smolml, { ...attributes, learningRate: lr });
}

/** The parameters after each step. */
export function runOptimizer(
  smolml: Library,
  golden: OptimizerCase,
  precision: Precision,
  { params, gradients }: OptimizerFile,
): string[] {
  const comparison = new Comparison(precision);
  const optimizer = optimizerNamed(smolml, golden.optimizer, golden.attrs);
  const parameters = params.map((param) => arrayOf(smolml, param));
  golden.trajectory.forEach((expected, step) => {
    parameters.forEach((w, i) => {
      giveGradient(smolml, w, gradients[step][i]);
    });
    optimizer.step(parameters);
    parameters.forEach((w, i) => {
      const name = `step ${step + 1}, ${params[i].name}`;
      comparison.numbers(name, resultOf(w).data, expected[i], golden.f32);
      w.restart();
    });
  });
  return comparison.mismatches;
}

/** The gradient of sum(w * g) by w is g to the bit. */
function giveGradient(smolml: Library, w: MLArray, gradient: number[]): void {
  const g = arrayOf(smolml, { shape: w.shape, data: gradient }, false);
  w.mul(g).sum().backward();
}
