import { type Cases, type Goal, type Group, units } from "../group.js";
import type { Library } from "../library.js";
import { inProcess } from "../measure.js";

const [rows, columns] = [1024, 64];
const size = `${rows} x ${columns}`;

const goals: Readonly<Record<string, readonly Goal[]>> = {
  [`LayerNorm ${size}, forward and backward`]: [{ atMost: 2 }],
};

function cases(library: Library): Cases {
  const { LayerNorm, ones, RMSNorm, uniform } = library;
  const layers = { LayerNorm, RMSNorm };
  const entries = Object.entries(layers).flatMap(([name, Layer]) => {
    const make = (requiresGrad: boolean) => {
      return { layer: new Layer(), x: uniform(rows, columns, { low: -1, requiresGrad }) };
    };
    const forward = () => {
      const { layer, x } = make(false);
      return () => library.noGrad(() => layer.forward(x).dispose());
    };
    const both = () => {
      const { layer, x } = make(true);
      const dy = ones(rows, columns, { requiresGrad: false });
      return () => {
        const y = layer.forward(x);
        y.backward(dy);
        y.dispose();
        x.restart();
      };
    };
    return [
      [`${name} ${size}, forward`, forward],
      [`${name} ${size}, forward and backward`, both],
    ] as const;
  });
  return Object.fromEntries(entries);
}

export const norms: Group = {
  name: "norms",
  title: "Norms over features, float32",
  unit: units.nanosecondsEach,
  rows: ["LayerNorm", "RMSNorm"].flatMap((name) =>
    ["forward", "forward and backward"].map((pass) => {
      const row = `${name} ${size}, ${pass}`;
      return { name: row, work: rows * columns, goals: goals[row] };
    }),
  ),
  contestants: ({ wasm, typescript }) => [
    inProcess("wasm", cases(wasm)),
    inProcess("typescript", cases(typescript)),
  ],
};
