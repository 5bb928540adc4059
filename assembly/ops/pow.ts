import { binary, binaryGrad } from "../loops/binary";
import { log } from "../simd/log";
import * as series from "../simd/pow";
import * as v from "../simd/vector";

/** Its gradient is by a, of slope b a^(b - 1), and 0 where b is 0. */
@unmanaged
@final
class Pow {
  @inline
  value(a: v128, b: v128): v128 {
    return series.pow(a, b);
  }
  @inline
  gradient(dy: v128, a: v128, b: v128): v128 {
    const slope = v.mul(b, series.pow(a, v.sub(b, v.one())));
    return v128.and(v.mul(dy, slope), v.unequal(b, v.zero()));
  }
}

/** By b: a^b log a, and 0 where a is 0 and b is not negative. */
@unmanaged
@final
class PowB {
  @inline
  gradient(dy: v128, a: v128, b: v128): v128 {
    const isFlat = v128.and(v.equal(a, v.zero()), v.greaterOrEqual(b, v.zero()));
    return v128.andnot(v.mul(dy, v.mul(series.pow(a, b), log(a))), isFlat);
  }
}

export function pow(
  a: usize,
  b: usize,
  y: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binary<Pow>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function powGradA(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<Pow>(a, b, dy, dx, fresh, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function powGradB(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<PowB>(a, b, dy, dx, fresh, rows, columns, aRow, aColumn, bRow, bColumn);
}
