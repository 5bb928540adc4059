import { binary, binaryGrad } from "../loops/binary";
import * as v from "../simd/vector";

/** Its gradient is by a; by b it is that of exchanged operands. */
@unmanaged
@final
class Maximum {
  @inline
  value(a: v128, b: v128): v128 {
    const larger = v.select(v.greaterOrEqual(a, b), a, b);
    return v128.or(larger, v.unequal(a, a));
  }
  @inline
  gradient(dy: v128, a: v128, b: v128): v128 {
    return v128.andnot(shared(dy, a, b), v.greater(b, a));
  }
}

export function maximum(
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
  binary<Maximum>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function maximumGradA(
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
  binaryGrad<Maximum>(a, b, dy, dx, fresh, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function maximumGradB(
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
  maximumGradA(b, a, dy, dx, fresh, rows, columns, bRow, bColumn, aRow, aColumn);
}

@unmanaged
@final
class Minimum {
  @inline
  value(a: v128, b: v128): v128 {
    const smaller = v.select(v.greaterOrEqual(b, a), a, b);
    return v128.or(smaller, v.unequal(a, a));
  }
  @inline
  gradient(dy: v128, a: v128, b: v128): v128 {
    return v128.andnot(shared(dy, a, b), v.greater(a, b));
  }
}

/** Half of dy where a and b are equal. */
function shared(dy: v128, a: v128, b: v128): v128 {
  return v.select(v.equal(a, b), v.mul(dy, v.half()), dy);
}

export function minimum(
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
  binary<Minimum>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function minimumGradA(
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
  binaryGrad<Minimum>(a, b, dy, dx, fresh, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function minimumGradB(
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
  minimumGradA(b, a, dy, dx, fresh, rows, columns, bRow, bColumn, aRow, aColumn);
}

@unmanaged
@final
class Equal {
  @inline
  value(a: v128, b: v128): v128 {
    return v.indicator(v.equal(a, b));
  }
}

export function equal(
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
  binary<Equal>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

@unmanaged
@final
class Greater {
  @inline
  value(a: v128, b: v128): v128 {
    return v.indicator(v.greater(a, b));
  }
}

export function greater(
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
  binary<Greater>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function less(
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
  greater(b, a, y, rows, columns, bRow, bColumn, aRow, aColumn);
}

@unmanaged
@final
class NotEqual {
  @inline
  value(a: v128, b: v128): v128 {
    return v.indicator(v.unequal(a, b));
  }
}

export function notEqual(
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
  binary<NotEqual>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

@unmanaged
@final
class GreaterEqual {
  @inline
  value(a: v128, b: v128): v128 {
    return v.indicator(v.greaterOrEqual(a, b));
  }
}

export function greaterEqual(
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
  binary<GreaterEqual>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function lessEqual(
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
  greaterEqual(b, a, y, rows, columns, bRow, bColumn, aRow, aColumn);
}
