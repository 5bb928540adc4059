import type { WindowKernels } from "../../../src/backends/packs/windows.js";
import type { Windows } from "../../../src/kernels/windows.js";
import type { Arena } from "../../support/buffers.js";
import { Data } from "../../support/data.js";
import { inArena, sizesOf, windowsWith } from "../../support/windows.js";
import type { Case, Cases } from "./case.js";

const same = { top: 1, left: 1 };

/** All ways in which windows can lie, and sizes around those of tiles, panels and blocks of windows. */
const all: Windows[] = [
  windowsWith({}),
  windowsWith({ rows: 0, channels: 2, filters: 3 }),
  windowsWith({ rows: 2, channels: 3, filters: 5, ...same }, 1, 1),
  windowsWith({ rows: 2, channels: 8, filters: 16, height: 7, width: 7, ...same }, 1, 1),
  windowsWith({ channels: 5, filters: 9, height: 9, width: 8, strideY: 2, strideX: 3 }),
  windowsWith(
    { channels: 2, filters: 17, strideY: 2, strideX: 2, height: 6, width: 6, left: 1 },
    1,
  ),
  windowsWith({
    channels: 4,
    filters: 4,
    height: 9,
    width: 9,
    dilationY: 2,
    dilationX: 3,
    ...same,
  }),
  windowsWith({ rows: 2, channels: 6, filters: 9, groups: 3, ...same }, 1, 1),
  windowsWith({ channels: 4, filters: 40, groups: 2, dilationX: 2, width: 6, top: 2 }),
  // One pixel, whole images at once; with a stride; a frame around it.
  windowsWith({ rows: 2, kernelHeight: 1, kernelWidth: 1, channels: 7, filters: 10, width: 9 }),
  windowsWith({ kernelHeight: 1, kernelWidth: 1, channels: 3, filters: 3, strideY: 2, strideX: 2 }),
  windowsWith({ kernelHeight: 1, kernelWidth: 1, channels: 3, filters: 2, ...same }, 1, 1),
  // One dimension: read in place, causal, dilated.
  windowsWith({ rows: 3, height: 1, width: 70, kernelHeight: 1, channels: 5, filters: 8 }),
  windowsWith({
    height: 1,
    width: 33,
    kernelHeight: 1,
    channels: 3,
    filters: 8,
    left: 2,
    strideX: 2,
  }),
  windowsWith({
    height: 1,
    width: 33,
    kernelHeight: 1,
    channels: 3,
    filters: 8,
    left: 8,
    dilationX: 4,
  }),
  // Many windows, and many elements in one.
  windowsWith({ height: 17, width: 19, channels: 1, filters: 6 }),
  windowsWith({ height: 6, width: 6, channels: 70, filters: 20, ...same }, 1, 1),
  // Each channel by itself, with one filter and with several.
  windowsWith({ rows: 2, channels: 3, filters: 3, groups: 3, ...same }, 1, 1),
  windowsWith({ channels: 9, filters: 9, groups: 9, height: 8, width: 9, strideY: 2, strideX: 2 }),
  windowsWith({ channels: 16, filters: 16, groups: 16, height: 7, width: 7, dilationY: 2 }),
  windowsWith({ rows: 2, channels: 5, filters: 10, groups: 5, kernelHeight: 2, ...same }, 0, 2),
  windowsWith({ channels: 2, filters: 6, groups: 2, height: 5, width: 9 }),
];

export const convCases: Cases = () =>
  all.flatMap((windows) => [
    ...[0, 1, 2].map((start) => forward(windows, start)),
    ...[
      [3, 0],
      [3, 3],
      [1, 1],
      [2, 0],
    ].map(([wanted, fresh]) => gradWeights(windows, wanted, fresh)),
    ...[0, 1].map((fresh) => gradInput(windows, fresh)),
  ]);

const labelOf = (windows: Windows) => JSON.stringify(windows).replaceAll('"', "");

function operands(windows: Windows): { data: Data; sizes: ReturnType<typeof sizesOf> } {
  return { data: new Data(windows.channels), sizes: sizesOf(windows) };
}

/** Zeros, a bias, or what y holds as the start. */
function forward(windows: Windows, start: number): Case {
  const run = (arena: Arena, kernels: WindowKernels) => {
    const { data, sizes } = operands(windows);
    const [x, w] = [arena.input(data.rough(sizes.x)), arena.input(data.rough(sizes.w))];
    const bias = start === 1 ? arena.input(data.rough(windows.filters)) : 0;
    const y = arena.output(start === 2 ? data.rough(sizes.y) : sizes.y);
    const at = inArena(arena, windows);
    const scratch = arena.scratch(kernels.convScratch(at));
    kernels.conv(x, w, bias, y, at, start === 2 ? 1 : 0, scratch);
  };
  return { kernel: "conv", label: `conv, start ${start}, ${labelOf(windows)}`, run };
}

function gradWeights(windows: Windows, wanted: number, fresh: number): Case {
  const label = `convGradWeights, ${wanted}, fresh ${fresh}, ${labelOf(windows)}`;
  const run = (arena: Arena, kernels: WindowKernels) => {
    const { data, sizes } = operands(windows);
    const [x, dy] = [arena.input(data.rough(sizes.x)), arena.input(data.rough(sizes.y))];
    const [dw, dbias] = [sizes.w, windows.filters].map((count, i) =>
      wanted & (1 << i) ? arena.output(fresh & (1 << i) ? count : data.rough(count)) : 0,
    );
    const at = inArena(arena, windows);
    const scratch = arena.scratch(kernels.convScratch(at));
    kernels.convGradWeights(x, dy, dw, dbias, at, fresh, scratch);
  };
  return { kernel: "convGradWeights", label, run };
}

function gradInput(windows: Windows, fresh: number): Case {
  const run = (arena: Arena, kernels: WindowKernels) => {
    const { data, sizes } = operands(windows);
    const [dy, w] = [arena.input(data.rough(sizes.y)), arena.input(data.rough(sizes.w))];
    const dx = arena.output(fresh ? sizes.x : data.rough(sizes.x));
    const at = inArena(arena, windows);
    const scratch = arena.scratch(kernels.convScratch(at));
    kernels.convGradInput(dy, w, dx, at, fresh, scratch);
  };
  return {
    kernel: "convGradInput",
    label: `convGradInput, fresh ${fresh}, ${labelOf(windows)}`,
    run,
  };
}
