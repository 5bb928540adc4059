import type { Address, RecurrentKernels } from "../../kernels/kernels.js";
import { sigmoid } from "../../kernels/sigmoid.js";
import { tanh } from "../../kernels/tanh.js";
import { sigmoidSlope, tanhSlope } from "./elementwise.js";
import type { Reals } from "./reals.js";

export function recurrentKernels(reals: Reals): RecurrentKernels {
  return { ...rnnKernels(reals), ...lstmKernels(reals), ...gruKernels(reals) };
}

/** Visits each unit of each row with its number, and whether the row keeps its state. */
function forEachUnit(
  reals: Reals,
  mask: Address,
  rows: number,
  steps: number,
  units: number,
  visit: (row: number, unit: number, keeps: boolean) => void,
): void {
  for (let row = 0; row < rows; row++) {
    const keeps = mask !== 0 && reals.view[reals.index(mask) + row * steps] === 0;
    for (let unit = 0; unit < units; unit++) visit(row, unit, keeps);
  }
}

function rnnKernels(reals: Reals): Pick<RecurrentKernels, "rnnStep" | "rnnStepGrad"> {
  const round = (x: number) => reals.round(x);
  const slope = tanhSlope(reals);
  return {
    rnnStep(previous, states, mask, rows, steps, units, previousRow) {
      const v = reals.view;
      forEachUnit(reals, mask, rows, steps, units, (r, u, keeps) => {
        const at = reals.index(states) + r * steps * units + u;
        v[at] = keeps ? v[reals.index(previous) + r * previousRow + u] : tanh(v[at]);
      });
    },

    rnnStepGrad(states, dy, dh, dgates, mask, rows, steps, units) {
      const v = reals.view;
      forEachUnit(reals, mask, rows, steps, units, (r, u, keeps) => {
        const [at, own] = [r * steps * units + u, reals.index(dh) + r * units + u];
        const d = round(v[own] + v[reals.index(dy) + at]);
        const s = round(slope(v[reals.index(states) + at]));
        v[reals.index(dgates) + at] = keeps ? 0 : d * s;
        v[own] = keeps ? d : 0;
      });
    },
  };
}

function lstmKernels(reals: Reals): Pick<RecurrentKernels, "lstmStep" | "lstmStepGrad"> {
  const round = (x: number) => reals.round(x);
  const slopes = { sigmoid: sigmoidSlope(reals), tanh: tanhSlope(reals) };
  return {
    lstmStep(gates, previousCells, previous, cells, states, mask, rows, steps, units, row) {
      const v = reals.view;
      forEachUnit(reals, mask, rows, steps, units, (r, u, keeps) => {
        const at = r * steps * units + u;
        const before = v[reals.index(previousCells) + r * row + u];
        if (keeps) {
          v[reals.index(cells) + at] = before;
          v[reals.index(states) + at] = v[reals.index(previous) + r * row + u];
          return;
        }
        const first = reals.index(gates) + r * steps * 4 * units + u;
        const [i, f, g, o] = [0, 1, 2, 3].map((gate) => first + gate * units);
        v[i] = sigmoid(v[i]);
        v[f] = sigmoid(v[f]);
        v[g] = tanh(v[g]);
        v[o] = sigmoid(v[o]);
        const cell = round(round(v[f] * before) + round(v[i] * v[g]));
        v[reals.index(cells) + at] = cell;
        v[reals.index(states) + at] = v[o] * round(tanh(cell));
      });
    },

    lstmStepGrad(gates, previousCells, cells, dy, dcells, dh, dc, dgates, mask, ...sizes) {
      const [rows, steps, units, row] = sizes;
      const v = reals.view;
      forEachUnit(reals, mask, rows, steps, units, (r, u, keeps) => {
        const [at, own] = [r * steps * units + u, r * units + u];
        const [dh0, dc0] = [reals.index(dh) + own, reals.index(dc) + own];
        const dState = round(v[dh0] + v[reals.index(dy) + at]);
        const given = dcells === 0 ? v[dc0] : round(v[dc0] + v[reals.index(dcells) + at]);
        const first = r * steps * 4 * units + u;
        const to = (gate: number) => reals.index(dgates) + first + gate * units;
        if (keeps) {
          for (let gate = 0; gate < 4; gate++) v[to(gate)] = 0;
          [v[dh0], v[dc0]] = [dState, given];
          return;
        }
        const [i, f, g, o] = [0, 1, 2, 3].map((k) => v[reals.index(gates) + first + k * units]);
        const bounded = round(tanh(v[reals.index(cells) + at]));
        const through = round(round(dState * o) * round(slopes.tanh(bounded)));
        const dCell = round(given + through);
        const before = v[reals.index(previousCells) + r * row + u];
        v[to(0)] = round(dCell * g) * round(slopes.sigmoid(i));
        v[to(1)] = round(dCell * before) * round(slopes.sigmoid(f));
        v[to(2)] = round(dCell * i) * round(slopes.tanh(g));
        v[to(3)] = round(dState * bounded) * round(slopes.sigmoid(o));
        [v[dh0], v[dc0]] = [0, dCell * f];
      });
    },
  };
}

function gruKernels(reals: Reals): Pick<RecurrentKernels, "gruStep" | "gruStepGrad"> {
  const round = (x: number) => reals.round(x);
  const slopes = { sigmoid: sigmoidSlope(reals), tanh: tanhSlope(reals) };
  return {
    gruStep(gates, recurrent, previous, states, hidden, mask, rows, steps, units, row) {
      const v = reals.view;
      forEachUnit(reals, mask, rows, steps, units, (r, u, keeps) => {
        const at = r * steps * units + u;
        const before = v[reals.index(previous) + r * row + u];
        const own = reals.index(recurrent) + r * 3 * units + u;
        const first = reals.index(gates) + r * steps * 3 * units + u;
        const [reset, update, fresh] = [first, first + units, first + 2 * units];
        v[reals.index(hidden) + at] = v[own + 2 * units];
        v[reset] = sigmoid(round(v[reset] + v[own]));
        v[update] = sigmoid(round(v[update] + v[own + units]));
        v[fresh] = tanh(round(v[fresh] + round(v[reset] * v[own + 2 * units])));
        const step = round(v[update] * round(before - v[fresh]));
        v[reals.index(states) + at] = keeps ? before : v[fresh] + step;
      });
    },

    gruStepGrad(gates, hidden, previous, dy, dh, dgates, drecurrent, mask, ...sizes) {
      const [rows, steps, units, row] = sizes;
      const v = reals.view;
      forEachUnit(reals, mask, rows, steps, units, (r, u, keeps) => {
        const [at, dh0] = [r * steps * units + u, reals.index(dh) + r * units + u];
        const d = round(v[dh0] + v[reals.index(dy) + at]);
        const first = r * steps * 3 * units + u;
        const to = (gradient: Address, gate: number) =>
          reals.index(gradient) + first + gate * units;
        if (keeps) {
          for (let gate = 0; gate < 3; gate++) v[to(dgates, gate)] = v[to(drecurrent, gate)] = 0;
          v[dh0] = d;
          return;
        }
        const [reset, update, fresh] = [0, 1, 2].map((gate) => v[to(gates, gate)]);
        const before = v[reals.index(previous) + r * row + u];
        const dFresh = round(round(d * round(1 - update)) * round(slopes.tanh(fresh)));
        const dReset = round(dFresh * v[reals.index(hidden) + at]);
        const forReset = round(dReset * round(slopes.sigmoid(reset)));
        const dUpdate = round(d * round(before - fresh));
        const forUpdate = round(dUpdate * round(slopes.sigmoid(update)));
        v[to(dgates, 0)] = v[to(drecurrent, 0)] = forReset;
        v[to(dgates, 1)] = v[to(drecurrent, 1)] = forUpdate;
        v[to(dgates, 2)] = dFresh;
        v[to(drecurrent, 2)] = dFresh * reset;
        v[dh0] = d * update;
      });
    },
  };
}
