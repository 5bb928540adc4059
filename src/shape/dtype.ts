/** The element types an array can have. */
export const dtypes = ["float32", "float64"] as const;

/** float32 unless told otherwise (`setDefaultDtype`). */
export type DType = (typeof dtypes)[number];

/** What holds the elements of an array outside of it. */
export type RealArray = Float32Array | Float64Array;

/** Bytes of one element. */
export const bytesPerElement: Readonly<Record<DType, number>> = { float32: 4, float64: 8 };

export function isDType(value: unknown): value is DType {
  return value === "float32" || value === "float64";
}
