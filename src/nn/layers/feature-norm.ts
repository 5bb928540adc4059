import { zeros } from "../../array-api/creation.js";
import type { MLArray } from "../../array-api/ml-array.js";
import { buildWhole } from "../../memory/memory.js";
import type { DType } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";
import { takenArray } from "../module/taken.js";
import { treeChanged } from "../module/tree.js";
import { FeatureGain } from "./feature-gain.js";

/** A layer with a gain and an offset for each feature (the last axis), known from the first input. */
export abstract class FeatureNorm extends FeatureGain {
  #offset: MLArray | null = null;

  /** (features,), zeros at first; may be set. */
  get offset(): MLArray {
    return this.built(this.#offset);
  }

  set offset(array: MLArray) {
    const { shape, dtype } = this.offset;
    this.#offset = takenArray(`${this.constructor.name}: offset`, array, shape, dtype);
    treeChanged();
  }

  override build(shape: Shape, dtype?: DType): void {
    buildWhole(() => {
      const offset = zeros([shape[shape.length - 1]], { dtype });
      super.build(shape, dtype);
      this.#offset = offset;
    });
  }

  /** @internal */
  override unbuild(): void {
    this.#offset = null;
    super.unbuild();
  }

  /** @internal */
  override hiddenArrays(): Readonly<Record<string, MLArray | null>> {
    return { ...super.hiddenArrays(), offset: this.#offset };
  }
}
