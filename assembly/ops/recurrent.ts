import { copyRow } from "../loops/row";
import { Part } from "../simd/part";
import { sigmoid } from "../simd/sigmoid";
import { tanh } from "../simd/tanh";
import { add, mul, one, sub, zero } from "../simd/vector";

const unit = sizeof<real>();

/** If a row keeps its state. */
function keeps(mask: usize, row: usize, steps: usize): bool {
  return mask != 0 && load<real>(mask + row * steps * unit) == 0;
}

/** s (1 - s) */
function sigmoidSlope(s: v128): v128 {
  return mul(s, sub(one(), s));
}

/** 1 - t^2 */
function tanhSlope(t: v128): v128 {
  return sub(one(), mul(t, t));
}

/** Nothing for the gates of a row that kept its state, and dh += dy. */
function passOn(dh: usize, dy: usize, dgates: usize, bytes: isize, gateBytes: usize): void {
  memory.fill(dgates, 0, gateBytes);
  for (let at: isize = 0; at < bytes; at += 16) {
    Part.put(dh + at, add(v128.load(dh + at), v128.load(dy + at)), bytes - at);
  }
}

export function rnnStep(
  previous: usize,
  states: usize,
  mask: usize,
  rows: usize,
  steps: usize,
  units: usize,
  previousRow: usize,
): void {
  const bytes: isize = units * unit;
  for (let r: usize = 0; r < rows; r++) {
    const y = states + r * steps * bytes;
    if (keeps(mask, r, steps)) {
      copyRow(previous + r * previousRow * unit, y, bytes);
      continue;
    }
    for (let at: isize = 0; at < bytes; at += 16) {
      Part.put(y + at, tanh(v128.load(y + at)), bytes - at);
    }
  }
}

export function rnnStepGrad(
  states: usize,
  dy: usize,
  dh: usize,
  dgates: usize,
  mask: usize,
  rows: usize,
  steps: usize,
  units: usize,
): void {
  const bytes: isize = units * unit;
  for (let r: usize = 0; r < rows; r++, dh += bytes) {
    const row = r * steps * bytes;
    if (keeps(mask, r, steps)) {
      passOn(dh, dy + row, dgates + row, bytes, bytes);
      continue;
    }
    for (let at: isize = 0; at < bytes; at += 16) {
      const d = add(v128.load(dh + at), v128.load(dy + row + at));
      const dz = mul(d, tanhSlope(v128.load(states + row + at)));
      Part.put(dgates + row + at, dz, bytes - at);
      Part.put(dh + at, zero(), bytes - at);
    }
  }
}

export function lstmStep(
  gates: usize,
  previousCells: usize,
  previous: usize,
  cells: usize,
  states: usize,
  mask: usize,
  rows: usize,
  steps: usize,
  units: usize,
  previousRow: usize,
): void {
  const bytes: isize = units * unit;
  for (let r: usize = 0; r < rows; r++) {
    const row = r * steps * bytes;
    const before = r * previousRow * unit;
    if (keeps(mask, r, steps)) {
      copyRow(previousCells + before, cells + row, bytes);
      copyRow(previous + before, states + row, bytes);
      continue;
    }
    const i = gates + 4 * row;
    const f = i + bytes;
    const g = f + bytes;
    const o = g + bytes;
    for (let at: isize = 0; at < bytes; at += 16) {
      const left = bytes - at;
      const vi = sigmoid(v128.load(i + at));
      const vf = sigmoid(v128.load(f + at));
      const vg = tanh(v128.load(g + at));
      const vo = sigmoid(v128.load(o + at));
      const cell = add(mul(vf, v128.load(previousCells + before + at)), mul(vi, vg));
      Part.put(i + at, vi, left);
      Part.put(f + at, vf, left);
      Part.put(g + at, vg, left);
      Part.put(o + at, vo, left);
      Part.put(cells + row + at, cell, left);
      Part.put(states + row + at, mul(vo, tanh(cell)), left);
    }
  }
}

export function lstmStepGrad(
  gates: usize,
  previousCells: usize,
  cells: usize,
  dy: usize,
  dcells: usize,
  dh: usize,
  dc: usize,
  dgates: usize,
  mask: usize,
  rows: usize,
  steps: usize,
  units: usize,
  previousRow: usize,
): void {
  const bytes: isize = units * unit;
  for (let r: usize = 0; r < rows; r++, dh += bytes, dc += bytes) {
    const row = r * steps * bytes;
    if (dcells != 0) {
      for (let at: isize = 0; at < bytes; at += 16) {
        Part.put(dc + at, add(v128.load(dc + at), v128.load(dcells + row + at)), bytes - at);
      }
    }
    if (keeps(mask, r, steps)) {
      passOn(dh, dy + row, dgates + 4 * row, bytes, 4 * bytes);
      continue;
    }
    const from = gates + 4 * row;
    const to = dgates + 4 * row;
    const before = previousCells + r * previousRow * unit;
    lstmRowGrad(from, before, cells + row, dy + row, dh, dc, to, bytes);
  }
}

function lstmRowGrad(
  i: usize,
  previousCells: usize,
  cells: usize,
  dy: usize,
  dh: usize,
  dc: usize,
  di: usize,
  bytes: isize,
): void {
  const f = i + bytes;
  const g = f + bytes;
  const o = g + bytes;
  const df = di + bytes;
  const dg = df + bytes;
  const dOut = dg + bytes;
  for (let at: isize = 0; at < bytes; at += 16) {
    const left = bytes - at;
    const vi = v128.load(i + at);
    const vf = v128.load(f + at);
    const vg = v128.load(g + at);
    const vo = v128.load(o + at);
    const dState = add(v128.load(dh + at), v128.load(dy + at));
    const bounded = tanh(v128.load(cells + at));
    const through = mul(mul(dState, vo), tanhSlope(bounded));
    const dCell = add(v128.load(dc + at), through);
    const before = v128.load(previousCells + at);
    Part.put(di + at, mul(mul(dCell, vg), sigmoidSlope(vi)), left);
    Part.put(df + at, mul(mul(dCell, before), sigmoidSlope(vf)), left);
    Part.put(dg + at, mul(mul(dCell, vi), tanhSlope(vg)), left);
    Part.put(dOut + at, mul(mul(dState, bounded), sigmoidSlope(vo)), left);
    Part.put(dc + at, mul(dCell, vf), left);
    Part.put(dh + at, zero(), left);
  }
}

export function gruStep(
  gates: usize,
  recurrent: usize,
  previous: usize,
  states: usize,
  hidden: usize,
  mask: usize,
  rows: usize,
  steps: usize,
  units: usize,
  previousRow: usize,
): void {
  const bytes: isize = units * unit;
  for (let r: usize = 0; r < rows; r++, recurrent += 3 * bytes) {
    const row = r * steps * bytes;
    const before = previous + r * previousRow * unit;
    const reset = gates + 3 * row;
    const update = reset + bytes;
    const fresh = update + bytes;
    for (let at: isize = 0; at < bytes; at += 16) {
      const left = bytes - at;
      const own = recurrent + at;
      const vh = v128.load(own + 2 * bytes);
      const vr = sigmoid(add(v128.load(reset + at), v128.load(own)));
      const vz = sigmoid(add(v128.load(update + at), v128.load(own + bytes)));
      const vn = tanh(add(v128.load(fresh + at), mul(vr, vh)));
      Part.put(hidden + row + at, vh, left);
      Part.put(reset + at, vr, left);
      Part.put(update + at, vz, left);
      Part.put(fresh + at, vn, left);
      const step = mul(vz, sub(v128.load(before + at), vn));
      Part.put(states + row + at, add(vn, step), left);
    }
    if (keeps(mask, r, steps)) copyRow(before, states + row, bytes);
  }
}

export function gruStepGrad(
  gates: usize,
  hidden: usize,
  previous: usize,
  dy: usize,
  dh: usize,
  dgates: usize,
  drecurrent: usize,
  mask: usize,
  rows: usize,
  steps: usize,
  units: usize,
  previousRow: usize,
): void {
  const bytes: isize = units * unit;
  for (let r: usize = 0; r < rows; r++, dh += bytes) {
    const row = r * steps * bytes;
    const to = dgates + 3 * row;
    const own = drecurrent + 3 * row;
    if (keeps(mask, r, steps)) {
      passOn(dh, dy + row, to, bytes, 3 * bytes);
      memory.fill(own, 0, 3 * bytes);
      continue;
    }
    const from = gates + 3 * row;
    const before = previous + r * previousRow * unit;
    gruRowGrad(from, hidden + row, before, dy + row, dh, to, own, bytes);
  }
}

function gruRowGrad(
  gates: usize,
  hidden: usize,
  previous: usize,
  dy: usize,
  dh: usize,
  dgates: usize,
  drecurrent: usize,
  bytes: isize,
): void {
  for (let at: isize = 0; at < bytes; at += 16) {
    const left = bytes - at;
    const reset = v128.load(gates + at);
    const update = v128.load(gates + bytes + at);
    const fresh = v128.load(gates + 2 * bytes + at);
    const d = add(v128.load(dh + at), v128.load(dy + at));
    const dFresh = mul(mul(d, sub(one(), update)), tanhSlope(fresh));
    const dReset = mul(mul(dFresh, v128.load(hidden + at)), sigmoidSlope(reset));
    const dUpdate = mul(mul(d, sub(v128.load(previous + at), fresh)), sigmoidSlope(update));
    Part.put(dgates + at, dReset, left);
    Part.put(drecurrent + at, dReset, left);
    Part.put(dgates + bytes + at, dUpdate, left);
    Part.put(drecurrent + bytes + at, dUpdate, left);
    Part.put(dgates + 2 * bytes + at, dFresh, left);
    Part.put(drecurrent + 2 * bytes + at, mul(dFresh, reset), left);
    Part.put(dh + at, mul(d, update), left);
  }
}
