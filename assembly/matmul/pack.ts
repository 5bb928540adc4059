import { VECTOR, WIDE } from "./tile";

/**
 * Copies up to a wide tile's columns of b, k rows deep, to `panel`: one wide row after the other, in
 * whole vectors both ways, so that k counts in whole vectors in `panel` too. What stands in columns
 * from `columns` on is unspecified. Strides are in bytes.
 */
export function pack(
  b: usize,
  panel: usize,
  columns: usize,
  k: usize,
  bRow: usize,
  bColumn: usize,
): void {
  if (bColumn == sizeof<real>()) packRows(b, panel, k, bRow);
  else if (bRow == sizeof<real>()) packTransposed(b, panel, columns, k, bColumn);
  else packStrided(b, panel, columns, k, bRow, bColumn);
}

function packRows(b: usize, panel: usize, k: usize, bRow: usize): void {
  for (let p = k; p > 0; p--) {
    v128.store(panel, v128.load(b));
    v128.store(panel, v128.load(b, VECTOR), VECTOR);
    b += bRow;
    panel += WIDE;
  }
}

function packTransposed(b: usize, panel: usize, columns: usize, k: usize, bColumn: usize): void {
  const lanes = VECTOR / sizeof<real>();
  const last = b + (columns - 1) * bColumn;
  for (let side = panel; side < panel + WIDE; side += VECTOR) {
    const b1 = min(b + bColumn, last);
    const b2 = min(b1 + bColumn, last);
    const b3 = min(b2 + bColumn, last);
    let y = side;
    for (let x: usize = 0; x < k * sizeof<real>(); x += VECTOR) {
      if (sizeof<real>() == 4) transpose4(b + x, b1 + x, b2 + x, b3 + x, y);
      else transpose2(b + x, b1 + x, y);
      y += lanes * WIDE;
    }
    b = min(b + lanes * bColumn, last);
  }
}

function transpose4(x0: usize, x1: usize, x2: usize, x3: usize, y: usize): void {
  const a = v128.load(x0);
  const b = v128.load(x1);
  const c = v128.load(x2);
  const d = v128.load(x3);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  v128.store(y, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(y, v128.shuffle<f64>(ab, cd, 1, 3), WIDE);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(y, v128.shuffle<f64>(abHigh, cdHigh, 0, 2), 2 * WIDE);
  v128.store(y, v128.shuffle<f64>(abHigh, cdHigh, 1, 3), 3 * WIDE);
}

function transpose2(x0: usize, x1: usize, y: usize): void {
  const a = v128.load(x0);
  const b = v128.load(x1);
  v128.store(y, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(y, v128.shuffle<f64>(a, b, 1, 3), WIDE);
}

function packStrided(
  b: usize,
  panel: usize,
  columns: usize,
  k: usize,
  bRow: usize,
  bColumn: usize,
): void {
  for (let j = columns; j > 0; j--) {
    let x = b;
    let y = panel;
    for (let p = k; p > 0; p--) {
      store<real>(y, load<real>(x));
      x += bRow;
      y += WIDE;
    }
    b += bColumn;
    panel += sizeof<real>();
  }
}
