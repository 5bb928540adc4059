import type { Address } from "../kernels/kernels.js";

/**
 * One growing range of bytes. The views cover all of it and are made anew when it grows, so take
 * them from here each time and never keep one across a call that may allocate.
 */
export interface LinearMemory {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly int32: Int32Array;
  readonly bytes: Uint8Array;
  /** The first address that is free for data; what lies below belongs to the core. */
  readonly start: Address;
  /** Makes the memory at least `size` bytes long; throws a RangeError where that cannot be had. */
  grow(size: number): void;
}
