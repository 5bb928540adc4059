import type { DType } from "../../../src/shape/dtype.js";
import type { AllKernels } from "../../support/all-kernels.js";
import type { Arena } from "../../support/buffers.js";

/** One way to call a kernel, run alike on both cores. */
export interface Case {
  readonly kernel: keyof AllKernels;
  readonly label: string;
  /** Lays out the buffers and calls the kernel. */
  run(arena: Arena, kernels: AllKernels): void;
}

export type Cases = (dtype: DType) => Case[];

/**
 * Nothing, one, and what surrounds the widths at which loops change: a vector of 16 bytes, 16
 * elements, and a large odd number.
 */
export function lengths(dtype: DType): number[] {
  const around = (width: number) => [width - 1, width, width + 1, 2 * width + 1];
  const lanes = dtype === "float32" ? 4 : 2;
  return [...new Set([0, 1, ...around(lanes), ...around(16), 1023])].sort((a, b) => a - b);
}
