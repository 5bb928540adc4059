import type { MLArray } from "../array-api/ml-array.js";
import type { ActivationFunction } from "../nn/activation.js";
import { nameOfActivation } from "../nn/known-activations.js";
import { nameOfLoss } from "../nn/known-losses.js";
import { type ModuleLike, type Visit, walk } from "../nn/module/tree.js";
import type { Network } from "../nn/training/network.js";
import { formatShape } from "../shape/shape.js";

/** The width of the columns behind the first. */
const otherColumns = 54;

/** One module of a network. */
export interface SummaryRow {
  /** Where it stands: "layers.0", "layers.1.norm". */
  readonly path: string;
  /** The name of the module's class. */
  readonly layer: string;
  /** (inputs, outputs) of a layer that has such sizes; "?" for one that the first input will tell; else "". */
  readonly shape: string;
  /** The name of its activation; "" for none. */
  readonly activation: string;
  /** How many numbers it learns, with the modules below it. */
  readonly parameters: number;
  /** Whether training changes it. */
  readonly trainable: boolean;
  /** How deep it stands: 0 for the network's own layers. */
  readonly depth: number;
}

/** A network as a table: `console.table(summary.rows)`; as a string, the printed form. */
export interface Summary {
  /** A row for each place of a module, each before those that it is made of. */
  readonly rows: readonly SummaryRow[];
  /** How many numbers the whole network learns, each shared array once. */
  readonly parameters: number;
  /** How many of them are not frozen. */
  readonly trainableParameters: number;
  /** The memory that parameters, gradients and the state of the optimizer take, in bytes. */
  readonly memory: {
    readonly parameters: number;
    readonly gradients: number;
    readonly optimizerState: number;
  };
  /** The name of the optimizer's class. */
  readonly optimizer: string;
  /** The learning rate of the next step. */
  readonly learningRate: number;
  /** The name of the loss function; "custom" for one without. */
  readonly loss: string;
  /** The printed form, lines of 80 characters. */
  toString(): string;
}

export function summary(network: Network): Summary {
  const { optimizer, lossFunction } = network;
  const [, ...visits] = walk(network);
  const all = network.parameters();
  const trainable = all.filter((array) => array.requiresGrad);
  const bytes = bytesOf(trainable);
  return {
    rows: visits.map(rowOf),
    parameters: sizeOfAll(all),
    trainableParameters: sizeOfAll(trainable),
    memory: {
      parameters: bytesOf(all),
      gradients: bytes,
      optimizerState: bytes * optimizer.stateCount,
    },
    optimizer: optimizer.constructor.name,
    learningRate: optimizer.learningRate,
    loss: nameOfLoss(lossFunction) || "custom",
    toString: print,
  };
}

/** Bytes as people read them: 512 B, 1.50 KB. */
function formatSize(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return unit === 0 ? `${size} B` : `${size.toFixed(2)} ${units[unit]}`;
}

/** What a module's options call its sizes and its activation stands in their columns. */
function rowOf({ module, path, depth }: Visit): SummaryRow {
  const config = module.config?.() ?? {};
  const { inputSize, filters, outputSize = filters, activationFunction } = config;
  return {
    path,
    layer: module.constructor.name,
    shape: outputSize === undefined ? "" : formatShape([sizeOf(inputSize), sizeOf(outputSize)]),
    activation:
      typeof activationFunction === "function"
        ? nameOfActivation(activationFunction as ActivationFunction) || "custom"
        : "",
    parameters: sizeOfAll(parametersBelow(module)),
    trainable: module.trainable ?? true,
    depth: depth - 1,
  };
}

function sizeOf(size: unknown): string | number {
  return typeof size === "number" ? size : "?";
}

function parametersBelow(module: ModuleLike): readonly MLArray[] {
  const own = walk(module)
    .flatMap(({ arrays }) => arrays)
    .filter(({ isParameter }) => isParameter);
  return [...new Set(own.map(({ array }) => array))];
}

function print(this: Summary): string {
  const names = this.rows.map(
    ({ depth, path, layer }) => `${"  ".repeat(depth)}${nameOf(path)} ${layer}`,
  );
  const first = Math.max(26, ...names.map((name) => name.length + 2));
  const width = first + otherColumns;
  const rule = "-".repeat(width);
  const frozen = this.parameters - this.trainableParameters;
  const { parameters, gradients, optimizerState } = this.memory;
  const sizes = [
    `${formatSize(parameters)} parameters`,
    `${formatSize(gradients)} gradients`,
    `${formatSize(optimizerState)} optimizer state`,
  ];
  return [
    "=".repeat(width),
    "NeuralNetwork",
    rule,
    columns("Layer".padEnd(first), "Shape", "Activation", "Parameters"),
    rule,
    ...this.rows.map((row, i) =>
      columns(names[i].padEnd(first), row.shape, row.activation, String(row.parameters)),
    ),
    rule,
    `Parameters: ${grouped(this.parameters)}${frozen > 0 ? ` (${grouped(frozen)} frozen)` : ""}`,
    `Memory: ${sizes.join(", ")}`,
    `Optimizer: ${this.optimizer} (learning rate ${this.learningRate})`,
    `Loss: ${this.loss}`,
    "=".repeat(width),
  ].join("\n");
}

/** The last part of a path: layers of a list are counted from 1. */
function nameOf(path: string): string {
  const [name] = path.split(".").slice(-1);
  return /^\d+$/.test(name) ? String(Number(name) + 1) : name;
}

function columns(name: string, shape: string, activation: string, count: string): string {
  return `${name}${shape.padEnd(20)}${activation.padEnd(20)}${count.padStart(14)}`;
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

function sizeOfAll(arrays: readonly MLArray[]): number {
  return arrays.reduce((sum, array) => sum + array.size(), 0);
}

function bytesOf(arrays: readonly MLArray[]): number {
  return arrays.reduce((sum, array) => sum + array.node.byteLength, 0);
}
