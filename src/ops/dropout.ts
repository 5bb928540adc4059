import { address, gradientAddress, kernelsFor, type Node, newNode } from "../array/node.js";
import { generator } from "../array/random.js";
import { addressOf, allocate, begin } from "../memory/memory.js";

/** Elements are 0 with probability `rate`, else times 1 / (1 - rate); draws from the common generator. */
export function dropout(x: Node, rate: number): Node {
  begin("dropout");
  const y = newNode(x.shape, x.dtype);
  const mask = allocate(x.byteLength);
  generator.dropoutMask(x.dtype, addressOf(mask), x.size, rate);
  const { mul } = kernelsFor(x.dtype);
  mul(address(x), addressOf(mask), address(y), 1, x.size, 0, 1, 0, 1);
  const backward = (): void => {
    begin("dropout backward");
    const [dy, dx] = [gradientAddress(y), gradientAddress(x)];
    const { mulGradA } = kernelsFor(x.dtype);
    mulGradA(address(x), addressOf(mask), dy, dx, 0, 1, x.size, 0, 1, 0, 1);
  };
  return y.record("dropout", [x], backward, [mask]);
}
