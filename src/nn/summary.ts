import { formatShape } from "../array/shape.js";
import type { MLArray } from "../ml-array.js";
import type { ActivationFunction } from "./activation.js";
import { nameOfActivation } from "./fused-activation.js";
import { nameOfLoss } from "./known-losses.js";
import { ActivationLayer } from "./layers/activation-layer.js";
import { DenseLayer } from "./layers/dense-layer.js";
import type { Module } from "./layers/layer.js";
import type { Network } from "./network.js";

const width = 80;

/** The printed form of a network: a row per layer, then totals, optimizer and loss. */
export function summary(network: Network): string {
  const rows = network.layers.map((layer, i) => layerRow(layer, i));
  const parameters = network.parameters();
  const count = parameters.reduce((sum, array) => sum + array.size(), 0);
  const bytes = bytesOf(parameters);
  const state = bytes * network.optimizer.stateCount;
  const { optimizer, lossFunction } = network;
  const rate = `learning rate ${optimizer.learningRate}`;
  return [
    "=".repeat(width),
    "NeuralNetwork",
    "-".repeat(width),
    columns(["Layer", "Shape", "Activation", "Parameters"]),
    "-".repeat(width),
    ...rows,
    "-".repeat(width),
    `Parameters: ${count.toLocaleString("en-US")}`,
    `Memory: ${formatSize(bytes)} parameters, ${formatSize(bytes)} gradients, ${formatSize(state)} optimizer state`,
    `Optimizer: ${optimizer.constructor.name} (${rate})`,
    `Loss: ${nameOfLoss(lossFunction) || "custom"}`,
    "=".repeat(width),
  ].join("\n");
}

/** Bytes as people read them: 512 B, 1.50 KB. */
export function formatSize(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return unit === 0 ? `${size} B` : `${size.toFixed(2)} ${units[unit]}`;
}

function layerRow(layer: Module, index: number): string {
  const parameters = layer.parameters?.() ?? [];
  const count = parameters.reduce((sum, array) => sum + array.size(), 0);
  const name = `${index + 1} ${layer.constructor.name}`;
  if (layer instanceof DenseLayer) {
    const shape = formatShape([layer.inputSize ?? Number.NaN, layer.outputSize]).replace(
      "NaN",
      "?",
    );
    return columns([name, shape, nameOf(layer.activationFunction), String(count)]);
  }
  const activation = layer instanceof ActivationLayer ? nameOf(layer.activationFunction) : "";
  return columns([name, "", activation, String(count)]);
}

function nameOf(activation: ActivationFunction): string {
  return nameOfActivation(activation) || "custom";
}

function columns(cells: readonly string[]): string {
  const [name, shape, activation, count] = cells;
  return `${name.padEnd(26)}${shape.padEnd(20)}${activation.padEnd(20)}${count.padStart(14)}`;
}

function bytesOf(arrays: readonly MLArray[]): number {
  return arrays.reduce((sum, array) => sum + array.node.byteLength, 0);
}
