import type { Node } from "../array/node.js";
import { getDefaultDtype } from "../array-api/array-data.js";
import { MLArray } from "../array-api/ml-array.js";
import { type ShapeArguments, splitArguments } from "../array-api/shape-arguments.js";
import { requireOptions } from "../errors/check.js";
import type { DType } from "../shape/dtype.js";
import { type Shape, sizeOf } from "../shape/shape.js";

/** The options that every initializer takes behind the shape. */
export interface InitializerOptions {
  /** The dtype of the array. Default: what `setDefaultDtype` set. */
  readonly dtype?: DType;
}

type InitializerArguments = ShapeArguments<InitializerOptions>;

/** Makes the first weights of a layer. */
export interface WeightInitializer {
  /** The name by which the summary and the errors call the initializer. */
  readonly name: string;
  /** An array of that shape, as lengths or a list: `initialize(2, 16)`. */
  initialize(...shape: InitializerArguments): MLArray;
  /** @internal What made it, and from which options: for files. */
  readonly made?: { readonly by: object; readonly options: object };
}

/** An initializer that makes others like it from options: `RandomNormal({ deviation: 0.02 })`. */
export interface AdjustableInitializer<Options extends object> extends WeightInitializer {
  (options: Options): WeightInitializer;
}

/**
 * How many numbers go into an output, and how many outputs a number goes into: the first and the last length; for
 * kernels of convolutions, (height, width, in, out), the last two times the receptive field, the lengths in front.
 */
export function fansOf(shape: Shape): { fanIn: number; fanOut: number } {
  const isKernel = shape.length >= 4;
  const field = isKernel ? sizeOf(shape.slice(0, -2)) : 1;
  const input = shape[isKernel ? shape.length - 2 : 0];
  return { fanIn: field * input, fanOut: field * shape[shape.length - 1] };
}

export function initializer(
  name: string,
  make: (shape: Shape, dtype: DType) => Node,
): WeightInitializer {
  const initialize = (...shapeArguments: InitializerArguments): MLArray => {
    const { shape, options } = splitArguments<InitializerOptions>(name, shapeArguments, ["dtype"]);
    if (shape.length === 0) throw new RangeError(`${name}: expected a shape, got none`);
    const node = make(shape, options.dtype ?? getDefaultDtype());
    node.requiresGrad = true;
    return new MLArray(node);
  };
  return { name, initialize };
}

/** An initializer with options, which `check` throws at where they are wrong. */
export function adjustable<Options extends object>(
  name: string,
  defaults: Required<Options>,
  check: (options: Required<Options>) => void,
  make: (shape: Shape, dtype: DType, options: Required<Options>) => Node,
): AdjustableInitializer<Options> {
  const adjusted = (options: Options): WeightInitializer => {
    requireOptions(name, options, Object.keys(defaults));
    const all = { ...defaults, ...options };
    check(all);
    const like = initializer(name, (shape, dtype) => make(shape, dtype, all));
    return { ...like, made: { by: adjusted, options: all } };
  };
  // Bundlers rename functions.
  Object.defineProperty(adjusted, "name", { value: name });
  const { initialize } = adjusted({} as Options);
  return Object.assign(adjusted, { initialize });
}
