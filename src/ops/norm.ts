import { address, gradientAddress, type Node, newNode } from "../array/node.js";
import { addressOf, allocate, begin, release } from "../memory/memory.js";
import type { Storage } from "../memory/storage.js";
import { bytesPerElement } from "../shape/dtype.js";
import { formatShape } from "../shape/shape.js";
import { requireSameDtype } from "./same-dtype.js";
import { trainingKernels } from "./training-kernels.js";
import { WantedGradients } from "./wanted-gradients.js";

/**
 * (x - mean) / sqrt(variance + epsilon) gain + offset over the last axis of x: Ba, Kiros and Hinton, 2016. gain and
 * offset are [features].
 */
export function layerNorm(x: Node, gain: Node, offset: Node, epsilon: number): Node {
  const [rows, columns] = rowsFor("layerNorm", x, { gain, offset });
  begin("layerNorm");
  const y = newNode(x.shape, x.dtype);
  const [mean, inverse] = [numberPerRow(x, rows), numberPerRow(x, rows)];
  const stored = [addressOf(mean), addressOf(inverse)] as const;
  const parameters = [address(gain), address(offset)] as const;
  const kernels = trainingKernels(x.dtype);
  kernels.layerNorm(address(x), ...parameters, address(y), ...stored, rows, columns, epsilon);
  const backward = (): void => {
    begin("layerNorm backward");
    const scratch = scratchFor(x, columns);
    const wanted = new WantedGradients();
    const [dgain, doffset, dx] = [wanted.of(gain, 1), wanted.of(offset, 2), wanted.of(x, 4)];
    const [px, pgain, dy] = [address(x), address(gain), gradientAddress(y)];
    const stored = [addressOf(mean), addressOf(inverse)] as const;
    const at = addressOf(scratch);
    // biome-ignore format: a row of operands reads better than twelve lines
    trainingKernels(x.dtype).layerNormGrad(
      px, pgain, ...stored, dy, dx, dgain, doffset, rows, columns, at, wanted.fresh,
    );
    release(scratch);
  };
  return y.record("layerNorm", [x, gain, offset], backward, [mean, inverse]);
}

/** x / sqrt(mean(x^2) + epsilon) gain over the last axis of x: Zhang and Sennrich, 2019. gain is [features]. */
export function rmsNorm(x: Node, gain: Node, epsilon: number): Node {
  const [rows, columns] = rowsFor("rmsNorm", x, { gain });
  begin("rmsNorm");
  const y = newNode(x.shape, x.dtype);
  const inverse = numberPerRow(x, rows);
  const [px, py, stored] = [address(x), address(y), addressOf(inverse)];
  trainingKernels(x.dtype).rmsNorm(px, address(gain), py, stored, rows, columns, epsilon);
  const backward = (): void => {
    begin("rmsNorm backward");
    const scratch = scratchFor(x, columns);
    const wanted = new WantedGradients();
    const [dgain, dx] = [wanted.of(gain, 1), wanted.of(x, 4)];
    const [px, pgain, dy] = [address(x), address(gain), gradientAddress(y)];
    const [stored, at] = [addressOf(inverse), addressOf(scratch)];
    // biome-ignore format: as above
    trainingKernels(x.dtype).rmsNormGrad(
      px, pgain, stored, dy, dx, dgain, rows, columns, at, wanted.fresh,
    );
    release(scratch);
  };
  return y.record("rmsNorm", [x, gain], backward, [inverse]);
}

/** Checks the parameters; returns the rows of x and their length. */
function rowsFor(
  operation: string,
  x: Node,
  parameters: Readonly<Record<string, Node>>,
): [rows: number, columns: number] {
  const columns = x.shape[x.shape.length - 1];
  if (columns === undefined) throw new RangeError(`${operation}: expected features, got a scalar`);
  for (const [name, parameter] of Object.entries(parameters)) {
    requireSameDtype(operation, x, parameter);
    if (parameter.shape.length === 1 && parameter.size === columns) continue;
    throw new RangeError(
      `${operation}: the ${name} of shape ${formatShape(parameter.shape)} does not fit an input of shape ` +
        `${formatShape(x.shape)}: expected (${columns},)`,
    );
  }
  return [columns === 0 ? 0 : x.size / columns, columns];
}

function numberPerRow(x: Node, rows: number): Storage {
  return allocate(rows * bytesPerElement[x.dtype]);
}

function scratchFor(x: Node, columns: number): Storage {
  return allocate((2 * columns + 32) * bytesPerElement[x.dtype]);
}
