import { type Cases, type Group, type Row, units } from "../group.js";
import type { Library } from "../library.js";
import { inProcess } from "../measure.js";

type Array = InstanceType<Library["MLArray"]>;

const small = 4096;
const large = 1 << 20;

/** x and y have one shape; row is a row of it. All are positive, so that log is at home. */
interface Operands {
  readonly x: Array;
  readonly y: Array;
  readonly row: Array;
}

interface Operation {
  readonly name: string;
  readonly call: (operands: Operands) => Array;
  readonly n: number;
  /** ns an element. */
  readonly atMost?: number;
}

const operations: readonly Operation[] = [
  { name: "add", n: small, call: ({ x, y }) => x.add(y) },
  { name: "add a row", n: small, call: ({ x, row }) => x.add(row) },
  { name: "add a number", n: small, call: ({ x }) => x.add(1) },
  { name: "mul", n: small, call: ({ x, y }) => x.mul(y) },
  { name: "div", n: small, call: ({ x, y }) => x.div(y) },
  { name: "pow", n: small, call: ({ x, y }) => x.pow(y) },
  { name: "maximum", n: small, call: ({ x, y }) => x.maximum(y) },
  { name: "sqrt", n: small, call: ({ x }) => x.sqrt() },
  { name: "relu", n: small, call: ({ x }) => x.relu() },
  { name: "elu", n: small, call: ({ x }) => x.elu(1) },
  { name: "exp", n: small, call: ({ x }) => x.exp(), atMost: 1.2 },
  { name: "log", n: small, call: ({ x }) => x.log(), atMost: 1.2 },
  { name: "tanh", n: small, call: ({ x }) => x.tanh(), atMost: 1.8 },
  { name: "sigmoid", n: small, call: ({ x }) => x.sigmoid(), atMost: 1.2 },
  { name: "add", n: large, call: ({ x, y }) => x.add(y) },
  { name: "exp", n: large, call: ({ x }) => x.exp() },
];

const nameOf = ({ name, n }: Operation): string => `${name}, ${n === small ? "4096" : "a million"}`;

const rows: readonly Row[] = operations.map((operation) => ({
  name: nameOf(operation),
  work: operation.n,
  goals: operation.atMost === undefined ? [] : [{ atMost: operation.atMost }],
}));

function cases({ uniform }: Library): Cases {
  const columns = 64;
  const make = (rows: number): Array =>
    uniform(rows, columns, { low: 0.1, high: 4, requiresGrad: false });
  return Object.fromEntries(
    operations.map((operation) => [
      nameOf(operation),
      () => {
        const count = operation.n / columns;
        const operands: Operands = { x: make(count), y: make(count), row: make(1) };
        return () => operation.call(operands).dispose();
      },
    ]),
  );
}

export const elementwise: Group = {
  name: "elementwise",
  title: "Element-wise operations, float32, without gradients",
  unit: units.nanosecondsEach,
  rows,
  contestants: ({ wasm, typescript }) => [
    inProcess("wasm", cases(wasm)),
    inProcess("typescript", cases(typescript)),
  ],
};
