import { described, isClass } from "./described.js";

/** The things that are known elsewhere by their names in quotes, and here by themselves. */
export const importable = {
  activation: [
    ...["linear", "relu", "leakyRelu", "elu", "sigmoid", "softmax", "tanh"],
    ...["gelu", "silu", "softplus", "mish"],
  ],
  loss: [
    ...["mseLoss", "maeLoss", "huberLoss", "logCoshLoss", "binaryCrossEntropy"],
    ...["categoricalCrossEntropy", "sparseCategoricalCrossEntropy", "softmaxCrossEntropy"],
    ...["sparseSoftmaxCrossEntropy", "sigmoidBinaryCrossEntropy"],
    ...["hingeLoss", "klDivergence", "poissonLoss", "cosineLoss"],
  ],
  optimizer: ["SGD", "SGDMomentum", "AdaGrad", "RMSprop", "Adam", "AdamW", "Lion"],
  initializer: [
    ...["XavierUniform", "XavierNormal", "HeUniform", "HeNormal", "Zeros", "Ones"],
    ...["RandomUniform", "RandomNormal", "TruncatedNormal", "Orthogonal"],
  ],
} as const;

/**
 * What was given where a function or an object is wanted, for an error; of a text that names one of them, such
 * as "relu" or "mse", how to come by it.
 */
export function describedImport(value: unknown, kind: keyof typeof importable): string {
  if (typeof value === "function" && !isClass(value)) {
    return `the function or class ${value.name}`;
  }
  const name = typeof value === "string" ? named(value, importable[kind]) : undefined;
  if (name === undefined) return described(value);
  const given = kind === "optimizer" ? `new ${name}()` : name;
  return `${described(value)}: import { ${name} } from "smolml" and give ${given}`;
}

function named(text: string, names: readonly string[]): string | undefined {
  const wanted = letters(text);
  return names.find((name) => [letters(name), letters(name).replace(/loss$/, "")].includes(wanted));
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, "");
}
