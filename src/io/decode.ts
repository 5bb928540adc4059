import { getDefaultDtype, setDefaultDtype } from "../array-api/array-data.js";
import { described } from "../errors/described.js";
import type { AdjustableInitializer, WeightInitializer } from "../nn/initializers.js";
import { joined, type ModuleLike, walk } from "../nn/module/tree.js";
import type { Optimizer } from "../nn/optimizers/index.js";
import { type ScheduleData, scheduleOf } from "../nn/schedules/restore.js";
import type { Scaler } from "../preprocessing/column-scaler.js";
import type { DType, RealArray } from "../shape/dtype.js";
import { requireCount, requireList, requireObject, within } from "./check.js";
import { parametersOf, prefixesOf, stateName } from "./encode.js";
import { type Config, keys, withStrangeNumbers } from "./plain.js";
import { functionNamed, type Known, thingOf } from "./registry.js";
import { isObject, kindOf, type Tensor } from "./safetensors.js";

/** Makes modules anew of what an `Encoder` made of them; tensors of optimizers and scalers are used up. */
export class Decoder {
  readonly #known: Known;
  readonly #tensors: Map<string, Tensor>;
  /** The tensors' names in order, so that those below a path stand together. */
  readonly #dtypes: readonly (readonly [name: string, dtype: DType])[];
  readonly #modules = new Map<string, ModuleLike>();
  /** What stands within modules that others are said to be the same as, by their paths below them. */
  readonly #within = new Map<ModuleLike, ReadonlyMap<string, ModuleLike>>();
  /** States are put back once the arrays that they belong to have their shapes. */
  readonly #optimizers: { path: string; optimizer: Optimizer }[] = [];

  constructor(known: Known, tensors: Map<string, Tensor>) {
    this.#known = known;
    this.#tensors = tensors;
    const named = [...tensors].map(([name, { dtype }]) => [name, dtype] as const);
    this.#dtypes = named.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The dtype of a tensor below a path, in which a module there makes its arrays; undefined if there is none. */
  #dtypeBelow(path: string): DType | undefined {
    let [low, high] = [0, this.#dtypes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#dtypes[middle][0] < `${path}.`) low = middle + 1;
      else high = middle;
    }
    const [name, dtype] = this.#dtypes[low] ?? [""];
    return name.startsWith(`${path}.`) ? dtype : undefined;
  }

  /** The module that is described, at `path`. */
  module(description: unknown, path: string): ModuleLike {
    const place = path === "" ? "model" : path;
    const { [keys.module]: name, config } = requireObject(place, description);
    const type = thingOf(place, "layer", name, this.#known);
    const options = this.#config(path, config);
    const make = (): ModuleLike => type.fromConfig(options);
    // A class whose constructor wants options, but whose config() was forgotten, fails in words of its own.
    const made = Object.keys(options).length > 0 ? place : `${place}: ${name} of an empty config()`;
    const module = within(made, () => inDtype(this.#dtypeBelow(path), make));
    this.#modules.set(path, module);
    return module;
  }

  #config(path: string, config: unknown): Config {
    const entries = Object.entries(requireObject(joined(path, "config"), config));
    return Object.fromEntries(
      entries.map(([key, value]) => [key, this.#value(joined(path, key), value)]),
    );
  }

  #value(path: string, value: unknown): unknown {
    if (Array.isArray(value) && value.some(isSpecial)) {
      return value.map((item, i) => this.#value(joined(path, String(i)), item));
    }
    if (!isSpecial(value)) return value;
    const [key] = Object.keys(value).filter(isKey);
    const given = value[key];
    if (key === keys.function) return functionNamed(path, given);
    if (key === keys.initializer) return this.#initializer(path, value);
    if (key === keys.schedule) return this.#schedule(path, given);
    if (key === keys.module) return this.module(value, path);
    if (key === keys.same) return this.#moduleAt(path, given);
    if (key === keys.optimizer) return this.#optimizer(path, value);
    return within(path, () => this.#scaler(path, given));
  }

  #initializer(path: string, { [keys.initializer]: name, options }: Config): WeightInitializer {
    const initializer = thingOf(path, "initializer", name);
    if (options === undefined) return initializer;
    if (typeof initializer === "function") {
      const adjusted = initializer as AdjustableInitializer<object>;
      return within(path, () => adjusted(requireObject("options", options)));
    }
    throw new TypeError(`${path}: the initializer ${initializer.name} takes no options`);
  }

  /** A module that was made before, or stands within one. */
  #moduleAt(place: string, path: unknown): ModuleLike {
    for (const prefix of typeof path === "string" ? prefixesOf(path) : []) {
      const module = this.#modules.get(prefix);
      if (module === undefined) continue;
      const found = this.#modulesIn(module).get((path as string).slice(prefix.length + 1));
      if (found !== undefined) return found;
    }
    throw new RangeError(`${place}: there is no module ${described(path)} before it`);
  }

  /** Itself, at "", and all within it; it is whole, so this does not change. */
  #modulesIn(module: ModuleLike): ReadonlyMap<string, ModuleLike> {
    const known = this.#within.get(module);
    if (known !== undefined) return known;
    const found = new Map(walk(module).map((visit) => [visit.path, visit.module]));
    this.#within.set(module, found);
    return found;
  }

  #schedule(place: string, given: unknown): unknown {
    if (!isObject(given)) throw new RangeError(`${place} must be a schedule`);
    const factory = (name: string) => thingOf(place, "schedule", name);
    const data = withStrangeNumbers(given) as ScheduleData;
    return within(place, () => scheduleOf(data, factory));
  }

  #optimizer(path: string, data: Config): Optimizer {
    const type = thingOf(path, "optimizer", data[keys.optimizer]);
    const options = this.#config(path, data.config);
    const optimizer = within(path, () => new type(options));
    if (data.counters !== undefined) within(path, () => setCounters(optimizer, data.counters));
    this.#optimizers.push({ path, optimizer });
    return optimizer;
  }

  #scaler(path: string, name: unknown): Scaler {
    const scaler = new (thingOf("its class", "scaler", name))();
    const state: Record<string, RealArray> = {};
    for (const statistic of scaler.statisticNames) {
      const tensor = this.#take(joined(path, statistic));
      if (tensor === undefined) continue;
      if (tensor.dtype !== "float64" || tensor.shape.length !== 1) {
        throw new RangeError(`${statistic} is ${kindOf(tensor)}, expected float64 (columns,)`);
      }
      state[statistic] = tensor.values;
    }
    if (Object.keys(state).length > 0) scaler.setState(state);
    return scaler;
  }

  /** Those of the names that are not of what an optimizer remembers. */
  arrayNames(names: Iterable<string>): string[] {
    const prefixes = this.#optimizers.map(({ path }) => `${path}.`);
    return [...names].filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)));
  }

  /** Gives the optimizers what they remembered of the parameters of the modules that have them. */
  restoreStates(): void {
    for (const { path, optimizer } of this.#optimizers) {
      const owner = this.#modules.get(path.slice(0, Math.max(0, path.lastIndexOf("."))));
      if (owner === undefined) continue;
      for (const [name, array] of parametersOf(owner)) {
        const states = optimizer.stateNames.map((state) =>
          this.#take(stateName(path, name, state)),
        );
        const present = states.filter((state) => state !== undefined);
        if (present.length === 0) continue;
        const fits = present.every((state) => kindOf(state) === kindOf(array));
        if (present.length < states.length || !fits) {
          throw new RangeError(
            `${path}: the file's states of ${name} are ${present.map(kindOf).join(" and ")}, expected ${states.length} of ${kindOf(array)}`,
          );
        }
        const values = present.map((state) => state.values);
        optimizer.setStateOf(array, values);
      }
    }
  }

  #take(name: string): Tensor | undefined {
    const tensor = this.#tensors.get(name);
    this.#tensors.delete(name);
    return tensor;
  }
}

const allKeys: readonly string[] = Object.values(keys);

function isKey(name: string): boolean {
  return allKeys.includes(name);
}

/** Whether a value stands for something that is no plain data. */
function isSpecial(value: unknown): value is Config {
  return isObject(value) && Object.keys(value).some(isKey);
}

function setCounters(optimizer: Optimizer, counters: unknown): void {
  const { iterations, updates } = requireObject("counters", counters);
  optimizer.setCounters({
    iterations: requireCount("counters.iterations", iterations),
    updates: requireList("counters.updates", updates).map((pair) => {
      const [index, count] = requireList("counters.updates", pair);
      return [requireCount("an index", index), requireCount("a count", count)];
    }),
  });
}

/** Modules make their arrays in the default dtype. */
function inDtype<T>(dtype: DType = getDefaultDtype(), fn: () => T): T {
  const before = getDefaultDtype();
  setDefaultDtype(dtype);
  try {
    return fn();
  } finally {
    setDefaultDtype(before);
  }
}
