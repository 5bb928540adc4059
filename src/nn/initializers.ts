import type { MLArray } from "../array-api/ml-array.js";
import { type ShapeArguments, splitArguments } from "../array-api/shape-arguments.js";
import { requireNumber } from "../errors/check.js";
import * as making from "../ops/creation.js";
import { orthogonal } from "../ops/orthogonal.js";
import {
  adjustable,
  fansOf,
  type InitializerOptions,
  initializer,
  type WeightInitializer,
} from "./weight-initializer.js";

export type {
  AdjustableInitializer,
  InitializerOptions,
  WeightInitializer,
} from "./weight-initializer.js";

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

/** Ones: for factors. */
export const Ones: WeightInitializer = /* @__PURE__ */ initializer("Ones", (shape, dtype) =>
  making.filled("Ones", shape, dtype, 1),
);

/** One number everywhere: `Constant({ value: 0.1 })`; 0 by default. */
export const Constant = /* @__PURE__ */ adjustable<{ value?: number }>(
  "Constant",
  { value: 0 },
  ({ value }) => requireNumber("Constant", "value", value),
  (shape, dtype, { value }) => making.filled("Constant", shape, dtype, value),
);

/** What normal initializers take: the mean, 0 by default, and the standard deviation, 0.05. */
export interface NormalOptions {
  readonly mean?: number;
  readonly deviation?: number;
}

const usualNormal = { mean: 0, deviation: 0.05 };

function checkNormal(name: string): (options: Required<NormalOptions>) => void {
  return ({ mean, deviation }) => {
    requireNumber(name, "mean", mean);
    requireNumber(name, "deviation", deviation, 0);
  };
}

/** Normal: `RandomNormal({ mean: 0, deviation: 0.02 })`. */
export const RandomNormal = /* @__PURE__ */ adjustable<NormalOptions>(
  "RandomNormal",
  usualNormal,
  /* @__PURE__ */ checkNormal("RandomNormal"),
  (shape, dtype, { mean, deviation }) =>
    making.normal("RandomNormal", shape, dtype, mean, deviation),
);

/** Normal, but what lies further than two deviations from the mean is drawn again. */
export const TruncatedNormal = /* @__PURE__ */ adjustable<NormalOptions>(
  "TruncatedNormal",
  usualNormal,
  /* @__PURE__ */ checkNormal("TruncatedNormal"),
  (shape, dtype, { mean, deviation }) =>
    making.truncatedNormal("TruncatedNormal", shape, dtype, mean, deviation),
);

/**
 * A random orthogonal matrix times `gain`: its rows, or its columns if those are fewer, are of length `gain` and at
 * right angles. All axes but the last count as rows. Saxe, McClelland and Ganguli, 2014. For recurrent weights.
 */
export const Orthogonal = /* @__PURE__ */ adjustable<{ gain?: number }>(
  "Orthogonal",
  { gain: 1 },
  ({ gain }) => requireNumber("Orthogonal", "gain", gain),
  (shape, dtype, { gain }) => orthogonal(shape, dtype, gain),
);

type ScaleOf = (fanIn: number, fanOut: number) => number;

function uniform(name: string, limitOf: ScaleOf): WeightInitializer {
  return initializer(name, (shape, dtype) => {
    const { fanIn, fanOut } = fansOf(shape);
    const limit = limitOf(fanIn, fanOut);
    return making.uniform(name, shape, dtype, -limit, limit);
  });
}

function normal(name: string, deviationOf: ScaleOf): WeightInitializer {
  return initializer(name, (shape, dtype) => {
    const { fanIn, fanOut } = fansOf(shape);
    return making.normal(name, shape, dtype, 0, deviationOf(fanIn, fanOut));
  });
}
