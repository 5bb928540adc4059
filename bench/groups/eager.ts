import { type Cases, type Group, units } from "../group.js";
import type { Library } from "../library.js";
import { inProcess } from "../measure.js";

/** Operations in one chain, alternating between a product and an activation. */
const operations = 30;
const freed = "forward and backward, in tidy";
const dropped = "forward and backward, nothing freed";
const forward = "forward in noGrad and tidy";

function cases({ MLArray, noGrad, tidy }: Library): Cases {
  const x = new MLArray([0.1, 0.2, 0.3, 0.4]);
  const w = new MLArray([1.5, 0.5, 1.25, 0.75]);
  const one = new MLArray([1, 1, 1, 1], { requiresGrad: false });
  const chain = () => {
    let y = x;
    for (let i = 0; i < operations; i += 2) y = y.mul(w).relu();
    return y;
  };
  const both = () => {
    chain().backward(one);
  };
  return {
    [freed]: () => () => tidy(both),
    [dropped]: () => both,
    [forward]: () => () => tidy(() => noGrad(chain).shape.length),
  };
}

export const eager: Group = {
  name: "eager",
  title: `One operation on 4 elements, of a chain of ${operations}`,
  unit: units.nanosecondsEach,
  rows: [
    { name: freed, work: operations, goals: [{ atMost: 250 }] },
    { name: dropped, work: operations },
    { name: forward, work: operations },
  ],
  contestants: ({ wasm, typescript }) => [
    inProcess("wasm", cases(wasm)),
    inProcess("typescript", cases(typescript)),
  ],
};
