import type { MLArray } from "../../src/index.js";
import { Comparison, type Precision } from "./compare.js";
import { arrayOf, type Library, resultOf } from "./library.js";
import type { OpAttributes, OpCase } from "./schema.js";

type Op = (inputs: MLArray[], attributes: OpAttributes, smolml: Library) => MLArray;

const ops: Readonly<Record<string, Op>> = {
  add: ([a, b]) => a.add(b),
  sub: ([a, b]) => a.sub(b),
  mul: ([a, b]) => a.mul(b),
  div: ([a, b]) => a.div(b),
  pow: ([a, b]) => a.pow(b),
  maximum: ([a, b]) => a.maximum(b),
  minimum: ([a, b]) => a.minimum(b),
  pow_const: ([a], { exponent }) => a.pow(exponent),
  neg: ([a]) => a.neg(),
  abs: ([a]) => a.abs(),
  exp: ([a]) => a.exp(),
  log: ([a]) => a.log(),
  sqrt: ([a]) => a.sqrt(),
  relu: ([a]) => a.relu(),
  sigmoid: ([a]) => a.sigmoid(),
  tanh: ([a]) => a.tanh(),
  leaky_relu: ([a], { alpha }) => a.leakyRelu(alpha),
  elu: ([a], { alpha }) => a.elu(alpha),
  clip: ([a], { min, max }) => a.clip(min ?? -Infinity, max ?? Infinity),
  where: ([condition, a, b], _, smolml) => smolml.where(condition, a, b),
  softmax: ([a], { axis }) => a.softmax(axis ?? undefined),
  log_softmax: ([a], { axis }) => a.logSoftmax(axis ?? undefined),
  sum: ([a], { axis, keepdims }) => a.sum(axis, keepdims),
  mean: ([a], { axis, keepdims }) => a.mean(axis, keepdims),
  max: ([a], { axis, keepdims }) => a.max(axis, keepdims),
  min: ([a], { axis, keepdims }) => a.min(axis, keepdims),
  std: ([a], { axis, keepdims }) => a.std(axis, keepdims),
  var: ([a], { axis, keepdims }) => a.var(axis, keepdims),
  matmul: ([a, b]) => a.matmul(b),
  transpose: ([a], { axes }) => a.transpose(axes ?? undefined),
  reshape: ([a], { shape }) => a.reshape(...shape),
  slice: ([a], { index }) =>
    a.get(...index.map((i) => (typeof i === "number" ? i : [i.start, i.stop, i.step]))),
  concat: (arrays, { axis }, smolml) => smolml.concat(arrays, axis ?? undefined),
};

/** Value, and the gradients of sum(output * upstream). */
export function runOp(smolml: Library, golden: OpCase, precision: Precision): string[] {
  const comparison = new Comparison(precision);
  const spread = golden.f32 === undefined ? 0 : golden.f32;
  const inputs = golden.inputs.map((x, i) => arrayOf(smolml, x, golden.grads[i] !== null));
  const output = ops[golden.op](inputs, golden.attrs, smolml);
  comparison.tensor("output", resultOf(output), golden.output, spread);
  output.backward(arrayOf(smolml, golden.upstream, false));
  golden.grads.forEach((expected, i) => {
    if (expected) comparison.tensor(`grads[${i}]`, resultOf(inputs[i].grad()), expected, spread);
  });
  return comparison.mismatches;
}
