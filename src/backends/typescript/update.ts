import type { UpdateKernels } from "../../kernels/kernels.js";
import type { Reals } from "./reals.js";

/** Every product, quotient and sum is rounded to the dtype, scalars on entry. */
export function updateKernels(reals: Reals): UpdateKernels {
  return {
    sgd(w, g, n, rate) {
      const v = reals.view;
      const w0 = reals.index(w);
      const g0 = reals.index(g);
      const r = reals.round(rate);
      for (let i = 0; i < n; i++) v[w0 + i] -= reals.round(r * v[g0 + i]);
    },

    momentum(w, g, s, n, rate, momentum, nesterov) {
      const v = reals.view;
      const w0 = reals.index(w);
      const g0 = reals.index(g);
      const s0 = reals.index(s);
      const r = reals.round(rate);
      const b = reals.round(momentum);
      for (let i = 0; i < n; i++) {
        const step = reals.round(r * v[g0 + i]);
        v[s0 + i] = reals.round(b * v[s0 + i]) + step;
        v[w0 + i] -= nesterov ? reals.round(reals.round(b * v[s0 + i]) + step) : v[s0 + i];
      }
    },

    adagrad(w, g, c, n, rate, epsilon) {
      const v = reals.view;
      const w0 = reals.index(w);
      const g0 = reals.index(g);
      const c0 = reals.index(c);
      const r = reals.round(rate);
      const e = reals.round(epsilon);
      for (let i = 0; i < n; i++) {
        v[c0 + i] += reals.round(v[g0 + i] * v[g0 + i]);
        const root = reals.round(Math.sqrt(v[c0 + i]));
        v[w0 + i] -= reals.round(reals.round(r * v[g0 + i]) / reals.round(root + e));
      }
    },

    rmsprop(w, g, c, n, rate, rho, epsilon) {
      const v = reals.view;
      const w0 = reals.index(w);
      const g0 = reals.index(g);
      const c0 = reals.index(c);
      const r = reals.round(rate);
      const e = reals.round(epsilon);
      const keep = reals.round(rho);
      const take = reals.round(1 - rho);
      for (let i = 0; i < n; i++) {
        const square = reals.round(v[g0 + i] * v[g0 + i]);
        v[c0 + i] = reals.round(keep * v[c0 + i]) + reals.round(take * square);
        const root = reals.round(Math.sqrt(v[c0 + i]));
        v[w0 + i] -= reals.round(reals.round(r * v[g0 + i]) / reals.round(root + e));
      }
    },

    lion(w, g, m, n, rate, beta1, beta2) {
      const v = reals.view;
      const w0 = reals.index(w);
      const g0 = reals.index(g);
      const m0 = reals.index(m);
      const r = reals.round(rate);
      const mixed = (beta: number) => {
        const [keep, take] = [reals.round(beta), reals.round(1 - beta)];
        return (i: number) => reals.round(keep * v[m0 + i]) + reals.round(take * v[g0 + i]);
      };
      const [direction, mean] = [mixed(beta1), mixed(beta2)];
      for (let i = 0; i < n; i++) {
        const d = reals.round(direction(i));
        v[w0 + i] -= d > 0 ? r : d < 0 ? -r : 0;
        v[m0 + i] = mean(i);
      }
    },

    adam: adamKernel(reals),
  };
}

function adamKernel(reals: Reals): UpdateKernels["adam"] {
  return (w, g, m, s, n, rate, beta1, beta2, epsilon, correction1, correction2, decay) => {
    const v = reals.view;
    const w0 = reals.index(w);
    const g0 = reals.index(g);
    const m0 = reals.index(m);
    const s0 = reals.index(s);
    const keep1 = reals.round(beta1);
    const take1 = reals.round(1 - beta1);
    const keep2 = reals.round(beta2);
    const take2 = reals.round(1 - beta2);
    const rootCorrection = Math.sqrt(correction2);
    const r = reals.round((rate * rootCorrection) / correction1);
    const e = reals.round(epsilon * rootCorrection);
    const d = reals.round(decay);
    for (let i = 0; i < n; i++) {
      const gi = v[g0 + i];
      v[m0 + i] = reals.round(keep1 * v[m0 + i]) + reals.round(take1 * gi);
      v[s0 + i] = reals.round(keep2 * v[s0 + i]) + reals.round(take2 * reals.round(gi * gi));
      const root = reals.round(Math.sqrt(v[s0 + i]));
      const step = reals.round(reals.round(r * v[m0 + i]) / reals.round(root + e));
      const decayed = reals.round(v[w0 + i] - reals.round(d * v[w0 + i]));
      v[w0 + i] = decayed - step;
    }
  };
}
