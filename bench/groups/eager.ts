import { type Cases, type Group, units } from "../group.js";
import type { Library } from "../library.js";
import { inProcess } from "../measure.js";
import { ClosureArray } from "../references/closure-array.js";

/** Operations in one chain, alternating between a product and an activation. */
const operations = 30;
const freed = "forward and backward, in tidy";
const dropped = "forward and backward, nothing freed";
const forward = "forward in noGrad and tidy";
/** Operations of a chain of products alone, of which both operands have gradients. */
const productCount = 20;
const products = "products, both operands with gradients, nothing freed";
const closures = "typed arrays and closures";

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
  const chainOfProducts = () => {
    let y = x;
    for (let i = 0; i < productCount; i++) y = y.mul(w);
    y.backward(one);
  };
  return {
    [freed]: () => () => tidy(both),
    [dropped]: () => both,
    [forward]: () => () => tidy(() => noGrad(chain).shape.length),
    [products]: () => chainOfProducts,
  };
}

function onTypedArrays(): () => void {
  const x = new ClosureArray(Float32Array.of(0.1, 0.2, 0.3, 0.4));
  const w = new ClosureArray(Float32Array.of(1.5, 0.5, 1.25, 0.75));
  return () => {
    let y = x;
    for (let i = 0; i < productCount; i++) y = y.mul(w);
    y.backward();
  };
}

export const eager: Group = {
  name: "eager",
  title: `One operation on 4 elements, of a chain of ${operations}, or of ${productCount} products`,
  unit: units.nanosecondsEach,
  rows: [
    { name: freed, work: operations, goals: [{ atMost: 250 }] },
    { name: dropped, work: operations },
    { name: forward, work: operations },
    { name: products, work: productCount, goals: [{ against: closures, times: 1 / 1.3 }] },
  ],
  contestants: ({ wasm, typescript }) => [
    inProcess("wasm", cases(wasm)),
    inProcess("typescript", cases(typescript)),
    inProcess(closures, { [products]: onTypedArrays }),
  ],
};
