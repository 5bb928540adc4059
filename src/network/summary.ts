import type { MLArray } from "../array-api/ml-array.js";
import type { ActivationFunction } from "../nn/activation.js";
import { nameOfActivation } from "../nn/fused-activation.js";
import { nameOfLoss } from "../nn/known-losses.js";
import { ActivationLayer } from "../nn/layers/activation-layer.js";
import { DenseLayer } from "../nn/layers/dense-layer.js";
import type { Module } from "../nn/layers/layer.js";
import type { Network } from "../nn/training/network.js";
import { formatShape } from "../shape/shape.js";

const width = 80;

/** One layer of a network. */
export interface SummaryRow {
  /** The name of its class. */
  readonly layer: string;
  /** (inputs, outputs) of a dense layer; "?" for a size that the first input will tell; else "". */
  readonly shape: string;
  /** The name of its activation; "" for none. */
  readonly activation: string;
  /** How many numbers it learns. */
  readonly parameters: number;
  /** Whether training changes it. */
  readonly trainable: boolean;
}

/** A network as a table: `console.table(summary.rows)`; as a string, the printed form. */
export interface Summary {
  /** A row for each layer, in order. */
  readonly rows: readonly SummaryRow[];
  /** Of the whole network, each shared array once. */
  readonly parameters: number;
  /** Those that are not frozen. */
  readonly trainableParameters: number;
  /** In bytes. */
  readonly memory: {
    readonly parameters: number;
    readonly gradients: number;
    readonly optimizerState: number;
  };
  /** The name of its class. */
  readonly optimizer: string;
  /** That of the next step. */
  readonly learningRate: number;
  /** The name of the loss function; "custom" for one without. */
  readonly loss: string;
  /** The printed form, lines of 80 characters. */
  toString(): string;
}

export function summary(network: Network): Summary {
  const { layers, optimizer, lossFunction } = network;
  const all = network.parameters();
  const trainable = all.filter((array) => array.requiresGrad);
  const bytes = bytesOf(trainable);
  return {
    rows: layers.map(rowOf),
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

function rowOf(layer: Module): SummaryRow {
  const { name } = layer.constructor;
  const parameters = sizeOfAll(layer.parameters?.() ?? []);
  const trainable = layer.trainable ?? true;
  if (layer instanceof DenseLayer) {
    const shape = formatShape([layer.inputSize ?? "?", layer.outputSize]);
    const activation = nameOf(layer.activationFunction);
    return { layer: name, shape, activation, parameters, trainable };
  }
  const activation = layer instanceof ActivationLayer ? nameOf(layer.activationFunction) : "";
  return { layer: name, shape: "", activation, parameters, trainable };
}

function nameOf(activation: ActivationFunction): string {
  return nameOfActivation(activation) || "custom";
}

function print(this: Summary): string {
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
    columns("Layer", "Shape", "Activation", "Parameters"),
    rule,
    ...this.rows.map((row, i) =>
      columns(`${i + 1} ${row.layer}`, row.shape, row.activation, String(row.parameters)),
    ),
    rule,
    `Parameters: ${grouped(this.parameters)}${frozen > 0 ? ` (${grouped(frozen)} frozen)` : ""}`,
    `Memory: ${sizes.join(", ")}`,
    `Optimizer: ${this.optimizer} (learning rate ${this.learningRate})`,
    `Loss: ${this.loss}`,
    "=".repeat(width),
  ].join("\n");
}

function columns(name: string, shape: string, activation: string, count: string): string {
  return `${name.padEnd(26)}${shape.padEnd(20)}${activation.padEnd(20)}${count.padStart(14)}`;
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
