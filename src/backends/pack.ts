import type { DType } from "../shape/dtype.js";
import type { Reals } from "./typescript/reals.js";

/**
 * Kernels that come with the operations which use them, not with the core, so that a bundle without those
 * operations has none of their kernels.
 */
export interface Pack<Kernels extends object> {
  /** What its files are called by. */
  readonly name: string;
  /** Its kernels as plain loops. */
  readonly plain: (reals: Reals) => Kernels;
  /** Its modules for the WASM core, as text. */
  readonly modules: Readonly<Record<DType, string>>;
}

type KernelsOf = <Kernels extends object>(pack: Pack<Kernels>, dtype: DType) => Kernels;

/** What `make` gives, made once for each pack and dtype. */
export function onceEach(make: KernelsOf): KernelsOf {
  const made = { float32: new Map<unknown, object>(), float64: new Map<unknown, object>() };
  return <Kernels extends object>(pack: Pack<Kernels>, dtype: DType) => {
    const known = made[dtype].get(pack);
    if (known !== undefined) return known as Kernels;
    const kernels = make(pack, dtype);
    made[dtype].set(pack, kernels);
    return kernels;
  };
}
