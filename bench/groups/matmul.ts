import { createWasmBackend } from "../../src/backends/wasm/index.js";
import { type Cases, type Goal, type Group, type Row, units } from "../group.js";
import type { Library } from "../library.js";
import { inProcess, probeColumn } from "../measure.js";

type DType = "float32" | "float64";
type Kind = "product" | "forward" | "dW" | "dX";

interface Product {
  readonly kind: Kind;
  readonly dtype: DType;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly goals: readonly Goal[];
}

const share = (times: number): Goal[] => [{ against: probeColumn, times }];

const square = (dtype: DType, size: number, goals: readonly Goal[]): Product => {
  return { kind: "product", dtype, m: size, k: size, n: size, goals };
};
const training = (kind: Kind, m: number, k: number, n: number, bound: number): Product => {
  return { kind, dtype: "float32", m, k, n, goals: share(bound) };
};

const products: readonly Product[] = [
  square("float32", 32, []),
  square("float32", 64, share(0.8)),
  ...[63, 65, 127, 129].map((size) => square("float32", size, share(0.74))),
  ...[128].map((size) => square("float32", size, [])),
  ...[256, 384, 512, 1024].map((size) => square("float32", size, share(0.88))),
  training("forward", 64, 784, 128, 0.84),
  training("dW", 784, 64, 128, 0.84),
  training("dX", 64, 128, 784, 0.84),
  training("forward", 128, 784, 512, 0.84),
  training("dW", 784, 128, 512, 0.84),
  training("forward", 128, 512, 256, 0.84),
  training("dW", 512, 128, 256, 0.84),
  training("dX", 128, 256, 512, 0.84),
  training("forward", 64, 128, 10, 0.58),
  training("dW", 128, 64, 10, 0.58),
  training("forward", 128, 256, 10, 0.58),
  ...[64, 256, 512].map((size) => square("float64", size, share(0.87))),
];

function nameOf({ kind, dtype, m, k, n }: Product): string {
  const size = m === k && k === n ? `${m} cubed` : `${m} x ${k} x ${n}`;
  return `${dtype === "float64" ? "float64 " : ""}${kind} ${size}`;
}

const rowMatrix = { name: "one row, 1 x 784 x 512", m: 1, k: 784, n: 512 };
const tiles = "general tiles";

/** Attention's: so many products of m x k and k x n in one call. */
const stack = { count: 16, m: 64, k: 32, n: 64 };
const stackName = `${stack.count} products ${stack.m} x ${stack.k} x ${stack.n}`;
const stackPasses = { forward: 1, "forward and backward": 3 } as const;

const rows: readonly Row[] = [
  ...products.map((product) => ({
    name: nameOf(product),
    work: 2 * product.m * product.k * product.n,
    peak: product.dtype === "float64" ? 0.5 : 1,
    goals: product.goals,
  })),
  {
    name: rowMatrix.name,
    work: 2 * rowMatrix.m * rowMatrix.k * rowMatrix.n,
    goals: [{ against: tiles, times: 2.3 }],
  },
  ...Object.entries(stackPasses).map(([pass, times]) => ({
    name: `${stackName}, ${pass}`,
    work: 2 * times * stack.count * stack.m * stack.k * stack.n,
  })),
];

/** One product, by what a user writes: results are given back so that each call finds the same memory. */
function call(library: Library, { kind, dtype, m, k, n }: Product): () => unknown {
  const { DenseLayer, relu, uniform } = library;
  const make = (rows: number, columns: number, requiresGrad: boolean) =>
    uniform(rows, columns, { dtype, requiresGrad, low: -1, high: 1 });
  if (kind === "forward") {
    const layer = new DenseLayer({ inputSize: k, outputSize: n, activationFunction: relu });
    const x = make(m, k, false);
    return () => layer.forward(x).dispose();
  }
  const a = make(m, k, false);
  const b = make(k, n, false);
  if (kind === "product") return () => a.matmul(b).dispose();
  // The gradient of one operand is one product: (m, k) times (k, n) of the row's name.
  const weight = kind === "dW";
  const x = weight ? make(k, m, false) : make(m, n, true);
  const w = weight ? make(m, n, true) : make(n, k, false);
  const y = x.matmul(w);
  const dy = make(y.shape[0], y.shape[1], false);
  return () => y.backward(dy, { retainGraph: true });
}

function stackCall({ uniform }: Library, backward: boolean): () => unknown {
  const make = (rows: number, columns: number, requiresGrad: boolean) =>
    uniform(stack.count, rows, columns, { requiresGrad, low: -1, high: 1 });
  const [a, b] = [make(stack.m, stack.k, backward), make(stack.k, stack.n, backward)];
  const dy = make(stack.m, stack.n, false);
  if (!backward) return () => a.matmul(b).dispose();
  return () => {
    const y = a.matmul(b);
    y.backward(dy);
    y.dispose();
    a.restart();
    b.restart();
  };
}

function cases(library: Library): Cases {
  const { m, k, n, name } = rowMatrix;
  const row: Product = { kind: "product", dtype: "float32", m, k, n, goals: [] };
  const named = products.map((product) => [nameOf(product), () => call(library, product)] as const);
  return {
    ...Object.fromEntries(named),
    [name]: () => call(library, row),
    [`${stackName}, forward`]: () => stackCall(library, false),
    [`${stackName}, forward and backward`]: () => stackCall(library, true),
  };
}

/** The tiles on a single row: told that there are five rows, all of them the first. */
function tilesOnOneRow(): () => void {
  const { memory, kernels } = createWasmBackend();
  const { k, n } = rowMatrix;
  const a = memory.start;
  const b = a + 4 * k;
  const y = b + 4 * k * n;
  memory.grow(y + 4 * 5 * n + 64);
  memory.float32.fill(0.5, a / 4, y / 4);
  const { matmul } = kernels.float32;
  return () => matmul(a, b, y, 5, n, k, 0, 1, n, 1, 0, 0, 0, 0);
}

export const matmul: Group = {
  name: "matmul",
  title: "Matrix products, m x k x n",
  unit: units.gigaflops,
  rows,
  probe: true,
  contestants: ({ wasm, typescript }) => [
    inProcess("wasm", cases(wasm)),
    inProcess("typescript", cases(typescript)),
    inProcess(tiles, { [rowMatrix.name]: tilesOnOneRow }),
  ],
};
