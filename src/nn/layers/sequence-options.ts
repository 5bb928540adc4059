import { MLArray } from "../../array-api/ml-array.js";
import { requireOptions } from "../../errors/check.js";
import { described } from "../../errors/described.js";
import type { DType } from "../../shape/dtype.js";
import { formatShape, type Shape, sameShape } from "../../shape/shape.js";

/** What goes from step to step: states (rows, outputSize), and in an `LSTM` cells of that shape. */
export type LayerState = MLArray | readonly [states: MLArray, cells: MLArray];

/** What a call of a recurrent layer takes beside the sequences. */
export interface SequenceOptions<State = MLArray> {
  /** Before the first step, such as what `forwardWithState` gave; zeros if not given. */
  readonly state?: State | undefined;
  /** (rows, steps): 0 at steps that a row does not have, such as those behind its end, where it keeps its state. */
  readonly mask?: MLArray | undefined;
}

/** A call of a recurrent layer: its input, and the sizes of the layer. */
interface Call {
  readonly layer: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly inputSize: number | undefined;
  readonly outputSize: number;
  /** How many arrays a state is. */
  readonly stateCount: number;
}

/** The arrays of the state that a call is given, none for zeros; throws unless all of the call fits the layer. */
export function statesGiven(call: Call, options: SequenceOptions<LayerState>): readonly MLArray[] {
  const { layer, shape, dtype, inputSize, outputSize } = call;
  requireOptions(layer, options, ["state", "mask"]);
  if (shape.length !== 3 || shape[1] === 0 || shape[2] !== (inputSize ?? shape[2])) {
    throw new RangeError(
      `${layer}: expected (rows, steps, ${inputSize ?? "features"}) with at least one step, got ${formatShape(shape)}`,
    );
  }
  const { state, mask } = options;
  if (mask !== undefined) shaped(layer, "mask", mask, shape.slice(0, 2));
  if (state === undefined) return [];
  return statesOf(call, state).map((array) => {
    const given = shaped(layer, "state", array, [shape[0], outputSize]);
    if (given.dtype === dtype) return given;
    throw new TypeError(`${layer}: the state is ${given.dtype}, expected ${dtype} as the input`);
  });
}

function statesOf({ layer, stateCount }: Call, state: LayerState): readonly unknown[] {
  const states: readonly unknown[] = Array.isArray(state) ? state : [state];
  if (states.length === stateCount) return states;
  const expected = stateCount === 1 ? "an MLArray" : "a pair, [states, cells]";
  throw new TypeError(`${layer}: the state must be ${expected}, got ${described(state)}`);
}

function shaped(layer: string, name: string, array: unknown, shape: Shape): MLArray {
  if (!(array instanceof MLArray)) {
    throw new TypeError(`${layer}: the ${name} must be an MLArray, got ${described(array)}`);
  }
  if (sameShape(array.shape, shape)) return array;
  throw new RangeError(
    `${layer}: the ${name} has shape ${formatShape(array.shape)}, expected ${formatShape(shape)}`,
  );
}
