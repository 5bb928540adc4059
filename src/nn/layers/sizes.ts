/** Throws unless a layer's size is a positive integer. */
export function requireSize(layer: string, name: string, value: unknown): void {
  if (Number.isInteger(value) && (value as number) > 0) return;
  throw new RangeError(`${layer}: ${name} must be a positive integer, got ${String(value)}`);
}
