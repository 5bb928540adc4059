import { elements, newNode } from "../array/node.js";
import { begin } from "../memory/memory.js";
import { MLArray, type Operand } from "../ml-array.js";
import { requirePositiveInteger } from "../ops/check.js";
import { requireLabels } from "../ops/losses.js";
import { constant } from "./rows.js";

/**
 * Integer labels as rows with a single 1: an axis of `classes` is added behind. Without `classes`
 * there are as many as the largest label asks for.
 */
export function oneHot(labels: Operand, classes?: number): MLArray {
  const given = constant(labels);
  if (classes !== undefined) requirePositiveInteger("oneHot", "classes", classes);
  requireLabels("oneHot", given.node, classes ?? Number.POSITIVE_INFINITY);
  const values = given.toTypedArray();
  const columns =
    classes ?? Array.from(values).reduce((most, label) => Math.max(most, label), 0) + 1;
  begin("oneHot");
  const y = newNode([...given.shape, columns], given.dtype);
  const rows = elements(y).fill(0);
  for (let i = 0; i < values.length; i++) rows[i * columns + values[i]] = 1;
  return new MLArray(y);
}
