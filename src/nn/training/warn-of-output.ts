import type { MLArray } from "../../array-api/ml-array.js";
import { activationWithin, nameOfLoss } from "../known-losses.js";
import type { Network } from "./network.js";

const warned = /* @__PURE__ */ new WeakSet<Network>();

/** Says once for a network that its output and its loss do not go together, though numbers come of them. */
export function warnOfOutput(network: Network, output: MLArray): void {
  const warning = warningOf(network, output);
  if (warning === null || warned.has(network)) return;
  warned.add(network);
  console.warn(`smolml: ${warning}`);
}

function warningOf({ lossFunction }: Network, { node, shape }: MLArray): string | null {
  const { activation } = node;
  if (activation === "softmax" && shape.at(-1) === 1) {
    return "a softmax over a single output is always 1: take sigmoid and binaryCrossEntropy, or two outputs";
  }
  if (activation === null || activationWithin(lossFunction) !== activation) return null;
  return `${nameOfLoss(lossFunction)} starts from logits and has its own ${activation}: leave out that of the last layer`;
}
