import { noGrad } from "../array/graph.js";
import { described } from "../errors/described.js";
import { detach } from "../ops/cast.js";
import { addGradients } from "../ops/formula.js";
import { formatShape, sameShape } from "../shape/shape.js";
import { MLArray, type Operand } from "./ml-array.js";

/**
 * The gradients of the operands, in their order, given that of the result, the result and the operands: one array
 * where there is one operand, else a list, with null for none.
 */
export type GradientRule = (
  gradient: MLArray,
  output: MLArray,
  ...operands: MLArray[]
) => MLArray | readonly (MLArray | null)[];

/**
 * A function of arrays with a gradient of your own: `forward` is run outside of the graph, and `backward` says
 * what is handed on. A rounding through which gradients pass as if it were not there:
 *
 *     const rounded = customGradient((x) => x.round(), (gradient) => gradient);
 *
 * Throws, when it is used, where `forward` gives no array, or `backward` no gradient of an operand's shape and dtype.
 */
export function customGradient(
  forward: (...operands: MLArray[]) => MLArray,
  backward: GradientRule,
): (...operands: Operand[]) => MLArray {
  for (const [name, given] of Object.entries({ forward, backward })) {
    if (typeof given === "function") continue;
    throw new TypeError(`customGradient: ${name} must be a function, got ${described(given)}`);
  }
  return (...given) => {
    const operands = given.map((operand) => MLArray.ensureArray(operand));
    const made: unknown = noGrad(() => forward(...operands));
    if (!(made instanceof MLArray)) {
      throw new TypeError(`customGradient: forward must give an MLArray, got ${described(made)}`);
    }
    // A result of its own, even where `forward` hands back what it was given.
    const y = new MLArray(detach(made.node));
    const nodes = operands.map(({ node }) => node);
    y.node.record("customGradient", nodes, () => {
      addGradients("customGradient", y.node, nodes, (dy) => {
        const found = backward(new MLArray(dy), y, ...operands);
        const list = found instanceof MLArray ? [found] : found;
        requireGradients(list, operands);
        return list.map((gradient) => gradient?.node ?? null);
      });
    });
    return y;
  };
}

function requireGradients(found: readonly (MLArray | null)[], operands: readonly MLArray[]): void {
  if (!Array.isArray(found) || found.length !== operands.length) {
    const got = Array.isArray(found) ? `${found.length}` : described(found);
    throw new TypeError(
      `customGradient: backward must give ${operands.length} gradients, one for each operand, got ${got}`,
    );
  }
  operands.forEach(({ shape, dtype }, i) => {
    const gradient: unknown = found[i];
    if (gradient === null) return;
    const isFit = gradient instanceof MLArray && sameShape(gradient.shape, shape);
    if (isFit && gradient.dtype === dtype) return;
    const got =
      gradient instanceof MLArray
        ? `${gradient.dtype} ${formatShape(gradient.shape)}`
        : described(gradient);
    throw new TypeError(
      `customGradient: the gradient of operand ${i} must be ${dtype} ${formatShape(shape)} or null, got ${got}`,
    );
  });
}
