import type { Address, NormKernels } from "../../kernels/kernels.js";
import { LaneSum } from "./lane-sum.js";
import type { Reals } from "./reals.js";

/** Norms over rows. That by root mean square is the same with a mean of 0 (its address is 0) and no offset. */
export function normKernels(reals: Reals): NormKernels {
  const layerNorm = normOf(reals);
  const layerNormGrad = normGradOf(reals);
  return {
    layerNorm,
    layerNormGrad,
    rmsNorm: (x, gain, y, inverse, rows, columns, epsilon) =>
      layerNorm(x, gain, 0, y, 0, inverse, rows, columns, epsilon),
    rmsNormGrad: (x, gain, inverse, dy, dx, dgain, ...rest) =>
      layerNormGrad(x, gain, 0, inverse, dy, dx, dgain, 0, ...rest),
  };
}

function normOf(reals: Reals): NormKernels["layerNorm"] {
  const sum = new LaneSum(reals.dtype);
  const round = (x: number) => reals.round(x);
  return (x, gain, offset, y, mean, inverse, rows, columns, epsilon) => {
    const v = reals.view;
    const [x0, y0, gain0, offset0] = [x, y, gain, offset].map((address) => reals.index(address));
    const e = round(epsilon);
    for (let r = 0; r < rows; r++) {
      const row = x0 + r * columns;
      let center = 0;
      if (mean !== 0) {
        sum.start(1);
        for (let c = 0; c < columns; c++) sum.add(v[row + c]);
        center = round(sum.total() / columns);
        v[reals.index(mean) + r] = center;
      }
      sum.start(1);
      for (let c = 0; c < columns; c++) {
        const distance = round(v[row + c] - center);
        sum.add(round(distance * distance));
      }
      const deviation = round(Math.sqrt(round(round(sum.total() / columns) + e)));
      const scale = round(1 / deviation);
      v[reals.index(inverse) + r] = scale;
      for (let c = 0; c < columns; c++) {
        const scaled = round(round(round(v[row + c] - center) * scale) * v[gain0 + c]);
        v[y0 + r * columns + c] = offset === 0 ? scaled : scaled + v[offset0 + c];
      }
    }
  };
}

function normGradOf(reals: Reals): NormKernels["layerNormGrad"] {
  const [sumOfG, sumOfGH] = [new LaneSum(reals.dtype), new LaneSum(reals.dtype)];
  return (x, gain, mean, inverse, dy, dx, dgain, doffset, rows, columns, scratch, fresh) => {
    const v = reals.view;
    const clear = (address: Address, n: number) =>
      v.fill(0, reals.index(address), reals.index(address) + n);
    if (fresh & 1) clear(dgain, columns);
    if (fresh & 2) clear(doffset, columns);
    if (fresh & 4) clear(dx, rows * columns);
    const [toDy, toDx] = [reals.index(dy) - reals.index(x), reals.index(dx) - reals.index(x)];
    const [gain0, dgain0, doffset0] = [gain, dgain, doffset].map((at) => reals.index(at));
    const g = reals.index(scratch);
    const h = g + columns;
    for (let r = 0; r < rows; r++) {
      const row = reals.index(x) + r * columns;
      const center = mean === 0 ? 0 : v[reals.index(mean) + r];
      const scale = v[reals.index(inverse) + r];
      sumOfG.start(1);
      sumOfGH.start(1);
      for (let c = 0; c < columns; c++) {
        const d = v[row + toDy + c];
        v[h + c] = reals.round(v[row + c] - center) * scale;
        v[g + c] = d * v[gain0 + c];
        if (dgain !== 0) v[dgain0 + c] += reals.round(d * v[h + c]);
        if (doffset !== 0) v[doffset0 + c] += d;
        sumOfG.add(v[g + c]);
        sumOfGH.add(reals.round(v[g + c] * v[h + c]));
      }
      if (dx === 0) continue;
      const meanOfG = mean === 0 ? 0 : reals.round(sumOfG.total() / columns);
      const meanOfGH = reals.round(sumOfGH.total() / columns);
      for (let c = 0; c < columns; c++) {
        const along = reals.round(v[h + c] * meanOfGH);
        const distance = reals.round(reals.round(v[g + c] - meanOfG) - along);
        v[row + toDx + c] += reals.round(scale * distance);
      }
    }
  };
}
