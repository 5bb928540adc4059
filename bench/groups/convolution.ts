import type { Backend } from "../../src/backends/backend.js";
import { windowPack } from "../../src/backends/packs/windows.js";
import { createTypeScriptBackend } from "../../src/backends/typescript/index.js";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import type { Windows } from "../../src/kernels/windows.js";
import { type Cases, type Goal, type Group, type Row, units } from "../group.js";
import { LaidOut } from "../laid-out.js";
import { inProcess, probeColumn } from "../measure.js";

/** The kernels by themselves: what a layer does around them is nothing beside them. */
interface Layer {
  readonly name: string;
  readonly windows: Windows;
  /** Of the probe: forward, dW and dX; null where there is no goal. */
  readonly goals: readonly [number, number, number] | null;
}

const rows = 32;

function layer(
  name: string,
  size: number,
  channels: number,
  filters: number,
  kernel: number,
  stride: number,
  goals: Layer["goals"] = null,
  groups = 1,
): Layer {
  const out = Math.ceil(size / stride);
  const before = Math.max(0, (out - 1) * stride + kernel - size) >> 1;
  const windows = {
    ...{
      rows,
      height: size,
      width: size,
      channels,
      filters,
      groups,
      outHeight: out,
      outWidth: out,
    },
    ...{ kernelHeight: kernel, kernelWidth: kernel, strideY: stride, strideX: stride },
    ...{ dilationY: 1, dilationX: 1, top: before, left: before },
  };
  return { name, windows, goals };
}

const layers: readonly Layer[] = [
  layer("3x3, 28x28x1 to 8", 28, 1, 8, 3, 1),
  layer("3x3, 14x14x8 to 16", 14, 8, 16, 3, 1, [0.8, 0.78, 0.58]),
  layer("3x3, 32x32x3 to 32", 32, 3, 32, 3, 1),
  layer("3x3, 32x32x32 to 64", 32, 32, 64, 3, 1, [0.93, 0.9, 0.84]),
  layer("1x1, 16x16x64 to 128", 16, 64, 128, 1, 1),
  layer("3x3, 32x32x32 to 64, stride 2", 32, 32, 64, 3, 2),
  layer("3x3 depthwise, 32x32x32", 32, 32, 32, 3, 1, null, 32),
];

const kinds = ["forward", "dW", "dX"] as const;

function work({ windows: s }: Layer): number {
  const perWindow = s.kernelHeight * s.kernelWidth * (s.channels / s.groups) * s.filters;
  return 2 * s.rows * s.outHeight * s.outWidth * perWindow;
}

const table: readonly Row[] = layers.flatMap((each) =>
  kinds.map((kind, i) => {
    const goals: Goal[] = each.goals ? [{ against: probeColumn, times: each.goals[i] }] : [];
    return { name: `${kind} ${each.name}`, work: work(each), goals };
  }),
);

/** Lays out a layer in memory; gives its three calls. */
function calls(backend: Backend, { windows: s }: Layer): (() => void)[] {
  const { conv, convGradWeights, convGradInput, convScratch } = backend.packed(
    windowPack,
    "float32",
  );
  const place = new LaidOut(backend);
  const at = place.windows(s);
  const pixels = s.rows * s.height * s.width * s.channels;
  const results = s.rows * s.outHeight * s.outWidth * s.filters;
  const weights = s.kernelHeight * s.kernelWidth * (s.channels / s.groups) * s.filters;
  const [x, dx, y] = [pixels, pixels, results].map((n) => place.numbers(n));
  const [w, dw, bias] = [weights, weights, s.filters].map((n) => place.numbers(n));
  const scratch = place.numbers(convScratch(at) / 4);
  return [
    () => conv(x, w, bias, y, at, 0, scratch),
    () => convGradWeights(x, y, dw, bias, at, 3, scratch),
    () => convGradInput(y, w, dx, at, 1, scratch),
  ];
}

/** A memory for each call: what is laid out in one for another may lie in the same place. */
function cases(create: () => Backend, measured: readonly Layer[]): Cases {
  return Object.fromEntries(
    measured.flatMap((each) =>
      kinds.map((kind, i) => [`${kind} ${each.name}`, () => calls(create(), each)[i]] as const),
    ),
  );
}

export const convolution: Group = {
  name: "convolution",
  title: "Convolutions, batches of 32, kernel by kernel",
  unit: units.gigaflops,
  rows: table,
  probe: true,
  contestants: () => [
    inProcess("wasm", cases(createWasmBackend, layers)),
    // Plain loops take seconds for the others.
    inProcess(
      "typescript",
      cases(
        createTypeScriptBackend,
        layers.filter((each) => work(each) < 1e8),
      ),
    ),
  ],
};
