import type { Kernels, RandomKernels } from "../../kernels/kernels.js";
import { logOfUnit } from "../../kernels/log-of-unit.js";
import type { Reals } from "./reals.js";

export function randomKernels(reals: Reals): Pick<Kernels, keyof RandomKernels> {
  const { memory } = reals;
  return {
    uniform(state, y, n, low, high) {
      const words = memory.int32;
      const s = state >>> 2;
      const v = reals.view;
      const y0 = reals.index(y);
      const base = reals.round(low);
      const width = reals.round(high - low);
      const unit = reals.dtype === "float32" ? unit24 : unit53;
      for (let i = 0; i < n; i++) v[y0 + i] = base + reals.round(width * unit(words, s));
    },

    normal(state, y, n, mean, deviation) {
      const words = memory.int32;
      const s = state >>> 2;
      const v = reals.view;
      const y0 = reals.index(y);
      for (let i = 0; i < n; i += 2) {
        let a: number;
        let b: number;
        let square: number;
        do {
          a = (draw(words, s) + 0.5) / 2 ** 31 - 1;
          b = (draw(words, s) + 0.5) / 2 ** 31 - 1;
          square = a * a + b * b;
        } while (!(square > 0 && square < 1));
        const f = Math.sqrt((-2 * logOfUnit(square)) / square);
        v[y0 + i] = mean + deviation * (a * f);
        if (i + 1 < n) v[y0 + i + 1] = mean + deviation * (b * f);
      }
    },

    dropoutMask(state, y, n, rate) {
      const words = memory.int32;
      const s = state >>> 2;
      const v = reals.view;
      const y0 = reals.index(y);
      const kept = 1 / (1 - rate);
      for (let i = 0; i < n; i++) v[y0 + i] = unit24(words, s) < rate ? 0 : kept;
    },

    permutation(state, y, n) {
      const words = memory.int32;
      const s = state >>> 2;
      const y0 = y >>> 2;
      for (let i = 0; i < n; i++) words[y0 + i] = i;
      for (let i = n - 1; i > 0; i--) {
        const j = below(i + 1, draw(words, s));
        const swapped = words[y0 + i];
        words[y0 + i] = words[y0 + j];
        words[y0 + j] = swapped;
      }
    },
  };
}

/**
 * The next 32 bits of xoshiro128** (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c);
 * its state is words[s] … words[s + 3].
 */
function draw(words: Int32Array, s: number): number {
  const s1 = words[s + 1];
  const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9);
  words[s + 2] ^= words[s];
  words[s + 3] ^= s1;
  words[s + 1] ^= words[s + 2];
  words[s] ^= words[s + 3];
  words[s + 2] ^= s1 << 9;
  words[s + 3] = rotateLeft(words[s + 3], 11);
  return result >>> 0;
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

function unit24(words: Int32Array, s: number): number {
  return (draw(words, s) >>> 8) / 2 ** 24;
}

function unit53(words: Int32Array, s: number): number {
  const high = draw(words, s) >>> 5;
  return (high * 2 ** 26 + (draw(words, s) >>> 6)) / 2 ** 53;
}

/** The high 32 bits of bits * n; in halves, since the product can pass 2^53. */
function below(n: number, bits: number): number {
  const low = Math.floor(((bits & 0xffff) * n) / 2 ** 16);
  return Math.floor(((bits >>> 16) * n + low) / 2 ** 16);
}
