import { checkShape, type Shape } from "./array/shape.js";

/** A shape as separate lengths or as one array, with options behind: (2, 3) or ([2, 3], { dtype }). */
export type ShapeArguments<Options> =
  | number[]
  | [...number[], Options]
  | [Shape]
  | [Shape, Options | undefined];

/** Checks the lengths and takes the options off; options are {} if there are none. */
export function splitArguments<Options>(
  operation: string,
  shapeArguments: ShapeArguments<Options>,
): { shape: Shape; options: Partial<Options> } {
  const list: readonly unknown[] = shapeArguments;
  const last = list[list.length - 1];
  const hasOptions = typeof last === "object" && last !== null && !Array.isArray(last);
  const lengths = list.filter(
    (item, i) => item !== undefined && !(hasOptions && i === list.length - 1),
  );
  const shape = Array.isArray(lengths[0]) ? lengths[0] : lengths;
  return {
    shape: checkShape(operation, shape),
    options: hasOptions ? (last as Partial<Options>) : {},
  };
}
