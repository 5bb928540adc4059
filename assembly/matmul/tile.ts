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
  @inline
  get packed(): bool {
    return false;
  }
}

@unmanaged
@final
export class Narrow {
  @inline
  get wide(): bool {
    return false;
  }
  @inline
  get packed(): bool {
    return false;
  }
}

/** Wide, over rows of a that lie interleaved and a packed panel of b: fewer pointers to move. */
@unmanaged
@final
export class Packed {
  @inline
  get wide(): bool {
    return true;
  }
  @inline
  get packed(): bool {
    return true;
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
  const packed = changetype<Kind>(0).packed;
  const r1 = usize(rows > 1);
  const r2 = r1 + usize(rows > 2);
  const r3 = r2 + usize(rows > 3);
  const r4 = r3 + usize(rows > 4);
  let a1 = a + r1 * aRow;
  let a2 = a + r2 * aRow;
  let a3 = a + r3 * aRow;
  let a4 = a + r4 * aRow;

  let y00 = v128.load(start);
  let y01 = v128.load(start, VECTOR);
  let s = start + r1 * startRow;
  let y10 = v128.load(s);
  let y11 = v128.load(s, VECTOR);
  s = start + r2 * startRow;
  let y20 = v128.load(s);
  let y21 = v128.load(s, VECTOR);
  s = start + r3 * startRow;
  let y30 = v128.load(s);
  let y31 = v128.load(s, VECTOR);
  s = start + r4 * startRow;
  let y40 = v128.load(s);
  let y41 = v128.load(s, VECTOR);

  const end = b + k * WIDE;
  while (packed ? b < end : k > 0) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, VECTOR);
    let x = v128.load_splat<real>(a);
    y00 = v128.add<real>(y00, v128.mul<real>(x, b0));
    if (wide) y01 = v128.add<real>(y01, v128.mul<real>(x, b1));
    x = packed ? v128.load_splat<real>(a, sizeof<real>()) : v128.load_splat<real>(a1);
    y10 = v128.add<real>(y10, v128.mul<real>(x, b0));
    if (wide) y11 = v128.add<real>(y11, v128.mul<real>(x, b1));
    x = packed ? v128.load_splat<real>(a, 2 * sizeof<real>()) : v128.load_splat<real>(a2);
    y20 = v128.add<real>(y20, v128.mul<real>(x, b0));
    if (wide) y21 = v128.add<real>(y21, v128.mul<real>(x, b1));
    x = packed ? v128.load_splat<real>(a, 3 * sizeof<real>()) : v128.load_splat<real>(a3);
    y30 = v128.add<real>(y30, v128.mul<real>(x, b0));
    if (wide) y31 = v128.add<real>(y31, v128.mul<real>(x, b1));
    x = packed ? v128.load_splat<real>(a, 4 * sizeof<real>()) : v128.load_splat<real>(a4);
    y40 = v128.add<real>(y40, v128.mul<real>(x, b0));
    if (wide) y41 = v128.add<real>(y41, v128.mul<real>(x, b1));
    if (packed) {
      a += ROWS * sizeof<real>();
      b += WIDE;
    } else {
      a += aColumn;
      a1 += aColumn;
      a2 += aColumn;
      a3 += aColumn;
      a4 += aColumn;
      b += bRow;
      k--;
    }
  }

  v128.store(y, y00);
  if (wide) v128.store(y, y01, VECTOR);
  let row = y + r1 * yRow;
  v128.store(row, y10);
  if (wide) v128.store(row, y11, VECTOR);
  row = y + r2 * yRow;
  v128.store(row, y20);
  if (wide) v128.store(row, y21, VECTOR);
  row = y + r3 * yRow;
  v128.store(row, y30);
  if (wide) v128.store(row, y31, VECTOR);
  row = y + r4 * yRow;
  v128.store(row, y40);
  if (wide) v128.store(row, y41, VECTOR);
}
