import { type Cases, type Group, units } from "../group.js";
import { inProcess } from "../measure.js";
import { ClosureValue } from "../references/closure-value.js";

/** What both engines offer. */
interface Scalar {
  add(other: Scalar): Scalar;
  mul(other: Scalar): Scalar;
  tanh(): Scalar;
  backward(): void;
}

const width = 16;
/** As deep as the recursion of the reference bears on a default stack. */
const layers = 190;
/** A neuron is `width` products, as many sums and one tanh. */
const nodes = layers * width * (2 * width + 1);
const row = `${nodes} nodes, neurons of ${width} inputs`;

/** Forward and backward through layers of neurons that share one set of weights. */
function pass(make: (data: number) => Scalar): () => void {
  const leaf = (_: unknown, i: number) => make(Math.sin(i + 1) / 4);
  const inputs = Array.from({ length: width }, leaf);
  const biases = Array.from({ length: width }, leaf);
  const weights = biases.map((_, j) =>
    Array.from({ length: width }, (_, i) => leaf(_, width * j + i)),
  );
  return () => {
    let x = inputs;
    for (let layer = 0; layer < layers; layer++) {
      x = weights.map((row, j) =>
        row.reduce((sum, w, i) => sum.add(w.mul(x[i])), biases[j]).tanh(),
      );
    }
    x.reduce((sum, y) => sum.add(y)).backward();
  };
}

const closures = "closures and a Set";
const cases = (make: (data: number) => Scalar): Cases => ({ [row]: () => pass(make) });

export const value: Group = {
  name: "value",
  title: "A graph of scalars, forward and backward",
  unit: units.nanosecondsEach,
  rows: [{ name: row, work: nodes, goals: [{ against: closures, times: 5 }] }],
  contestants: ({ wasm: { Value } }) => [
    inProcess(
      "wasm",
      cases((data) => new Value(data) as Scalar),
    ),
    inProcess(
      closures,
      cases((data) => new ClosureValue(data) as Scalar),
    ),
  ],
};
