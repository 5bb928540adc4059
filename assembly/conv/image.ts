import { Part } from "../simd/part";
import { Windows } from "./windows";

const unit = sizeof<real>();

/** Copies an image into the middle of its frame. */
export function intoFrame(x: usize, framed: usize, s: Windows): void {
  const line = s.width * s.channels * unit;
  framed += (s.top * s.paddedWidth + s.left) * s.channels * unit;
  for (let r = s.height; r > 0; r--) {
    memory.copy(framed, x, line);
    x += line;
    framed += s.paddedWidth * s.channels * unit;
  }
}

/** Copies it back. */
export function outOfFrame(framed: usize, x: usize, s: Windows): void {
  const line = s.width * s.channels * unit;
  framed += (s.top * s.paddedWidth + s.left) * s.channels * unit;
  for (let r = s.height; r > 0; r--) {
    memory.copy(x, framed, line);
    x += line;
    framed += s.paddedWidth * s.channels * unit;
  }
}

/** Where the windows from number p on lie for a product: in the image itself, or in `block` after this. */
export function windowsFrom(image: usize, p: usize, count: usize, block: usize, s: Windows): usize {
  if (s.isUniform) return image + p * windowStep(s);
  if (s.isByElements) unfoldByElements(image, p, count, block, s);
  else unfold(image, p, count, block, s);
  return block;
}

/** There, bytes from a window to the next one. */
export function windowStep(s: Windows): usize {
  if (s.isUniform) return s.strideX * s.channels * unit;
  return s.isByElements ? unit : s.size * unit;
}

/** And from an element to the next one, of so many windows. */
export function elementStep(count: usize, s: Windows): usize {
  return s.isByElements ? count * unit : unit;
}

/**
 * The windows from number p on, one behind the other, of the channels at x: in whole vectors, of which the next piece
 * overwrites what was too much.
 */
function unfold(x: usize, p: usize, count: usize, to: usize, s: Windows): void {
  const pixel = s.channels * unit;
  const jump = s.dilationY * s.paddedWidth * pixel;
  const whole = s.hasWholeLines;
  const piece = whole ? s.kernelWidth * pixel : s.depth * unit;
  const pieces: usize = whole ? 1 : s.kernelWidth;
  const step = s.dilationX * pixel;
  const lines = s.kernelHeight;
  const outWidth = s.outWidth;
  let left = outWidth - (p % outWidth);
  let window = cornerOf(x, p, s);
  for (; count > 0; count--) {
    let line = window;
    for (let ky = lines; ky > 0; ky--, line += jump) {
      let from = line;
      for (let i = pieces; i > 0; i--, from += step, to += piece) {
        let at: usize = 0;
        do {
          v128.store(to + at, v128.load(from + at));
          at += 16;
        } while (at < piece);
      }
    }
    p++;
    left--;
    window += s.strideX * pixel;
    if (left == 0) {
      left = outWidth;
      window = cornerOf(x, p, s);
    }
  }
}

/** The same of one channel, whole lines of windows: their first elements one behind the other, then their second ones. */
function unfoldByElements(x: usize, p: usize, count: usize, to: usize, s: Windows): void {
  const line = s.outWidth * unit;
  const lines = count / s.outWidth;
  for (let ky: usize = 0; ky < s.kernelHeight; ky++) {
    for (let kx: usize = 0; kx < s.kernelWidth; kx++) {
      let from = cornerOf(x, p, s) + (ky * s.dilationY * s.paddedWidth + kx * s.dilationX) * unit;
      for (let i = lines; i > 0; i--, to += line) {
        let at: usize = 0;
        do {
          v128.store(to + at, v128.load(from + at));
          at += 16;
        } while (at < line);
        from += s.strideY * s.paddedWidth * unit;
      }
    }
  }
}

/** Adds windows that lie one behind the other to where they came from. */
export function fold(from: usize, p: usize, count: usize, x: usize, s: Windows): void {
  const pixel = s.channels * unit;
  const jump = s.dilationY * s.paddedWidth * pixel;
  const whole = s.hasWholeLines;
  const piece: usize = whole ? s.kernelWidth * pixel : s.depth * unit;
  const pieces: usize = whole ? 1 : s.kernelWidth;
  const step = s.dilationX * pixel;
  const lines = s.kernelHeight;
  const outWidth = s.outWidth;
  let left = outWidth - (p % outWidth);
  let window = cornerOf(x, p, s);
  for (; count > 0; count--) {
    let line = window;
    for (let ky = lines; ky > 0; ky--, line += jump) {
      let to = line;
      for (let i = pieces; i > 0; i--, from += piece, to += step) {
        for (let at: usize = 0; at < piece; at += 16) {
          const sum = v128.add<real>(v128.load(to + at), v128.load(from + at));
          Part.put(to + at, sum, piece - at);
        }
      }
    }
    p++;
    left--;
    window += s.strideX * pixel;
    if (left == 0) {
      left = outWidth;
      window = cornerOf(x, p, s);
    }
  }
}

/** The first element of window p in an image at x. */
function cornerOf(x: usize, p: usize, s: Windows): usize {
  const oy = p / s.outWidth;
  const ox = p % s.outWidth;
  return x + (oy * s.strideY * s.paddedWidth + ox * s.strideX) * s.channels * unit;
}
