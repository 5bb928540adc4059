import { put } from "../simd/part";
import { add } from "../simd/vector";

/** y = x, so many bytes. */
export function copyRow(x: usize, y: usize, bytes: isize): void {
  for (; bytes > 0; bytes -= 16, x += 16, y += 16) put(y, v128.load(x), bytes);
}

/** y += x */
export function addRow(x: usize, y: usize, bytes: isize): void {
  for (; bytes > 0; bytes -= 16, x += 16, y += 16) {
    put(y, add(v128.load(y), v128.load(x)), bytes);
  }
}

/** y += the same vector again and again. */
export function addToRow(y: usize, v: v128, bytes: isize): void {
  for (; bytes > 0; bytes -= 16, y += 16) put(y, add(v128.load(y), v), bytes);
}
