import { Windows } from "../conv/windows";
import { Part } from "../simd/part";
import {
  add,
  atLeast,
  div,
  equal,
  infinity,
  neg,
  select,
  splat,
  unequal,
  zero,
} from "../simd/vector";

const unit = sizeof<real>();

@unmanaged
@final
class Largest {
  @inline
  start(): v128 {
    return neg(infinity());
  }
  /** All ones, which is a NaN, from the first NaN on. */
  @inline
  step(largest: v128, x: v128): v128 {
    return v128.or(atLeast(largest, x), unequal(x, x));
  }
  /** In two halves, which wait for one another less. */
  @inline
  four(a: v128, b: v128, c: v128, d: v128): v128 {
    const left = v128.or(unequal(a, a), unequal(b, b));
    const right = v128.or(unequal(c, c), unequal(d, d));
    const largest = atLeast(atLeast(a, b), atLeast(c, d));
    return v128.or(largest, v128.or(left, right));
  }
  @inline
  last(largest: v128, _count: usize): v128 {
    return largest;
  }
}

@unmanaged
@final
class Average {
  @inline
  start(): v128 {
    return zero();
  }
  @inline
  step(sum: v128, x: v128): v128 {
    return add(sum, x);
  }
  @inline
  four(a: v128, b: v128, c: v128, d: v128): v128 {
    return add(add(add(add(zero(), a), b), c), d);
  }
  @inline
  last(sum: v128, count: usize): v128 {
    return div(sum, splat(count));
  }
}

export function maxPool(x: usize, y: usize, windows: usize): void {
  pool<Largest>(x, y, changetype<Windows>(windows));
}

export function averagePool(x: usize, y: usize, windows: usize): void {
  pool<Average>(x, y, changetype<Windows>(windows));
}

/** The part of a window inside of the image along one axis: it begins at `corner - before`. */
function insideFrom(corner: usize, before: usize): usize {
  return corner > before ? corner - before : 0;
}

function insideTo(corner: usize, before: usize, kernel: usize, size: usize): usize {
  return min(corner + kernel - before, size);
}

/** Windows of 2 by 2 that lie inside, which are most of those in use, in straight code. */
function pool<Op>(x: usize, y: usize, s: Windows): void {
  const op = changetype<Op>(0);
  const bytes: usize = s.channels * unit;
  const width = s.width;
  const outWidth = s.outWidth;
  const strideX = s.strideX;
  const kernelWidth = s.kernelWidth;
  const left = s.left;
  const jump: usize = width * bytes;
  for (let r = s.rows; r > 0; r--, x += s.imageBytes) {
    for (let oy: usize = 0; oy < s.outHeight; oy++) {
      const y0 = insideFrom(oy * s.strideY, s.top);
      const lines = insideTo(oy * s.strideY, s.top, s.kernelHeight, s.height) - y0;
      for (let ox: usize = 0; ox < outWidth; ox++, y += bytes) {
        const x0 = insideFrom(ox * strideX, left);
        const columns = insideTo(ox * strideX, left, kernelWidth, width) - x0;
        const from = x + y0 * jump + x0 * bytes;
        for (let at: usize = 0; at < bytes; at += 16) {
          let line = from + at;
          let v = op.start();
          if (lines == 2 && columns == 2) {
            const below = line + jump;
            v = op.four(
              v128.load(line),
              v128.load(line + bytes),
              v128.load(below),
              v128.load(below + bytes),
            );
          } else {
            for (let ky = lines; ky > 0; ky--, line += jump) {
              let pixel = line;
              for (let kx = columns; kx > 0; kx--, pixel += bytes) v = op.step(v, v128.load(pixel));
            }
          }
          Part.put(y + at, op.last(v, lines * columns), bytes - at);
        }
      }
    }
  }
}

/** What a pixel of a window takes of the result's gradient. */
@unmanaged
@final
class First {
  @inline
  share(dy: v128, _count: usize): v128 {
    return dy;
  }
  /** Where x is the largest, unless one before was. */
  @inline
  takes(x: v128, y: v128, taken: v128): v128 {
    return v128.andnot(equal(x, y), taken);
  }
}

@unmanaged
@final
class Each {
  @inline
  share(dy: v128, count: usize): v128 {
    return div(dy, splat(count));
  }
  @inline
  takes(_x: v128, _y: v128, _taken: v128): v128 {
    return v128.splat<i32>(-1);
  }
}

export function maxPoolGrad(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  windows: usize,
  fresh: bool,
): void {
  poolGrad<First>(x, y, dy, dx, changetype<Windows>(windows), fresh);
}

export function averagePoolGrad(dy: usize, dx: usize, windows: usize, fresh: bool): void {
  // Neither x nor y is asked: what can be read stands in for them.
  poolGrad<Each>(dx, dy, dy, dx, changetype<Windows>(windows), fresh);
}

function poolGrad<Op>(x: usize, y: usize, dy: usize, dx: usize, s: Windows, fresh: bool): void {
  const op = changetype<Op>(0);
  const bytes: usize = s.channels * unit;
  const width = s.width;
  const outWidth = s.outWidth;
  const strideX = s.strideX;
  const kernelWidth = s.kernelWidth;
  const left = s.left;
  const jump: usize = width * bytes;
  if (fresh) memory.fill(dx, 0, s.rows * s.imageBytes);
  const toDx = dx - x;
  for (let r = s.rows; r > 0; r--, x += s.imageBytes) {
    for (let oy: usize = 0; oy < s.outHeight; oy++) {
      const y0 = insideFrom(oy * s.strideY, s.top);
      const lines = insideTo(oy * s.strideY, s.top, s.kernelHeight, s.height) - y0;
      for (let ox: usize = 0; ox < outWidth; ox++, y += bytes, dy += bytes) {
        const x0 = insideFrom(ox * strideX, left);
        const columns = insideTo(ox * strideX, left, kernelWidth, width) - x0;
        const from = x + y0 * jump + x0 * bytes;
        for (let at: usize = 0; at < bytes; at += 16) {
          const share = op.share(v128.load(dy + at), lines * columns);
          const result = v128.load(y + at);
          let taken = zero();
          let line = from + at;
          for (let ky = lines; ky > 0; ky--, line += jump) {
            let pixel = line;
            for (let kx = columns; kx > 0; kx--, pixel += bytes) {
              const takes = op.takes(v128.load(pixel), result, taken);
              taken = v128.or(taken, takes);
              const old = v128.load(pixel + toDx);
              Part.put(pixel + toDx, select(takes, add(old, share), old), bytes - at);
            }
          }
        }
      }
    }
  }
}
