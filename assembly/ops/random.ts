import { logOfUnit } from "./log-of-unit";

/** The next 32 bits of xoshiro128** (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c). */
function draw(state: usize): u32 {
  let s0 = load<u32>(state);
  let s1 = load<u32>(state, 4);
  let s2 = load<u32>(state, 8);
  let s3 = load<u32>(state, 12);
  const result = rotl<u32>(s1 * 5, 7) * 9;
  const shifted = s1 << 9;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  s0 ^= s3;
  store<u32>(state, s0);
  store<u32>(state, s1, 4);
  store<u32>(state, s2 ^ shifted, 8);
  store<u32>(state, rotl<u32>(s3, 11), 12);
  return result;
}

/** 24 bits of one draw, in [0, 1). */
function unit24(state: usize): f64 {
  return <f64>(draw(state) >> 8) * (1.0 / 16777216);
}

/** 53 bits of two draws, in [0, 1). */
function unit53(state: usize): f64 {
  const high = <f64>(draw(state) >> 5);
  const low = <f64>(draw(state) >> 6);
  return (high * 67108864 + low) * (1.0 / 9007199254740992);
}

/** A draw in the middle of one of 2^32 equal parts of (-1, 1). */
function signedUnit(state: usize): f64 {
  return (<f64>draw(state) + 0.5) * (1.0 / 2147483648) - 1;
}

export function uniform(state: usize, y: usize, n: usize, low: f64, high: f64): void {
  const start = <real>low;
  const width = <real>(high - low);
  const end = y + n * sizeof<real>();
  for (; y < end; y += sizeof<real>()) {
    const u = <real>(sizeof<real>() == 4 ? unit24(state) : unit53(state));
    store<real>(y, start + width * u);
  }
}

export function normal(state: usize, y: usize, n: usize, mean: f64, deviation: f64): void {
  const end = y + n * sizeof<real>();
  for (; y < end; y += 2 * sizeof<real>()) {
    let a: f64;
    let b: f64;
    let square: f64;
    do {
      a = signedUnit(state);
      b = signedUnit(state);
      square = a * a + b * b;
    } while (!(square > 0 && square < 1));
    const f = Math.sqrt((-2 * logOfUnit(square)) / square);
    store<real>(y, <real>(mean + deviation * (a * f)));
    if (y + sizeof<real>() < end) {
      store<real>(y, <real>(mean + deviation * (b * f)), sizeof<real>());
    }
  }
}

export function dropoutMask(state: usize, y: usize, n: usize, rate: f64): void {
  const kept = <real>(1 / (1 - rate));
  const end = y + n * sizeof<real>();
  for (; y < end; y += sizeof<real>()) store<real>(y, unit24(state) < rate ? 0 : kept);
}

export function permutation(state: usize, y: usize, n: usize): void {
  for (let i: usize = 0; i < n; i++) store<u32>(y + i * 4, i);
  for (let i: usize = n; i > 1; i--) {
    const last = y + (i - 1) * 4;
    const other = y + ((((draw(state) as u64) * i) >> 32) as usize) * 4;
    const swapped = load<u32>(last);
    store<u32>(last, load<u32>(other));
    store<u32>(other, swapped);
  }
}
