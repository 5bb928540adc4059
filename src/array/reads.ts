import { type UnaryName, unary } from "../kernels/elementwise.js";
import type { GraphNode } from "./graph.js";

/** What of an operation there is to look at. */
interface Result {
  readonly operation: string;
  readonly parents: readonly GraphNode[];
}

/** Operations whose gradients read no elements, or copies of their own. */
const readNothing: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...[
    "add",
    "sub",
    "neg",
    "sum",
    "mean",
    "reshape",
    "transpose",
    "get",
    "concat",
    "stack",
    "where",
  ],
  ...["astype", "clone", "dropout", "embedding", "values", "detach"],
  ...["mseLoss", "maeLoss", "huberLoss", "logCoshLoss", "binaryCrossEntropy"],
  ...["categoricalCrossEntropy", "sparseCategoricalCrossEntropy", "softmaxCrossEntropy"],
  ...["sparseSoftmaxCrossEntropy", "sigmoidBinaryCrossEntropy"],
]);

/** Operations whose gradients read their result alone. */
const readResult: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...["softmax", "logSoftmax", "sigmoid", "std"],
]);

/** Whether the gradient of an operation reads the elements of its operand `i`. */
export function readsOperand({ operation, parents }: Result, i: number): boolean {
  if (readNothing.has(operation) || readResult.has(operation)) return false;
  if (operation === "mul" || operation === "matmul") return parents[1 - i].requiresGrad;
  if (operation === "div") return i === 1 || parents[1].requiresGrad;
  if (operation === "dense") return i < 2 && parents[1 - i].requiresGrad;
  const rule = unary[operation as UnaryName];
  return rule === undefined || rule.gradientFrom === "input";
}

/** Whether it reads the elements of its result. */
export function readsResult({ operation }: Result): boolean {
  if (readNothing.has(operation)) return false;
  if (readResult.has(operation)) return true;
  if (operation === "dense" || operation === "max" || operation === "min") return true;
  return unary[operation as UnaryName]?.gradientFrom === "output";
}
