import { add } from "./vector";

/** Lanes exchanged, for what is taken over the lanes of one vector. */

/** [a, b, c, d] to [c, d, a, b]; of two numbers, [a, b] to [b, a]. */
export function swapHalves(x: v128): v128 {
  return v128.shuffle<u64>(x, x, 1, 0);
}

/** [a, b, c, d] to [b, a, d, c]. */
export function swapNeighbours(x: v128): v128 {
  return v128.shuffle<u32>(x, x, 1, 0, 3, 2);
}

/** p0 + p1 of two lanes, (p0 + p2) + (p1 + p3) of four, in every lane. */
export function sumLanes(x: v128): v128 {
  const halves = add(x, swapHalves(x));
  if (sizeof<real>() == 8) return halves;
  return add(halves, swapNeighbours(halves));
}
