import type { Address } from "../../kernels/kernels.js";
import type { Reals } from "./reals.js";

/** y += the rows of x, one after another; y = their sum if it is fresh. */
export function addRows(
  reals: Reals,
  x: Address,
  y: Address,
  rows: number,
  columns: number,
  fresh: boolean,
): void {
  const v = reals.view;
  const y0 = reals.index(y);
  if (fresh) v.fill(0, y0, y0 + columns);
  let at = reals.index(x);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) v[y0 + c] += v[at++];
  }
}
