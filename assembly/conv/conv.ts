import { addColumns } from "../loops/columns";
import { WIDE } from "../matmul/tile";
import { depthwise, depthwiseGradInput, depthwiseGradWeights, depthwiseScratch } from "./depthwise";
import { elementStep, fold, intoFrame, outOfFrame, windowStep, windowsFrom } from "./image";
import { COLUMNS, packPanels, panelBytes, panels, zeros } from "./product";
import { room, Windows } from "./windows";

/** The bits of `fresh` in src/kernels/layer-kernels.ts. */
const FRESH_W = 1;
const FRESH_BIAS = 2;

/** Windows that are unfolded at a time: six tiles; more where they are summed over, which reads and writes dw. */
const SOME: usize = 30;
const MANY: usize = 128;

const unit = sizeof<real>();

/** A framed image, all weights in panels, and windows. */
export function convScratch(windows: usize): usize {
  const s = changetype<Windows>(windows);
  if (s.isDepthwise && s.filters == s.channels) return depthwiseScratch(s);
  const frame = s.isPadded ? room(s.paddedBytes) : 0;
  const weights = max(panelBytes(s.each, s.size), panelBytes(s.size, s.each));
  const packed = max(s.groups * weights, panelBytes(s.each, max(MANY, s.together(0))));
  const general = frame + packed + room(max(MANY, s.together(0)) * s.size * unit);
  return s.isDepthwise ? max(general, depthwiseScratch(s)) : general;
}

export function conv(
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  windows: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const s = changetype<Windows>(windows);
  if (s.isDepthwise) {
    depthwise(x, w, bias, y, s, accumulate, scratch);
    return;
  }
  const frame = scratch;
  const packed = frame + (s.isPadded ? room(s.paddedBytes) : 0);
  const each = panelBytes(s.each, s.size);
  const block = packed + s.groups * each;
  for (let g: usize = 0; g < s.groups; g++) {
    packPanels(w + g * s.each * unit, packed + g * each, s.each, s.size, s.filters * unit, unit);
  }
  if (s.isPadded) memory.fill(frame, 0, s.paddedBytes);
  const together = s.together(SOME);
  for (let r = s.rows; r > 0; r--, x += s.imageBytes) {
    if (s.isPadded) intoFrame(x, frame, s);
    const image = s.isPadded ? frame : x;
    for (let p: usize = 0; p < s.count; p += together) {
      const some = min(s.count - p, together);
      for (let g: usize = 0; g < s.groups; g++) {
        const at = g * s.each * unit;
        const start = accumulate ? y + at : bias != 0 ? bias + at : zeros;
        const weights = packed + g * each;
        multiply(image, p, some, weights, y + at, g, start, accumulate, block, s);
      }
      y += some * s.filters * unit;
    }
  }
}

/** y = start + windows p, p + 1, … times the weights of group g. */
function multiply(
  image: usize,
  p: usize,
  count: usize,
  weights: usize,
  y: usize,
  g: usize,
  start: usize,
  accumulate: bool,
  block: usize,
  s: Windows,
): void {
  const a = windowsFrom(image + g * s.depth * unit, p, count, block, s);
  const yRow = s.filters * unit;
  // biome-ignore format: a row of operands reads better than eleven lines
  panels(
    a, weights, y, count, s.each, s.size, windowStep(s), elementStep(count, s), WIDE, yRow, start,
    accumulate ? yRow : 0,
  );
}

export function convGradWeights(
  x: usize,
  dy: usize,
  dw: usize,
  dbias: usize,
  windows: usize,
  fresh: i32,
  scratch: usize,
): void {
  const s = changetype<Windows>(windows);
  const row = s.filters * unit;
  if (dbias != 0) addColumns(dy, dbias, s.rows * s.count, row, (fresh & FRESH_BIAS) != 0);
  if (dw == 0) return;
  if (fresh & FRESH_W) memory.fill(dw, 0, s.size * row);
  if (s.isDepthwise) {
    depthwiseGradWeights(x, dy, dw, s, scratch);
    return;
  }
  const frame = scratch;
  const packed = frame + (s.isPadded ? room(s.paddedBytes) : 0);
  const together = s.together(MANY);
  const block = packed + panelBytes(s.each, together);
  if (s.isPadded) memory.fill(frame, 0, s.paddedBytes);
  for (let r = s.rows; r > 0; r--, x += s.imageBytes) {
    if (s.isPadded) intoFrame(x, frame, s);
    const image = s.isPadded ? frame : x;
    for (let p: usize = 0; p < s.count; p += together) {
      const some = min(s.count - p, together);
      for (let g: usize = 0; g < s.groups; g++) {
        const at = g * s.each * unit;
        // A single panel is read where it is.
        const inPlace = s.each <= COLUMNS;
        if (!inPlace) packPanels(dy + at, packed, s.each, some, row, unit);
        const b = inPlace ? dy + at : packed;
        addProduct(image, p, some, b, inPlace ? row : WIDE, dw + at, g, block, s);
      }
      dy += some * row;
    }
  }
}

/** dw += windows p, p + 1, … of group g, transposed, times dy. */
function addProduct(
  image: usize,
  p: usize,
  count: usize,
  dy: usize,
  dyRow: usize,
  dw: usize,
  g: usize,
  block: usize,
  s: Windows,
): void {
  const a = windowsFrom(image + g * s.depth * unit, p, count, block, s);
  const row = s.filters * unit;
  // biome-ignore format: as above
  panels(
    a, dy, dw, s.size, s.each, count, elementStep(count, s), windowStep(s), dyRow, row, dw, row,
  );
}

export function convGradInput(
  dy: usize,
  w: usize,
  dx: usize,
  windows: usize,
  fresh: bool,
  scratch: usize,
): void {
  const s = changetype<Windows>(windows);
  if (fresh) memory.fill(dx, 0, s.rows * s.imageBytes);
  if (s.isDepthwise && s.filters == s.channels) {
    depthwiseGradInput(dy, w, dx, s, scratch);
    return;
  }
  const row = s.filters * unit;
  const frame = scratch;
  const packed = frame + (s.isPadded ? room(s.paddedBytes) : 0);
  const each = panelBytes(s.size, s.each);
  const block = packed + s.groups * each;
  for (let g: usize = 0; g < s.groups; g++) {
    packPanels(w + g * s.each * unit, packed + g * each, s.size, s.each, unit, row);
  }
  if (s.isPadded) memory.fill(frame, 0, s.paddedBytes);
  const blockRow = s.size * unit;
  for (let r = s.rows; r > 0; r--, dx += s.imageBytes) {
    if (s.isPadded) intoFrame(dx, frame, s);
    const image = s.isPadded ? frame : dx;
    for (let p: usize = 0; p < s.count; p += SOME) {
      const some = min(s.count - p, SOME);
      for (let g: usize = 0; g < s.groups; g++) {
        const from = dy + g * s.each * unit;
        const weights = packed + g * each;
        panels(from, weights, block, some, s.size, s.each, row, unit, WIDE, blockRow, zeros, 0);
        fold(block, p, some, image + g * s.depth * unit, s);
      }
      dy += some * row;
    }
    if (s.isPadded) outOfFrame(frame, dx, s);
  }
}
