import type { GraphNode } from "../../array/graph.js";
import { Node } from "../../array/node.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { read, readGradient } from "../../ops/access.js";
import type { RealArray } from "../../shape/dtype.js";
import { formatShape } from "../../shape/shape.js";
import type { Callback, Step, TrainingRun } from "../training/callback.js";
import { OwnCallback } from "./own-callback.js";

/**
 * Stops before an update that would spoil the weights: where the loss or a gradient is NaN or infinite.
 * The reason names the first operation that made it so. Steps keep their graphs for it and look
 * through the gradients, which costs a few per cent of the time.
 */
export class TerminateOnNaN extends OwnCallback implements Callback {
  onBeforeUpdate(step: Step, run: TrainingRun): void {
    const problem = problemOf(step);
    if (problem === null) return;
    run.stop(`TerminateOnNaN: in epoch ${run.epoch}, step ${run.step}, ${problem}`);
  }
}

function problemOf(step: Step): string | null {
  const loss = step.loss.item();
  if (!Number.isFinite(loss)) return `the loss is ${loss}: ${sourceOfValue(step, loss)}`;
  const spoilt = step.parameters.find((array) => strangeGradient(array.node) !== undefined);
  if (spoilt === undefined) return null;
  const value = strangeGradient(spoilt.node);
  return `a gradient is ${value}: ${sourceOfGradient(step.loss.node)}`;
}

/** Data and parameters first; then the oldest result that holds what the loss came to. */
function sourceOfValue({ input, target, loss, parameters }: Step, value: number): string {
  if (strange(input) !== undefined) return `the input of the batch holds ${strange(input)}`;
  if (strange(target) !== undefined) return `the targets of the batch hold ${strange(target)}`;
  const spoilt = parameters.find((array) => strange(array) !== undefined);
  if (spoilt !== undefined) {
    return `parameters of shape ${formatShape(spoilt.shape)} hold ${strange(spoilt)} already`;
  }
  const results = oldestFirst(loss.node).filter((node) => strangeIn(node) !== undefined);
  const first = results.find((node) => elementsOf(node).some((x) => Object.is(x, value)));
  const origin = results[0];
  const made = `first out of ${named(first ?? origin)}`;
  return first === undefined || first === origin
    ? made
    : `${made}, after ${strangeIn(origin)} out of ${named(origin)}`;
}

/** The newest node with a strange gradient got it from the backward pass of what it went into. */
function sourceOfGradient(loss: Node): string {
  const newestFirst = oldestFirst(loss).reverse();
  const first = newestFirst.find((node) => strangeGradient(node) !== undefined) as Node;
  const maker = newestFirst.find((node) => node.parents.includes(first)) ?? first;
  return `first out of the backward pass of ${named(maker)}`;
}

function named({ operation, shape }: Node): string {
  return `${operation || "an array"} of shape ${formatShape(shape)}`;
}

/** A NaN or an infinity among the elements, if there is one. */
function strange({ node }: MLArray): number | undefined {
  return strangeIn(node);
}

function strangeIn(node: Node): number | undefined {
  return firstStrange(elementsOf(node));
}

function elementsOf(node: Node): RealArray {
  return read("TerminateOnNaN", node);
}

function strangeGradient(node: Node): number | undefined {
  const gradient = readGradient("TerminateOnNaN", node);
  return gradient === null ? undefined : firstStrange(gradient);
}

/** A loop, since `find` takes ten times as long and every step asks. */
function firstStrange(values: RealArray): number | undefined {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return values[i];
  return undefined;
}

/** All arrays that `root` was computed from, and itself. */
function oldestFirst(root: Node): Node[] {
  const found = new Set<GraphNode>([root]);
  const nodes: Node[] = [];
  for (const node of found) {
    if (!(node instanceof Node)) continue;
    nodes.push(node);
    for (const parent of node.parents) found.add(parent);
  }
  return nodes.sort((a, b) => a.order - b.order);
}
