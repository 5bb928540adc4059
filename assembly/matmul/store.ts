import { VECTOR } from "./tile";

/** Copies the first `bytes` (under two vectors) of a tile's row, in the largest pieces there are. */
export function copyPart(x: usize, y: usize, bytes: usize): void {
  if (bytes & VECTOR) {
    v128.store(y, v128.load(x));
    x += VECTOR;
    y += VECTOR;
  }
  if (bytes & 8) {
    store<u64>(y, load<u64>(x));
    x += 8;
    y += 8;
  }
  if (bytes & 4) store<u32>(y, load<u32>(x));
}

/** Stores the first `bytes` (under a vector) of v. */
export function storePart(y: usize, v: v128, bytes: usize): void {
  if (bytes & 8) {
    v128.store64_lane(y, v, 0);
    v = v128.shuffle<u64>(v, v, 1, 1);
    y += 8;
  }
  if (bytes & 4) v128.store32_lane(y, v, 0);
}
