import type { Backend } from "../../src/backends/backend.js";
import { windowPack } from "../../src/backends/packs/windows.js";
import { createTypeScriptBackend } from "../../src/backends/typescript/index.js";
import { createWasmBackend } from "../../src/backends/wasm/index.js";
import type { Windows } from "../../src/kernels/windows.js";
import { type Cases, type Group, units } from "../group.js";
import { LaidOut } from "../laid-out.js";
import { inProcess } from "../measure.js";

/** Images of a batch, in windows of 2 by 2. */
const images = [
  { size: 28, channels: 8 },
  { size: 14, channels: 16 },
  { size: 28, channels: 3 },
] as const;

const rows = 32;

function windowsOf({ size, channels }: (typeof images)[number]): Windows {
  const [filters, groups] = [channels, channels];
  return {
    ...{ rows, height: size, width: size, channels, filters, groups, top: 0, left: 0 },
    ...{ outHeight: size / 2, outWidth: size / 2, kernelHeight: 2, kernelWidth: 2 },
    ...{ strideY: 2, strideX: 2, dilationY: 1, dilationX: 1 },
  };
}

const passes = ["maximum, forward", "maximum, backward", "mean, forward", "mean, backward"];

function calls(backend: Backend, windows: Windows): (() => void)[] {
  const { maxPool, maxPoolGrad, averagePool, averagePoolGrad } = backend.packed(
    windowPack,
    "float32",
  );
  const { height, width, channels } = windows;
  const n = rows * height * width * channels;
  const place = new LaidOut(backend);
  const [x, dx, y, dy] = [n, n, n / 4, n / 4].map((count) => place.numbers(count));
  const at = place.windows(windows);
  maxPool(x, y, at);
  const mean = place.numbers(n / 4);
  return [
    () => maxPool(x, y, at),
    () => maxPoolGrad(x, y, dy, dx, at, 1),
    () => averagePool(x, mean, at),
    () => averagePoolGrad(dy, dx, at, 1),
  ];
}

const nameOf = (pass: string, { size, channels }: (typeof images)[number]) =>
  `${pass}, ${size}x${size}x${channels}`;

function cases(create: () => Backend): Cases {
  const entries = images.flatMap((image) =>
    passes.map(
      (pass, i) => [nameOf(pass, image), () => calls(create(), windowsOf(image))[i]] as const,
    ),
  );
  return Object.fromEntries(entries);
}

export const pooling: Group = {
  name: "pooling",
  title: "Pooling by 2 x 2, batches of 32, kernel by kernel: ns an element of the input",
  unit: units.nanosecondsEach,
  rows: images.flatMap((image) =>
    passes.map((pass) => {
      return { name: nameOf(pass, image), work: rows * image.size ** 2 * image.channels };
    }),
  ),
  contestants: () => [
    inProcess("wasm", cases(createWasmBackend)),
    inProcess("typescript", cases(createTypeScriptBackend)),
  ],
};
