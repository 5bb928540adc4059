import type { RealArray } from "../../array/dtype.js";
import { gradientAddress, kernelsFor, type Node, view } from "../../array/node.js";
import { begin } from "../../memory/memory.js";
import type { MLArray } from "../../ml-array.js";
import { requireNumber } from "../../ops/check.js";
import { runsOf } from "../parameter-block.js";

/** How gradients are kept from growing too large before a step: at most one of the three. */
export interface ClipOptions {
  /** Limits each element of a gradient to [-clipValue, clipValue]. */
  readonly clipValue?: number;
  /** Scales the gradient of each array down to this Euclidean norm where it is above. */
  readonly clipNorm?: number;
  /** Scales all gradients together down to this Euclidean norm of them all. */
  readonly globalClipNorm?: number;
}

/** The names of those options. */
export const clipOptionNames = ["clipValue", "clipNorm", "globalClipNorm"] as const;

/** The one that is given, if any. */
export function clippingOf(operation: string, options: ClipOptions): ClipOptions | null {
  const given = clipOptionNames.filter((name) => options[name] !== undefined);
  if (given.length === 0) return null;
  if (given.length > 1) throw new RangeError(`${operation}: give ${given.join(" or ")}, not both`);
  const [name] = given;
  requireNumber(operation, name, options[name], Number.MIN_VALUE);
  return { [name]: options[name] };
}

/** Clips gradients in place. Sums are taken in float64, in the order of the elements. */
export function clipGradients(arrays: readonly MLArray[], limits: ClipOptions): void {
  const nodes = arrays.map((array) => array.node).filter((node) => node.gradient !== null);
  const { clipValue, clipNorm, globalClipNorm } = limits;
  begin("clip");
  if (clipValue !== undefined) clampTo(clipValue, arrays);
  if (clipNorm !== undefined) {
    for (const node of nodes) scaleTo(clipNorm, Math.sqrt(squares(node)), [node]);
  }
  if (globalClipNorm !== undefined) {
    const norm = Math.sqrt(nodes.reduce((sum, node) => sum + squares(node), 0));
    scaleTo(globalClipNorm, norm, nodes);
  }
}

/** Valid until the next one is asked for. */
function gradientOf(node: Node): RealArray {
  return view(gradientAddress(node), node.size, node.dtype);
}

function clampTo(limit: number, arrays: readonly MLArray[]): void {
  for (const { first, n } of runsOf(arrays)) {
    const g = gradientAddress(first);
    kernelsFor(first.dtype).clip(g, g, n, -limit, limit);
  }
}

function squares(node: Node): number {
  const g = gradientOf(node);
  let sum = 0;
  for (let i = 0; i < g.length; i++) sum += g[i] * g[i];
  return sum;
}

function scaleTo(limit: number, norm: number, nodes: readonly Node[]): void {
  if (norm <= limit) return;
  const factor = limit / norm;
  for (const node of nodes) {
    const g = gradientOf(node);
    for (let i = 0; i < g.length; i++) g[i] *= factor;
  }
}
