import type { Windows } from "../../../src/kernels/windows.js";
import { Data } from "../../support/data.js";
import { inArena, sizesOf, windowsWith } from "../../support/windows.js";
import type { Case, Cases } from "./case.js";

const pools = (channels: number): Windows[] => {
  const own = { channels, filters: channels, groups: channels, rows: 2 };
  const two = { ...own, kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2 };
  return [
    windowsWith(two),
    windowsWith({ ...two, height: 7, width: 5 }, 1, 1),
    windowsWith({ ...two, top: 1, left: 1 }, 1, 1),
    windowsWith({ ...own, top: 1, left: 2 }, 1, 0),
    windowsWith({ ...own, height: 1, width: 9, kernelHeight: 1, strideX: 2 }, 0, 1),
    windowsWith({ ...own, rows: 0 }),
  ];
};

const inputs = ["numbers", "ties", "specials"] as const;

export const poolCases: Cases = (dtype) =>
  [1, 2, 3, 4, 5, 8, 17].flatMap(pools).flatMap((windows) =>
    inputs.flatMap((input): Case[] => {
      const label = `of ${input}, ${JSON.stringify(windows).replaceAll('"', "")}`;
      const { x: n, y: results } = sizesOf(windows);
      const values = (data: Data) =>
        input === "numbers"
          ? data.rough(n)
          : input === "ties"
            ? data.eighths(n).map(Math.round)
            : data.withSpecials(n, dtype);
      return [
        ...(["maxPool", "averagePool"] as const).map(
          (kernel): Case => ({
            kernel,
            label: `${kernel} ${label}`,
            run(arena, kernels) {
              const x = arena.input(values(new Data(n)));
              kernels[kernel](x, arena.output(results), inArena(arena, windows));
            },
          }),
        ),
        ...[0, 1].flatMap((fresh): Case[] => [
          {
            kernel: "maxPoolGrad",
            label: `maxPoolGrad ${label}, fresh ${fresh}`,
            run(arena, kernels) {
              const data = new Data(n);
              const [x, y] = [arena.input(values(data)), arena.output(results)];
              const at = inArena(arena, windows);
              kernels.maxPool(x, y, at);
              const dy = arena.input(data.rough(results));
              const dx = arena.output(fresh ? n : data.rough(n));
              kernels.maxPoolGrad(x, y, dy, dx, at, fresh);
            },
          },
          {
            kernel: "averagePoolGrad",
            label: `averagePoolGrad ${label}, fresh ${fresh}`,
            run(arena, kernels) {
              const data = new Data(n);
              const dy = arena.input(data.rough(results));
              const dx = arena.output(fresh ? n : data.rough(n));
              kernels.averagePoolGrad(dy, dx, inArena(arena, windows), fresh);
            },
          },
        ]),
      ];
    }),
  );
