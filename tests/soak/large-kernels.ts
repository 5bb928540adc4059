/**
 * Run as a process of its own: every kind of kernel over rows and columns of more than 2 GiB, where a count of
 * bytes no longer fits a signed number, on the WASM core, and as many as asked for on both. Prints what differs,
 * one line each. Takes 5 GiB of memory. Arguments: dtype, and how many kernels, drawn at random, to compare with the
 * plain loops of the TypeScript core, which take nearly all of the time; all of them without it.
 */
import type { Backend } from "../../src/backends/backend.js";
import { createTypeScriptBackend } from "../../src/backends/typescript/index.js";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import type { Address } from "../../src/kernels/kernels.js";
import { bytesPerElement, type DType, type RealArray } from "../../src/shape/dtype.js";
import { type AllKernels, allKernels } from "../support/all-kernels.js";

const dtype = process.argv[2] as DType;
const unit = bytesPerElement[dtype];
const half = 2 ** 31;

/** The array that does not fit: a few elements, and no whole vector, more than 2 GiB. */
const x: Address = 2 ** 17;
const n = half / unit + 37;
/** A place for what is small, behind it. */
const y: Address = Math.ceil((x + n * unit) / 4096 + 1) * 4096;
const more: Address = y + 4096;
const scratch: Address = more + 4096;
const end = scratch + 2 ** 16;

/** What is set and looked at: the ends, the middle, and around each GiB of bytes. */
const probes = [0, half / 2 / unit, half / unit - 8, half / unit - x / unit, half / unit, n]
  .flatMap((at) => [at - 3, at - 2, at - 1, at, at + 1, at + 2])
  .filter((i) => i >= 0 && i < n);

type Run = (kernels: AllKernels) => void;

/** In place, since two such arrays do not fit; what is not is small. */
const runs: Readonly<Record<string, Run>> = {
  relu: (k) => k.relu(x, x, n, 0, 0),
  exp: (k) => k.exp(x, x, n, 0, 0),
  "add a number": (k) => k.add(x, y, x, 1, n, n, 1, 0, 0),
  "mul by rows": (k) => k.mul(x, y, x, 2, (n - 1) / 2, (n - 1) / 2, 1, 1, 0),
  mulGradA: (k) => k.mulGradA(x, y, x, x, 0, 1, n, n, 1, 0, 0),
  divGradB: (k) => k.divGradB(x, x, x, x, 1, 1, n, n, 1, n, 1),
  addGradA: (k) => k.addGradA(x, x, x, x, 0, 1, n, n, 1, n, 1),
  subGradB: (k) => k.subGradB(x, x, x, x, 0, 1, n, n, 1, n, 1),
  "sum of a row": (k) => k.sum(x, y, 1, n, 1, 1),
  "sum of one row": (k) => k.sum(x, x, 1, 1, n, 2),
  "sumGrad of a row": (k) => k.sumGrad(y, x, 1, n, 1, 2),
  "sumGrad of one row": (k) => k.sumGrad(x, x, 1, 1, n, 2),
  "max of a row": (k) => k.max(x, y, 1, n, 1),
  "max of columns": (k) => k.max(x, y, 1, (n - 1) / 4, 4),
  "max of one row": (k) => k.max(x, x, 1, 1, n),
  extremumGrad: (k) => k.extremumGrad(x, y, y, x, 1, n, 1),
  "softmax of a row": (k) => k.softmax(x, x, 1, n, 1),
  "softmax of columns": (k) => k.softmax(x, x, 1, (n - 1) / 4, 4),
  "softmax of one row": (k) => k.softmax(x, x, 1, 1, n),
  softmaxGrad: (k) => k.softmaxGrad(x, x, x, 1, n, 1),
  "softmaxGrad of columns": (k) => k.softmaxGrad(x, x, x, 1, 1, n),
  "logSoftmax of a row": (k) => k.logSoftmax(x, x, 1, n, 1),
  logSoftmaxGrad: (k) => k.logSoftmaxGrad(x, x, x, 1, n, 1),
  copy: (k) => k.copy(x + 8 * unit, y, 1, 1, 1, 8, 0, 0, 0, Math.floor(n / 8) - 1, 0, 0, 0, 1),
  "copy of a row": (k) => k.copy(x, x, 1, 1, 1, n, 0, 0, n, 1, 0, 0, n, 1),
  accumulate: (k) => k.accumulate(x, x, 1, 1, 1, n, 0, 0, n, 1, 0, 0, n, 1),
  "accumulate into a number": (k) => k.accumulate(x, y, 1, 1, n, 1, 0, 0, 1, 1, 0, 0, 0, 1),
  fill: (k) => k.fill(x, n, 3),
  gatherRows: (k) => k.gatherRows(x, more, y, 2, 16),
  gatherRowsGrad: (k) => k.gatherRowsGrad(y, more, x, 2, 16),
  where: (k) => k.where(x, x, x, x, n),
  whereGrad: (k) => k.whereGrad(x, x, x, n, 1),
  "matmul to a number": (k) => k.matmul(x, x, y, 1, 1, n, n, 1, 1, 1, 0, 0, 0, scratch),
  "matmul of a long row": (k) =>
    k.matmul(x, y, y + 256, 2, 2, (n - 1) / 2, (n - 1) / 2, 1, 0, 1, 0, 0, 0, scratch),
  mse: (k) => k.mse(x, x, y, x, 1, n, 0),
  binaryCrossEntropyOfSigmoid: (k) => k.binaryCrossEntropyOfSigmoid(x, x, y, x, 1, n, 1e-7),
  categoricalCrossEntropy: (k) => k.categoricalCrossEntropy(x, x, y, x, 1, n, 1e-7),
  softmaxCrossEntropy: (k) => k.softmaxCrossEntropy(x, x, y, x, 1, n, 0),
  sparseCategoricalCrossEntropy: (k) =>
    k.sparseCategoricalCrossEntropy(x, y + 256, y, x, 1, n, 1e-7),
  sgd: (k) => k.sgd(x, x, n, 0.5),
  adam: (k) => k.adam(x, x, x, x, n, 0.5, 0.9, 0.99, 1e-7, 0.1, 0.01, 0.1),
  normal: (k) => k.normal(more + 128, x, n, 0, 1),
};

const names = Object.keys(runs);
const most = Number(process.argv[3] ?? names.length);
const drawn = names.map((name) => ({ name, order: Math.random() }));
const compared = new Set(
  drawn
    .sort((a, b) => a.order - b.order)
    .slice(0, most)
    .map(({ name }) => name),
);

const cores = [createWasmBackend(), createTypeScriptBackend()];
for (const { memory } of most > 0 ? cores : cores.slice(0, 1)) memory.grow(end);

/** The numbers that a kernel leaves at the probes, and behind the array. */
function outcome(core: Backend, run: Run): number[] {
  const { memory } = core;
  const all: RealArray = dtype === "float32" ? memory.float32 : memory.float64;
  const long = all.subarray(x / unit, x / unit + n);
  long.fill(0.25);
  probes.forEach((at, i) => {
    long[at] = 1 + i / 16;
  });
  all.fill(0.5, y / unit, end / unit);
  all[y / unit + 256 / unit] = Math.fround(n - 40);
  memory.int32.set([(n - 37) / 16 + 1, half / 16 / unit - 1], more / 4);
  memory.int32.set([1, 2, 3, 4], (more + 128) / 4);
  run(allKernels(core, dtype));
  return [...probes.map((i) => long[i]), ...all.subarray(y / unit, y / unit + 64)];
}

for (const [name, run] of Object.entries(runs)) {
  if (!compared.has(name)) {
    outcome(cores[0], run);
    continue;
  }
  const [actual, expected] = cores.map((core) => outcome(core, run));
  const bound = dtype === "float64" ? 0 : 1e-5;
  const i = actual.findIndex(
    (a, j) => !Object.is(a, expected[j]) && !(Math.abs(a - expected[j]) <= bound * Math.abs(a)),
  );
  if (i >= 0) console.log(`${dtype} ${name}: number ${i} is ${actual[i]}, not ${expected[i]}`);
}
