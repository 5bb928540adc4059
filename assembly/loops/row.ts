import { Part } from "../simd/part";
import { add, sub } from "../simd/vector";

/** y = x, so many bytes. */
export function copyRow(x: usize, y: usize, bytes: isize): void {
  for (let at: isize = 0; at < bytes; at += 16) Part.put(y + at, v128.load(x + at), bytes - at);
}

/** y += x */
export function addRow(x: usize, y: usize, bytes: isize): void {
  for (let at: isize = 0; at < bytes; at += 16) {
    Part.put(y + at, add(v128.load(y + at), v128.load(x + at)), bytes - at);
  }
}

/** y -= x */
export function subtractRow(x: usize, y: usize, bytes: isize): void {
  for (let at: isize = 0; at < bytes; at += 16) {
    Part.put(y + at, sub(v128.load(y + at), v128.load(x + at)), bytes - at);
  }
}

/** y += the same vector again and again. */
export function addToRow(y: usize, v: v128, bytes: isize): void {
  for (let at: isize = 0; at < bytes; at += 16) {
    Part.put(y + at, add(v128.load(y + at), v), bytes - at);
  }
}
