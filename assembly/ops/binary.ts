import { binary, binaryGrad } from "../loops/binary";
import * as v from "../simd/vector";

@unmanaged
@final
class Add {
  @inline
  value(a: v128, b: v128): v128 {
    return v.add(a, b);
  }
  @inline
  slope(_a: v128, _b: v128): v128 {
    return v.one();
  }
}

export function add(
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
  binary<Add>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function addGradA(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<Add>(a, b, dy, dx, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function addGradB(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<Add>(a, b, dy, dx, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** Its slope is by b; by a it is that of a sum. */
@unmanaged
@final
class Sub {
  @inline
  value(a: v128, b: v128): v128 {
    return v.sub(a, b);
  }
  @inline
  slope(_a: v128, _b: v128): v128 {
    return v.neg(v.one());
  }
}

export function sub(
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
  binary<Sub>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function subGradA(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<Add>(a, b, dy, dx, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function subGradB(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<Sub>(a, b, dy, dx, rows, columns, aRow, aColumn, bRow, bColumn);
}

/** Its slope is by a. */
@unmanaged
@final
class Mul {
  @inline
  value(a: v128, b: v128): v128 {
    return v.mul(a, b);
  }
  @inline
  slope(_a: v128, b: v128): v128 {
    return b;
  }
}

export function mul(
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
  binary<Mul>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function mulGradA(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<Mul>(a, b, dy, dx, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function mulGradB(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  mulGradA(b, a, dy, dx, rows, columns, bRow, bColumn, aRow, aColumn);
}

/** Its slope is by a. */
@unmanaged
@final
class Div {
  @inline
  value(a: v128, b: v128): v128 {
    return v.div(a, b);
  }
  @inline
  slope(_a: v128, b: v128): v128 {
    return v.div(v.one(), b);
  }
}

@unmanaged
@final
class DivB {
  @inline
  slope(a: v128, b: v128): v128 {
    return v.div(v.neg(v.div(a, b)), b);
  }
}

export function div(
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
  binary<Div>(a, b, y, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function divGradA(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<Div>(a, b, dy, dx, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function divGradB(
  a: usize,
  b: usize,
  dy: usize,
  dx: usize,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<DivB>(a, b, dy, dx, rows, columns, aRow, aColumn, bRow, bColumn);
}
