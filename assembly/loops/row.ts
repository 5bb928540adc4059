import { Part } from "../simd/part";
import { add, keptBy, sub } from "../simd/vector";

/** y = x, so many bytes. */
export function copyRow(x: usize, y: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) Part.put(y + at, v128.load(x + at), bytes - at);
}

/** y += x, a fresh y counting as zeros. */
export function addRow(x: usize, y: usize, bytes: usize, fresh: bool = false): void {
  const kept = keptBy(fresh);
  for (let at: usize = 0; at < bytes; at += 16) {
    Part.put(y + at, add(v128.and(v128.load(y + at), kept), v128.load(x + at)), bytes - at);
  }
}

/** y -= x, a fresh y counting as zeros. */
export function subtractRow(x: usize, y: usize, bytes: usize, fresh: bool): void {
  const kept = keptBy(fresh);
  for (let at: usize = 0; at < bytes; at += 16) {
    Part.put(y + at, sub(v128.and(v128.load(y + at), kept), v128.load(x + at)), bytes - at);
  }
}

/** y += the same vector again and again. */
export function addToRow(y: usize, v: v128, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    Part.put(y + at, add(v128.load(y + at), v), bytes - at);
  }
}
