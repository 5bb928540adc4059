import {
  address,
  gradientAddress,
  kernelsFor,
  type Node,
  newNode,
  requireAsBefore,
} from "../array/node.js";
import { addressOf, allocate, begin } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { bytesPerElement } from "../shape/dtype.js";
import { broadcastShapes, type Shape, sameShape, sizeOf } from "../shape/shape.js";
import { addUnbroadcast, materialise } from "./broadcast.js";
import { requireSameDtype } from "./same-dtype.js";

/** a where the condition is not 0, b elsewhere; all three broadcast. No gradient to the condition. */
export function where(condition: Node, a: Node, b: Node): Node {
  requireSameDtype("where", a, b);
  requireSameDtype("where", condition, a);
  const shape = broadcastShapes(
    "where",
    condition.shape,
    broadcastShapes("where", a.shape, b.shape),
  );
  const n = sizeOf(shape);
  begin("where");
  const full = [condition, a, b].map((x) => broadcastStorage(x, shape));
  const y = newNode(shape, a.dtype);
  const at = (i: number, x: Node) => (full[i] === null ? address(x) : addressOf(full[i]));
  kernelsFor(a.dtype).where(at(0, condition), at(1, a), at(2, b), address(y), n);
  const saved = full.filter((storage) => storage !== null);
  const backward = (): void => {
    begin("where backward");
    requireAsBefore(condition, y.order, "where");
    const kernel = kernelsFor(a.dtype).whereGrad;
    for (const [x, side] of [[a, 1] as const, [b, 0] as const]) {
      if (!x.requiresGrad) continue;
      addUnbroadcast(x, shape, (dx) => kernel(at(0, condition), gradientAddress(y), dx, n, side));
    }
  };
  return y.record("where", [a, b], backward, saved);
}

/** x repeated to `shape` in a storage of its own; null where x has that shape. */
function broadcastStorage(x: Node, shape: Shape): Storage | null {
  if (sameShape(x.shape, shape)) return null;
  const storage = allocate(sizeOf(shape) * bytesPerElement[x.dtype]);
  materialise(x, shape, addressOf(storage));
  return storage;
}
