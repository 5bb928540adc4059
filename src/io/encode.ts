import type { MLArray } from "../array-api/ml-array.js";
import type { WeightInitializer } from "../nn/initializers.js";
import { joined, type ModuleLike, walk } from "../nn/module/tree.js";
import { Optimizer } from "../nn/optimizers/index.js";
import type { ScheduleData } from "../nn/schedules/restore.js";
import { isSchedule, type Schedule } from "../nn/schedules/schedule.js";
import { ColumnScaler, type Scaler } from "../preprocessing/column-scaler.js";
import {
  type Config,
  keys,
  type ModuleDescription,
  requirePlain,
  withoutStrangeNumbers,
} from "./plain.js";
import { type Known, nameOf, nameOfFunction, requireName } from "./registry.js";
import type { Tensor } from "./safetensors.js";

/** What a file is to keep beside the arrays of the modules. */
export interface SaveOptions {
  /** Whether to keep what the optimizers remember, for training to go on. Default true. */
  readonly optimizer?: boolean;
}

/** Makes JSON of a tree of modules, and tensors of what optimizers and scalers in it remember. */
export class Encoder {
  readonly tensors = new Map<string, Tensor>();
  readonly #known: Known;
  readonly #withStates: boolean;
  /** Where each module stands first. */
  readonly #paths = new Map<ModuleLike, string>();
  readonly #done = new Set<ModuleLike>();
  /** The places at which modules have been made JSON of. */
  readonly #places = new Set<string>();

  constructor(root: ModuleLike, known: Known, options: SaveOptions) {
    const { optimizer = true } = options;
    this.#known = known;
    this.#withStates = optimizer;
    for (const { module, path, sameAs } of walk(root)) {
      if (sameAs === null) this.#paths.set(module, path);
    }
  }

  /** A module as JSON. `path` is where it stands. */
  module(module: ModuleLike, path: string): ModuleDescription {
    const place = path === "" ? "the model" : path;
    if (module.constructor === Object) {
      throw new TypeError(`${place} is a plain object: only modules made by a class can be saved`);
    }
    this.#done.add(module);
    this.#places.add(path);
    const type = nameOf(place, "layer", module.constructor, this.#known);
    const entries = Object.entries(module.config?.() ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, this.#value(module, joined(path, key), value)]);
    return { [keys.module]: type, config: Object.fromEntries(entries) };
  }

  #value(owner: ModuleLike, path: string, value: unknown): unknown {
    if (isInitializer(value)) return initializerData(path, value);
    if (typeof value === "function") return { [keys.function]: nameOfFunction(path, value) };
    if (isSchedule(value)) return { [keys.schedule]: scheduleData(path, value) };
    if (value instanceof Optimizer) return this.#optimizer(owner, path, value);
    if (value instanceof ColumnScaler) return { [keys.scaler]: this.#scaler(path, value) };
    if (isModule(value)) return this.#child(path, value);
    if (Array.isArray(value) && value.some(isModule)) {
      return value.map((item, i) => this.#value(owner, joined(path, String(i)), item));
    }
    requirePlain(path, value);
    return value;
  }

  /** A module within another, or the path of one that stands elsewhere as well. */
  #child(path: string, child: ModuleLike): unknown {
    const first = this.#paths.get(child) ?? path;
    const isNew = !this.#done.has(child) && (first === path || this.#isMadeAround(first, path));
    return isNew ? this.module(child, path) : { [keys.same]: first };
  }

  /** Whether the module that makes what stands at `first` is one that `path` is a part of. */
  #isMadeAround(first: string, path: string): boolean {
    const maker = prefixesOf(first).find((prefix) => this.#places.has(prefix)) ?? "";
    return maker === "" || path.startsWith(`${maker}.`);
  }

  /** Its class, options and steps; what it remembers of each parameter: "optimizer.layers.0.weights.m". */
  #optimizer(owner: ModuleLike, path: string, optimizer: Optimizer): Config {
    const type = nameOf(path, "optimizer", optimizer.constructor);
    const config: Record<string, unknown> = { ...optimizer.config() };
    const entries = Object.entries(config)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, this.#value(owner, joined(path, key), value)]);
    const described = { [keys.optimizer]: type, config: Object.fromEntries(entries) };
    if (!this.#withStates) return described;
    for (const [name, array] of parametersOf(owner)) {
      optimizer.stateOf(array)?.forEach((values, i) => {
        const { dtype, shape } = array;
        this.tensors.set(stateName(path, name, optimizer.stateNames[i]), { dtype, shape, values });
      });
    }
    return { ...described, counters: optimizer.getCounters() };
  }

  #scaler(path: string, scaler: Scaler): string {
    for (const [name, column] of Object.entries(scaler.getState() ?? {})) {
      const values = Float64Array.from(column);
      this.tensors.set(joined(path, name), { dtype: "float64", shape: [column.length], values });
    }
    return nameOf(path, "scaler", scaler.constructor);
  }
}

/** The parameters of a module, each once, by their paths below it. */
export function parametersOf(module: ModuleLike): Map<string, MLArray> {
  const seen = new Set<MLArray>();
  const named = new Map<string, MLArray>();
  for (const { arrays } of walk(module)) {
    for (const { path, array, isParameter } of arrays) {
      if (isParameter && !seen.has(array)) named.set(path, array);
      seen.add(array);
    }
  }
  return named;
}

/** The name of the tensor that holds what an optimizer remembers of a parameter. */
export function stateName(optimizer: string, parameter: string, state: string): string {
  return `${optimizer}.${parameter}.${state}`;
}

/** The paths of what a path leads through, the longest first: a.b.c, a.b, a. */
export function prefixesOf(path: string): string[] {
  const prefixes: string[] = [];
  for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) {
    prefixes.push(path.slice(0, end));
  }
  return prefixes;
}

function isInitializer(value: unknown): value is WeightInitializer {
  return typeof (value as Partial<WeightInitializer> | null)?.initialize === "function";
}

/** An initializer by its name, and the options that it was made from if it was. */
function initializerData(path: string, value: WeightInitializer): Config {
  const { made } = value;
  const name = nameOf(path, "initializer", made?.by ?? value);
  return { [keys.initializer]: name, ...(made && { options: made.options }) };
}

function isModule(value: unknown): value is ModuleLike {
  return typeof (value as Partial<ModuleLike> | null)?.forward === "function";
}

/** A schedule, and the one within it if there is one, without their functions. */
function scheduleData(place: string, schedule: Schedule): ScheduleData {
  requireName(place, "schedule", schedule.name);
  const { name } = schedule;
  // A plateau's best value so far may be infinite.
  const state = withoutStrangeNumbers(schedule.state) as object | undefined;
  const options: Record<string, unknown> = { ...schedule.options };
  const { learningRate } = options;
  if (isSchedule(learningRate)) options.learningRate = scheduleData(place, learningRate);
  requirePlain(place, [options, state ?? null]);
  return { name, options, state };
}
