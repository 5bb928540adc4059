import { constant } from "../array-api/constant.js";
import { MLArray, type Operand } from "../array-api/ml-array.js";
import { requirePositiveInteger } from "../errors/check.js";
import { nodeFilledBy } from "../ops/access.js";
import { requireLabels } from "../ops/losses.js";

/** A larger label is hardly one of a class, but a mistake that would fill the memory. */
const mostCounted = 2 ** 20;

/**
 * Integer labels as rows with a single 1: an axis of `classes` is added behind. Without `classes`
 * there are as many as the largest label asks for, up to 2^20.
 */
export function oneHot(labels: Operand, classes?: number): MLArray {
  const given = constant(labels);
  if (classes !== undefined) requirePositiveInteger("oneHot", "classes", classes);
  requireLabels("oneHot", given.node, classes ?? Number.POSITIVE_INFINITY);
  const values = given.toTypedArray();
  const columns =
    classes ?? Array.from(values).reduce((most, label) => Math.max(most, label), 0) + 1;
  if (classes === undefined && columns > mostCounted) {
    throw new RangeError(
      `oneHot: the largest label is ${columns - 1}: give the number of classes, if it is one`,
    );
  }
  const y = nodeFilledBy("oneHot", [...given.shape, columns], given.dtype, (rows) => {
    rows.fill(0);
    for (let i = 0; i < values.length; i++) rows[i * columns + values[i]] = 1;
  });
  return new MLArray(y);
}
