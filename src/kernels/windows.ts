/**
 * How windows lie in images [rows, height, width, channels], and what they give: [rows, outHeight, outWidth,
 * filters]. Window (oy, ox) has its element (ky, kx) at (oy strideY + ky dilationY - top, ox strideX + kx dilationX -
 * left) of the image; outside of it there are zeros. Kernels take these numbers as int32 in the order of `windowFields`.
 */
export interface Windows {
  readonly rows: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filters: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  readonly top: number;
  readonly left: number;
  /** Groups of channels; the filters of each see its own channels alone. */
  readonly groups: number;
}

/** The order in which kernels read them: that of the class in assembly/conv/windows.ts. */
export const windowFields = [
  "rows",
  "height",
  "width",
  "channels",
  "outHeight",
  "outWidth",
  "filters",
  "kernelHeight",
  "kernelWidth",
  "strideY",
  "strideX",
  "dilationY",
  "dilationX",
  "top",
  "left",
  "groups",
] as const satisfies readonly (keyof Windows)[];
