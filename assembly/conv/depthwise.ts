import { Part } from "../simd/part";
import { add, mul, zero } from "../simd/vector";
import { intoFrame, outOfFrame } from "./image";
import { zeros } from "./product";
import { room, Windows } from "./windows";

/*
 * Convolutions of each channel by itself: vectors of channels instead of products. Where a channel has several
 * filters, it stands in the framed image as often.
 */

const unit = sizeof<real>();

function isFramed(s: Windows): bool {
  return s.isPadded || s.filters != s.channels;
}

function frameBytes(s: Windows): usize {
  return s.paddedHeight * s.paddedWidth * s.filters * unit;
}

export function depthwiseScratch(s: Windows): usize {
  return isFramed(s) ? room(frameBytes(s)) : 0;
}

/** Copies an image into its frame, each channel as often as it has filters. */
function repeatIntoFrame(x: usize, frame: usize, s: Windows): void {
  const times = s.filters / s.channels;
  if (times == 1) {
    intoFrame(x, frame, s);
    return;
  }
  for (let y: usize = 0; y < s.height; y++) {
    let to = frame + ((s.top + y) * s.paddedWidth + s.left) * s.filters * unit;
    for (let i: usize = s.width * s.channels; i > 0; i--, x += unit) {
      const value = load<real>(x);
      for (let t = times; t > 0; t--, to += unit) store<real>(to, value);
    }
  }
}

export function depthwise(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  s: Windows,
  accumulate: bool,
  frame: usize,
): void {
  const pixel = s.filters * unit;
  if (isFramed(s)) memory.fill(frame, 0, frameBytes(s));
  for (let r = s.rows; r > 0; r--, x += s.imageBytes) {
    if (isFramed(s)) repeatIntoFrame(x, frame, s);
    let line = isFramed(s) ? frame : x;
    for (let oy = s.outHeight; oy > 0; oy--) {
      for (let ox: usize = 0; ox < s.outWidth; ox += 4) {
        const from = line + ox * s.strideX * pixel;
        fourWindows(from, w, bias, y, min<usize>(4, s.outWidth - ox), s, accumulate);
        y += min<usize>(4, s.outWidth - ox) * pixel;
      }
      line += s.strideY * s.paddedWidth * pixel;
    }
  }
}

/** Up to four neighbours at once; of fewer, the last is computed again, to the same bits. */
function fourWindows(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  count: usize,
  s: Windows,
  accumulate: bool,
): void {
  const bytes: usize = s.filters * unit;
  const stride = s.strideX * bytes;
  const jump = s.dilationY * s.paddedWidth * bytes;
  const step = s.dilationX * bytes;
  const x1 = count > 1 ? stride : 0;
  const x2 = count > 2 ? x1 + stride : x1;
  const x3 = count > 3 ? x2 + stride : x2;
  const y1 = y + (count > 1 ? bytes : 0);
  const y2 = y1 + (count > 2 ? bytes : 0);
  const y3 = y2 + (count > 3 ? bytes : 0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const first = v128.load(bias != 0 ? bias + at : zeros);
    let s0 = accumulate ? v128.load(y + at) : first;
    let s1 = accumulate ? v128.load(y1 + at) : first;
    let s2 = accumulate ? v128.load(y2 + at) : first;
    let s3 = accumulate ? v128.load(y3 + at) : first;
    let weights = w + at;
    let line = x + at;
    for (let ky = s.kernelHeight; ky > 0; ky--, line += jump) {
      let from = line;
      for (let kx = s.kernelWidth; kx > 0; kx--, from += step, weights += bytes) {
        const v = v128.load(weights);
        s0 = add(s0, mul(v128.load(from), v));
        s1 = add(s1, mul(v128.load(from + x1), v));
        s2 = add(s2, mul(v128.load(from + x2), v));
        s3 = add(s3, mul(v128.load(from + x3), v));
      }
    }
    Part.put(y + at, s0, bytes - at);
    Part.put(y1 + at, s1, bytes - at);
    Part.put(y2 + at, s2, bytes - at);
    Part.put(y3 + at, s3, bytes - at);
  }
}

export function depthwiseGradWeights(
  x: usize,
  dy: usize,
  dw: usize,
  s: Windows,
  frame: usize,
): void {
  const taps = s.kernelHeight * s.kernelWidth;
  const bytes: usize = s.filters * unit;
  if (isFramed(s)) memory.fill(frame, 0, frameBytes(s));
  for (let r = s.rows; r > 0; r--) {
    if (isFramed(s)) repeatIntoFrame(x, frame, s);
    const image = isFramed(s) ? frame : x;
    for (let at: usize = 0; at < bytes; at += 16) {
      for (let t: usize = 0; t < taps; t += 4) {
        fourTaps(image + at, dy + at, dw + at, t, taps - 1, bytes - at, s);
      }
    }
    x += s.imageBytes;
    dy += s.outBytes;
  }
}

/** Adds to the weights of taps t to t + 3 what an image gives; behind the last one, that one again. */
function fourTaps(
  x: usize,
  dy: usize,
  dw: usize,
  t: usize,
  last: usize,
  bytesLeft: usize,
  s: Windows,
): void {
  const pixel = s.filters * unit;
  const t1 = min(t + 1, last);
  const t2 = min(t + 2, last);
  const t3 = min(t + 3, last);
  const x0 = tapOffset(t, s);
  const x1 = tapOffset(t1, s);
  const x2 = tapOffset(t2, s);
  const x3 = tapOffset(t3, s);
  let s0 = v128.load(dw + t * pixel);
  let s1 = v128.load(dw + t1 * pixel);
  let s2 = v128.load(dw + t2 * pixel);
  let s3 = v128.load(dw + t3 * pixel);
  const stride = s.strideX * pixel;
  for (let oy = s.outHeight; oy > 0; oy--) {
    let from = x;
    for (let ox = s.outWidth; ox > 0; ox--, from += stride, dy += pixel) {
      const d = v128.load(dy);
      s0 = add(s0, mul(v128.load(from + x0), d));
      s1 = add(s1, mul(v128.load(from + x1), d));
      s2 = add(s2, mul(v128.load(from + x2), d));
      s3 = add(s3, mul(v128.load(from + x3), d));
    }
    x += s.strideY * s.paddedWidth * pixel;
  }
  Part.put(dw + t * pixel, s0, bytesLeft);
  Part.put(dw + t1 * pixel, s1, bytesLeft);
  Part.put(dw + t2 * pixel, s2, bytesLeft);
  Part.put(dw + t3 * pixel, s3, bytesLeft);
}

/** How far tap t of a window lies from its first one. */
function tapOffset(t: usize, s: Windows): usize {
  const ky = t / s.kernelWidth;
  const kx = t % s.kernelWidth;
  return (ky * s.dilationY * s.paddedWidth + kx * s.dilationX) * s.filters * unit;
}

/** One filter a channel. */
export function depthwiseGradInput(dy: usize, w: usize, dx: usize, s: Windows, frame: usize): void {
  const pixel = s.channels * unit;
  if (s.isPadded) memory.fill(frame, 0, s.paddedBytes);
  for (let r = s.rows; r > 0; r--, dx += s.imageBytes) {
    if (s.isPadded) intoFrame(dx, frame, s);
    let line = s.isPadded ? frame : dx;
    for (let oy = s.outHeight; oy > 0; oy--) {
      let window = line;
      for (let ox = s.outWidth; ox > 0; ox--, dy += pixel) {
        addWindow(dy, w, window, s);
        window += s.strideX * pixel;
      }
      line += s.strideY * s.paddedWidth * pixel;
    }
    if (s.isPadded) outOfFrame(frame, dx, s);
  }
}

/** Adds to all pixels of a window what its result gives them. */
function addWindow(dy: usize, w: usize, line: usize, s: Windows): void {
  const bytes: usize = s.channels * unit;
  const jump = s.dilationY * s.paddedWidth * bytes;
  const step = s.dilationX * bytes;
  for (let ky = s.kernelHeight; ky > 0; ky--, line += jump) {
    let to = line;
    for (let kx = s.kernelWidth; kx > 0; kx--, to += step, w += bytes) {
      for (let at: usize = 0; at < bytes; at += 16) {
        // + 0: a chain of one product starts there, too.
        const given = add(zero(), mul(v128.load(dy + at), v128.load(w + at)));
        Part.put(to + at, add(v128.load(to + at), given), bytes - at);
      }
    }
  }
}
