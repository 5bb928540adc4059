import type { Node } from "../array/node.js";
import { getDefaultDtype } from "../array-api/array-data.js";
import { MLArray } from "../array-api/ml-array.js";
import { type ShapeArguments, splitArguments } from "../array-api/shape-arguments.js";
import { requireNumber } from "../errors/check.js";
import * as making from "../ops/creation.js";
import type { DType } from "../shape/dtype.js";
import type { Shape } from "../shape/shape.js";

/** The options that every initializer takes behind the shape. */
export interface InitializerOptions {
  /** The dtype of the array. Default: what `setDefaultDtype` set. */
  readonly dtype?: DType;
}

type InitializerArguments = ShapeArguments<InitializerOptions>;

/** Makes the first weights of a layer; fan-in is the first length of the shape, fan-out the last. */
export interface WeightInitializer {
  /** The name by which the summary and the errors call the initializer. */
  readonly name: string;
  /** An array of that shape, as lengths or a list: `initialize(2, 16)`. */
  initialize(...shape: InitializerArguments): MLArray;
}

type ScaleOf = (fanIn: number, fanOut: number) => number;

/** Uniform in [-limit, limit), limit 1 by default. */
export const RandomUniform = {
  name: "RandomUniform",
  initialize(...shape: ShapeArguments<InitializerOptions & { limit?: number }>): MLArray {
    const { shape: lengths, options } = splitArguments("RandomUniform", shape, ["dtype", "limit"]);
    const { limit = 1, ...rest } = options;
    requireNumber("RandomUniform", "limit", limit, 0);
    return uniform("RandomUniform", () => limit).initialize(lengths, rest);
  },
} satisfies WeightInitializer;

/** Uniform within sqrt(6 / (fan-in + fan-out)): Glorot and Bengio, 2010. For sigmoid, tanh and softmax. */
export const XavierUniform = uniform("XavierUniform", (fanIn, fanOut) =>
  Math.sqrt(6 / (fanIn + fanOut)),
);

/** Normal with variance 2 / (fan-in + fan-out): Glorot and Bengio, 2010. */
export const XavierNormal = normal("XavierNormal", (fanIn, fanOut) =>
  Math.sqrt(2 / (fanIn + fanOut)),
);

/** Uniform within sqrt(6 / fan-in): He and others, 2015. For relu. */
export const HeUniform = uniform("HeUniform", (fanIn) => Math.sqrt(6 / fanIn));

/** Normal with variance 2 / fan-in: He and others, 2015. For relu. */
export const HeNormal = normal("HeNormal", (fanIn) => Math.sqrt(2 / fanIn));

/** Uniform within sqrt(3 / fan-in): LeCun and others, 1998. */
export const LeCunUniform = uniform("LeCunUniform", (fanIn) => Math.sqrt(3 / fanIn));

/** Normal with variance 1 / fan-in: LeCun and others, 1998. */
export const LeCunNormal = normal("LeCunNormal", (fanIn) => Math.sqrt(1 / fanIn));

/** SmolML's name for `HeNormal`. */
export const HeInitialization = HeNormal;

/** Zeros: for biases. Weights that start alike learn alike. */
export const Zeros = uniform("Zeros", () => 0);

function uniform(name: string, limitOf: ScaleOf): WeightInitializer {
  return initializer(name, (shape, dtype) => {
    const limit = limitOf(shape[0], shape[shape.length - 1]);
    return making.uniform(name, shape, dtype, -limit, limit);
  });
}

function normal(name: string, deviationOf: ScaleOf): WeightInitializer {
  return initializer(name, (shape, dtype) =>
    making.normal(name, shape, dtype, 0, deviationOf(shape[0], shape[shape.length - 1])),
  );
}

function initializer(name: string, make: (shape: Shape, dtype: DType) => Node): WeightInitializer {
  const initialize = (...shapeArguments: InitializerArguments): MLArray => {
    const { shape, options } = splitArguments<InitializerOptions>(name, shapeArguments, ["dtype"]);
    if (shape.length === 0) throw new RangeError(`${name}: expected a shape, got none`);
    const node = make(shape, options.dtype ?? getDefaultDtype());
    node.requiresGrad = true;
    return new MLArray(node);
  };
  return { name, initialize };
}
