/**
 * The tile: five rows by one or two vectors of y, held in registers while k passes.
 *
 * Each element is one chain: its start, then every product in the order of k. What the speed hangs
 * on, in V8's optimising compiler:
 *
 * - 5 rows by 2 vectors are 10 sums, beside 2 vectors of b and 1 of a. One live value more in the
 *   loop, and it runs at half the speed; hence it is not unrolled, and counts down.
 * - The sums start from memory and end in plain stores. Arithmetic on them behind the loop lets the
 *   compiler hoist the loop's loads, and it spills. So does another order of the stores than that of
 *   the sums, and so does the loop over tiles if it stands in the same function: on Node 20, 24
 *   GFLOP/s instead of 41.
 */

/** The rows of a tile. */
export const ROWS: usize = 5;
/** Bytes of a vector, and of the two that are a wide tile's row. */
export const VECTOR: usize = 16;
export const WIDE: usize = 2 * VECTOR;

/** The kinds of tile, as types, so that each compiles to straight code of its own. */
@unmanaged
@final
export class Wide {
  @inline
  get wide(): bool {
    return true;
  }
}

@unmanaged
@final
export class Narrow {
  @inline
  get wide(): bool {
    return false;
  }
}

/**
 * y = start + a b for up to five rows. Strides are in bytes; the columns of b, start and y are
 * contiguous; start may be y. With fewer rows the last one is computed again, to the same bits, and
 * stored in the same place.
 */
export function tile<Kind>(
  a: usize,
  b: usize,
  y: usize,
  rows: usize,
  k: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  yRow: usize,
  start: usize,
  startRow: usize,
): void {
  const wide = changetype<Kind>(0).wide;
  let a1 = a + (rows > 1 ? aRow : 0);
  let a2 = a1 + (rows > 2 ? aRow : 0);
  let a3 = a2 + (rows > 3 ? aRow : 0);
  let a4 = a3 + (rows > 4 ? aRow : 0);

  let y00 = v128.load(start);
  let y01 = v128.load(start, VECTOR);
  start += rows > 1 ? startRow : 0;
  let y10 = v128.load(start);
  let y11 = v128.load(start, VECTOR);
  start += rows > 2 ? startRow : 0;
  let y20 = v128.load(start);
  let y21 = v128.load(start, VECTOR);
  start += rows > 3 ? startRow : 0;
  let y30 = v128.load(start);
  let y31 = v128.load(start, VECTOR);
  start += rows > 4 ? startRow : 0;
  let y40 = v128.load(start);
  let y41 = v128.load(start, VECTOR);

  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, VECTOR);
    let x = v128.load_splat<real>(a);
    y00 = v128.add<real>(y00, v128.mul<real>(x, b0));
    if (wide) y01 = v128.add<real>(y01, v128.mul<real>(x, b1));
    x = v128.load_splat<real>(a1);
    y10 = v128.add<real>(y10, v128.mul<real>(x, b0));
    if (wide) y11 = v128.add<real>(y11, v128.mul<real>(x, b1));
    x = v128.load_splat<real>(a2);
    y20 = v128.add<real>(y20, v128.mul<real>(x, b0));
    if (wide) y21 = v128.add<real>(y21, v128.mul<real>(x, b1));
    x = v128.load_splat<real>(a3);
    y30 = v128.add<real>(y30, v128.mul<real>(x, b0));
    if (wide) y31 = v128.add<real>(y31, v128.mul<real>(x, b1));
    x = v128.load_splat<real>(a4);
    y40 = v128.add<real>(y40, v128.mul<real>(x, b0));
    if (wide) y41 = v128.add<real>(y41, v128.mul<real>(x, b1));
    a += aColumn;
    a1 += aColumn;
    a2 += aColumn;
    a3 += aColumn;
    a4 += aColumn;
    b += bRow;
  }

  v128.store(y, y00);
  if (wide) v128.store(y, y01, VECTOR);
  y += rows > 1 ? yRow : 0;
  v128.store(y, y10);
  if (wide) v128.store(y, y11, VECTOR);
  y += rows > 2 ? yRow : 0;
  v128.store(y, y20);
  if (wide) v128.store(y, y21, VECTOR);
  y += rows > 3 ? yRow : 0;
  v128.store(y, y30);
  if (wide) v128.store(y, y31, VECTOR);
  y += rows > 4 ? yRow : 0;
  v128.store(y, y40);
  if (wide) v128.store(y, y41, VECTOR);
}
