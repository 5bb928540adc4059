import { binary, binaryGrad } from "../loops/binary";
import { addRow, subtractRow } from "../loops/row";
import * as v from "../simd/vector";

@unmanaged
@final
class Add {
  @inline
  value(a: v128, b: v128): v128 {
    return v.add(a, b);
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
  _a: usize,
  _b: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  rows: usize,
  columns: usize,
): void {
  addRow(dy, dx, rows * columns * sizeof<real>(), fresh);
}

export function addGradB(
  _a: usize,
  _b: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  rows: usize,
  columns: usize,
): void {
  addRow(dy, dx, rows * columns * sizeof<real>(), fresh);
}

@unmanaged
@final
class Sub {
  @inline
  value(a: v128, b: v128): v128 {
    return v.sub(a, b);
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
  _a: usize,
  _b: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  rows: usize,
  columns: usize,
): void {
  addRow(dy, dx, rows * columns * sizeof<real>(), fresh);
}

export function subGradB(
  _a: usize,
  _b: usize,
  dy: usize,
  dx: usize,
  fresh: bool,
  rows: usize,
  columns: usize,
): void {
  subtractRow(dy, dx, rows * columns * sizeof<real>(), fresh);
}

/** Its gradient is by a. */
@unmanaged
@final
class Mul {
  @inline
  value(a: v128, b: v128): v128 {
    return v.mul(a, b);
  }
  @inline
  gradient(dy: v128, _a: v128, b: v128): v128 {
    return v.mul(dy, b);
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
  fresh: bool,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<Mul>(a, b, dy, dx, fresh, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function mulGradB(
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
  mulGradA(b, a, dy, dx, fresh, rows, columns, bRow, bColumn, aRow, aColumn);
}

/** Its gradient is by a. */
@unmanaged
@final
class Div {
  @inline
  value(a: v128, b: v128): v128 {
    return v.div(a, b);
  }
  @inline
  gradient(dy: v128, _a: v128, b: v128): v128 {
    return v.div(dy, b);
  }
}

@unmanaged
@final
class DivB {
  @inline
  gradient(dy: v128, a: v128, b: v128): v128 {
    return v.div(v.neg(v.mul(dy, v.div(a, b))), b);
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
  fresh: bool,
  rows: usize,
  columns: usize,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
): void {
  binaryGrad<Div>(a, b, dy, dx, fresh, rows, columns, aRow, aColumn, bRow, bColumn);
}

export function divGradB(
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
  binaryGrad<DivB>(a, b, dy, dx, fresh, rows, columns, aRow, aColumn, bRow, bColumn);
}
