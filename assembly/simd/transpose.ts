/** y = xᵀ for a square block of 4 by 4 float32 or 2 by 2 float64; the strides are of rows, in bytes. */
export function transposeBlock(x: usize, y: usize, xStride: usize, yStride: usize): void {
  const a = v128.load(x);
  const b = v128.load(x + xStride);
  if (sizeof<real>() == 8) {
    v128.store(y, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(y + yStride, v128.shuffle<f64>(a, b, 1, 3));
    return;
  }
  const c = v128.load(x + 2 * xStride);
  const d = v128.load(x + 3 * xStride);
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(y, v128.shuffle<f64>(ab01, cd01, 0, 2));
  v128.store(y + yStride, v128.shuffle<f64>(ab01, cd01, 1, 3));
  v128.store(y + 2 * yStride, v128.shuffle<f64>(ab23, cd23, 0, 2));
  v128.store(y + 3 * yStride, v128.shuffle<f64>(ab23, cd23, 1, 3));
}
