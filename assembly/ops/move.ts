import { addRow, copyRow } from "../loops/row";
import { add, lanes, select, splat, unequal, zero } from "../simd/vector";

export function fill(y: usize, n: usize, value: f64): void {
  const repeated = splat(value);
  for (let i: usize = 0; i < n; i += lanes, y += 16) v128.store(y, repeated);
}

export function gatherRows(x: usize, indices: usize, y: usize, rows: usize, columns: usize): void {
  const bytes = columns * sizeof<real>();
  for (; rows > 0; rows--, indices += 4, y += bytes) {
    copyRow(x + <usize>load<u32>(indices) * bytes, y, bytes);
  }
}

export function gatherRowsGrad(
  dy: usize,
  indices: usize,
  dx: usize,
  rows: usize,
  columns: usize,
): void {
  const bytes = columns * sizeof<real>();
  for (; rows > 0; rows--, indices += 4, dy += bytes) {
    addRow(dy, dx + <usize>load<u32>(indices) * bytes, bytes);
  }
}

export function where(condition: usize, a: usize, b: usize, y: usize, n: usize): void {
  const bytes = n * sizeof<real>();
  for (let at: usize = 0; at < bytes; at += 16) {
    const mask = unequal(v128.load(condition + at), zero());
    v128.store(y + at, select(mask, v128.load(a + at), v128.load(b + at)));
  }
}

export function whereGrad(condition: usize, dy: usize, dx: usize, n: usize, side: i32): void {
  const bytes = n * sizeof<real>();
  const other = v128.splat<i32>(side ? 0 : -1);
  for (let at: usize = 0; at < bytes; at += 16) {
    const mask = v128.xor(unequal(v128.load(condition + at), zero()), other);
    const old = v128.load(dx + at);
    v128.store(dx + at, select(mask, add(old, v128.load(dy + at)), old));
  }
}
