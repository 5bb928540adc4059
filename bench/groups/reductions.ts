import { type Cases, type Group, units } from "../group.js";
import type { Library } from "../library.js";
import { inProcess } from "../measure.js";

type Array = InstanceType<Library["MLArray"]>;

interface Reduction {
  readonly name: string;
  readonly shape: readonly [rows: number, columns: number];
  readonly call: (x: Array) => Array;
}

const wide = [256, 256] as const;
const classes = [128, 10] as const;

const operations: readonly Reduction[] = [
  { name: "sum of all", shape: wide, call: (x) => x.sum() },
  { name: "sum of rows, axis 0", shape: wide, call: (x) => x.sum(0) },
  { name: "sum of columns, axis 1", shape: wide, call: (x) => x.sum(1) },
  { name: "variance, axis 1", shape: wide, call: (x) => x.var(1) },
  { name: "max, axis 1", shape: wide, call: (x) => x.max(1) },
  { name: "argmax, axis 1", shape: wide, call: (x) => x.argmax(1) },
  { name: "argmax, axis 1", shape: classes, call: (x) => x.argmax(1) },
  { name: "softmax", shape: wide, call: (x) => x.softmax() },
  { name: "softmax", shape: classes, call: (x) => x.softmax() },
  { name: "logSoftmax", shape: classes, call: (x) => x.logSoftmax() },
];

const nameOf = ({ name, shape }: Reduction): string => `${name}, ${shape.join(" x ")}`;

function cases({ uniform }: Library): Cases {
  return Object.fromEntries(
    operations.map((reduction) => [
      nameOf(reduction),
      () => {
        const x = uniform(...reduction.shape, { low: -1, requiresGrad: false });
        return () => reduction.call(x).dispose();
      },
    ]),
  );
}

export const reductions: Group = {
  name: "reductions",
  title: "Reductions, float32, without gradients",
  unit: units.nanosecondsEach,
  rows: operations.map((reduction) => ({
    name: nameOf(reduction),
    work: reduction.shape[0] * reduction.shape[1],
  })),
  contestants: ({ wasm, typescript }) => [
    inProcess("wasm", cases(wasm)),
    inProcess("typescript", cases(typescript)),
  ],
};
