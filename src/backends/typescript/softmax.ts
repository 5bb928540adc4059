import { exp } from "../../kernels/exp.js";
import type { Kernels } from "../../kernels/kernels.js";
import { log } from "../../kernels/log.js";
import { LaneSum } from "./lane-sum.js";
import type { Reals } from "./reals.js";
import { forEachLane, maxIndex } from "./reduce.js";

type SoftmaxNames = "softmax" | "softmaxGrad" | "logSoftmax" | "logSoftmaxGrad";

/** Along the middle axis of [outer, axis, inner]; shifted by the maximum, so that exp cannot overflow. */
export function softmaxKernels(reals: Reals): Pick<Kernels, SoftmaxNames> {
  const sum = new LaneSum(reals.dtype);
  return {
    softmax(x, y, outer, axis, inner) {
      const v = reals.view;
      const toY = reals.index(y) - reals.index(x);
      forEachLane(reals.index(x), outer, axis, inner, (lane) => {
        const end = lane + axis * inner;
        const max = v[lane + maxIndex(v, lane, axis, inner) * inner];
        sum.start(inner);
        for (let at = lane; at < end; at += inner) {
          v[at + toY] = exp(reals.round(v[at] - max));
          sum.add(v[at + toY]);
        }
        const total = sum.total();
        for (let at = lane; at < end; at += inner) v[at + toY] /= total;
      });
    },

    softmaxGrad(y, dy, dx, outer, axis, inner) {
      const v = reals.view;
      const toDy = reals.index(dy) - reals.index(y);
      const toDx = reals.index(dx) - reals.index(y);
      forEachLane(reals.index(y), outer, axis, inner, (lane) => {
        const end = lane + axis * inner;
        sum.start(inner);
        for (let at = lane; at < end; at += inner) sum.add(reals.round(v[at + toDy] * v[at]));
        const mean = sum.total();
        for (let at = lane; at < end; at += inner) {
          v[at + toDx] += reals.round(v[at] * reals.round(v[at + toDy] - mean));
        }
      });
    },

    logSoftmax(x, y, outer, axis, inner) {
      const v = reals.view;
      const toY = reals.index(y) - reals.index(x);
      forEachLane(reals.index(x), outer, axis, inner, (lane) => {
        const end = lane + axis * inner;
        const max = v[lane + maxIndex(v, lane, axis, inner) * inner];
        sum.start(inner);
        for (let at = lane; at < end; at += inner) {
          sum.add(reals.round(exp(reals.round(v[at] - max))));
        }
        const logTotal = reals.round(log(sum.total()));
        for (let at = lane; at < end; at += inner) {
          v[at + toY] = reals.round(v[at] - max) - logTotal;
        }
      });
    },

    logSoftmaxGrad(y, dy, dx, outer, axis, inner) {
      const v = reals.view;
      const toDy = reals.index(dy) - reals.index(y);
      const toDx = reals.index(dx) - reals.index(y);
      forEachLane(reals.index(y), outer, axis, inner, (lane) => {
        const end = lane + axis * inner;
        sum.start(inner);
        for (let at = lane; at < end; at += inner) sum.add(v[at + toDy]);
        const total = sum.total();
        for (let at = lane; at < end; at += inner) {
          const p = reals.round(exp(v[at]));
          v[at + toDx] += reals.round(v[at + toDy] - reals.round(p * total));
        }
      });
    },
  };
}
