import type { Contestant, Group, Unit } from "../group.js";
import type { Library } from "../library.js";

type Array = InstanceType<Library["MLArray"]>;

interface Checked {
  readonly name: string;
  readonly call: (x: Array) => Array;
  /** In float64, whose own error is too small to count here. */
  readonly exact: (x: number) => number;
  readonly atMost: number;
}

const functions: readonly Checked[] = [
  { name: "exp", call: (x) => x.exp(), exact: Math.exp, atMost: 1 },
  { name: "log", call: (x) => x.log(), exact: Math.log, atMost: 1 },
  { name: "tanh", call: (x) => x.tanh(), exact: Math.tanh, atMost: 1.5 },
  {
    name: "sigmoid",
    call: (x) => x.sigmoid(),
    exact: (x) => 1 / (1 + Math.exp(-x)),
    atMost: 2.5,
  },
];

/** Every 127th float32 there is, a prime so that all fractions and exponents meet. */
const stride = 127;
const chunk = 1 << 16;

/** The worst error over the whole range, in units in the last place of the exact result. */
function worstUlps({ MLArray, noGrad }: Library, { call, exact }: Checked): number {
  const bits = new Uint32Array(chunk);
  const inputs = new Float32Array(bits.buffer);
  const outputs = new Float32Array(chunk);
  const x = new MLArray(inputs, { requiresGrad: false });
  let worst = 0;
  for (let first = 0; first < 2 ** 32; first += stride * chunk) {
    for (let i = 0; i < chunk; i++) bits[i] = first + i * stride;
    x.updateValues(inputs);
    const y = noGrad(() => call(x));
    y.copyTo(outputs);
    y.dispose();
    for (let i = 0; i < chunk; i++) {
      const error = ulps(outputs[i], exact(inputs[i]));
      if (error > worst) worst = error;
    }
  }
  return worst;
}

const smallestNormal = 2 ** -126;
const smallest = 2 ** -149;

/** How far y is from `exact`, in float32's spacing there; Infinity where only one is a number. */
function ulps(y: number, exact: number): number {
  const nearest = Math.fround(exact);
  if (Object.is(y, nearest) || (y === 0 && nearest === 0)) return Math.abs(y - exact) / spacing(y);
  if (!Number.isFinite(y) || !Number.isFinite(nearest)) return Number.POSITIVE_INFINITY;
  return Math.abs(y - exact) / spacing(nearest);
}

function spacing(y: number): number {
  if (!Number.isFinite(y)) return Number.POSITIVE_INFINITY;
  return Math.abs(y) < smallestNormal ? smallest : 2 ** (Math.floor(Math.log2(Math.abs(y))) - 23);
}

/** An error is the same in every round, so it is found once. */
function column(name: string, library: Library): Contestant {
  const found = new Map<string, number>();
  return {
    name,
    async measure(row) {
      const checked = functions.find((each) => each.name === row) as Checked;
      const worst = found.get(row) ?? worstUlps(library, checked);
      found.set(row, worst);
      return worst;
    },
  };
}

const ulp: Unit = { name: "ulp", of: (error) => error };

export const accuracy: Group = {
  name: "accuracy",
  title: "Worst error over the whole range of float32",
  unit: ulp,
  rows: functions.map(({ name, atMost }) => ({ name, work: 1, goals: [{ atMost }] })),
  contestants: ({ wasm, typescript }) => [column("wasm", wasm), column("typescript", typescript)],
};
