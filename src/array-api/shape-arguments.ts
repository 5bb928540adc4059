import { requireOptions } from "../errors/check.js";
import { checkShape, type Shape } from "../shape/shape.js";

/** A shape as separate lengths or as one array, with options behind: (2, 3) or ([2, 3], { dtype }). */
export type ShapeArguments<Options> =
  | number[]
  | [...number[], Options]
  | [Shape]
  | [Shape, Options | undefined];

/** Checks the lengths and the names of options, which it takes off: {} if there are none. */
export function splitArguments<Options>(
  operation: string,
  shapeArguments: ShapeArguments<Options>,
  known: readonly (keyof Options & string)[],
): { shape: Shape; options: Partial<Options> } {
  const list: readonly unknown[] = shapeArguments;
  const last = list[list.length - 1];
  const hasOptions = typeof last === "object" && last !== null && !Array.isArray(last);
  const lengths = list.filter(
    (item, i) => item !== undefined && !(hasOptions && i === list.length - 1),
  );
  const nested = Array.isArray(lengths[0]);
  if (hasOptions) requireOptions(operation, last, known);
  else if (nested && lengths.length > 1) requireOptions(operation, lengths[1], known);
  const shape = nested ? (lengths[0] as unknown[]) : lengths;
  return {
    shape: checkShape(operation, shape),
    options: hasOptions ? (last as Partial<Options>) : {},
  };
}
