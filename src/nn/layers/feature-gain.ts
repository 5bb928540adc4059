import { ones } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { requirePositiveInteger } from "../../errors/check.js";
import { buildWhole } from "../../memory/memory.js";
import type { DType } from "../../shape/dtype.js";
import { formatShape, type Shape } from "../../shape/shape.js";
import { Module } from "../module/module.js";
import { takenArray } from "../module/taken.js";
import { treeChanged } from "../module/tree.js";

/** A layer with a gain for each feature (the last axis), known from the first input. */
export abstract class FeatureGain extends Module {
  #gain: MLArray | null = null;

  /** For constructors: makes the arrays at once where the number of features is given. */
  protected start(inputSize: number | undefined): void {
    if (inputSize === undefined) return;
    requirePositiveInteger(this.constructor.name, "inputSize", inputSize);
    this.build([1, inputSize]);
  }

  /** Features of a sample; undefined until the first input tells them, unless they were given. */
  get inputSize(): number | undefined {
    return this.#gain?.size();
  }

  /** (features,), ones at first; may be set. */
  get gain(): MLArray {
    return this.built(this.#gain);
  }

  set gain(array: MLArray) {
    const { shape, dtype } = this.gain;
    this.#gain = takenArray(`${this.constructor.name}: gain`, array, shape, dtype);
    treeChanged();
  }

  /** Makes the parameters for inputs of this shape, and whatever else depends on that. */
  override build(shape: Shape, dtype?: DType): void {
    buildWhole(() => {
      this.#gain = ones([shape[shape.length - 1]], { dtype });
    });
    this.applyTrainable();
    treeChanged();
  }

  /** @internal */
  override unbuild(): void {
    this.#gain = null;
    treeChanged();
  }

  /** Checks an input, and builds from the first one; returns the number of features. */
  protected features(x: MLArray): number {
    const { shape, dtype } = this.receive(x);
    const { name } = this.constructor;
    const features = shape[shape.length - 1];
    if (features === undefined) throw new RangeError(`${name}: expected features, got a scalar`);
    if (this.#gain === null) this.build(shape, dtype);
    if (features === this.inputSize) return features;
    throw new RangeError(
      `${name}: an input of shape ${formatShape(shape)} has ${features} features, expected ${this.inputSize}`,
    );
  }

  /** An array that is there from the first input on. */
  protected built(array: MLArray | null): MLArray {
    if (array !== null) return array;
    throw new Error(`${this.constructor.name}: there are no parameters before the first input`);
  }

  /** @internal */
  override hiddenArrays(): Readonly<Record<string, MLArray | null>> {
    return { gain: this.#gain };
  }
}
