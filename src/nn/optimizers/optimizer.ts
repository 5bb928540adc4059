import { bytesPerElement, type DType, type RealArray } from "../../array/dtype.js";
import { gradientAddress, kernelsFor, type Node, view } from "../../array/node.js";
import type { Address, Kernels } from "../../kernels/kernels.js";
import { addressOf, allocate, begin, outsideScopes } from "../../memory/memory.js";
import type { Storage } from "../../memory/storage.js";
import { MLArray } from "../../ml-array.js";
import { requireInteger, requireNumber, requireOptions } from "../../ops/check.js";
import { requireSeries } from "../monitor.js";
import { type ParameterRun, runsOf } from "../parameter-block.js";
import { isSchedule, type Schedule } from "../schedules/schedule.js";
import { type ClipOptions, clipGradients, clipOptionNames, clippingOf } from "./clip.js";

/** What all optimizers take; at most one of the three ways to clip. */
export interface OptimizerOptions extends ClipOptions {
  /** The size of a step, >= 0, or a schedule that gives it for each step. Default 0.01. */
  readonly learningRate?: number | Schedule;
  /** The rate of step t (from 0) is learningRate / (1 + decay t). Default 0. */
  readonly decay?: number;
}

/** The addresses that one update kernel call works on: n parameters, their gradients and states. */
export interface Update {
  readonly kernels: Kernels;
  readonly weights: Address;
  readonly gradients: Address;
  readonly states: readonly Address[];
  readonly n: number;
  /** The decayed learning rate. */
  readonly rate: number;
  /** Completed steps before this one. */
  readonly completed: number;
}

/** Steps done: in all, and by the indices that `update` was given. */
export interface OptimizerCounters {
  /** In all. */
  readonly iterations: number;
  /** For each index that `update` was given, in any order. */
  readonly updates: readonly (readonly [index: number, count: number])[];
}

/**
 * Changes parameters in place, given their gradients. What an optimizer remembers of a parameter (a
 * momentum, a mean square) lies in a storage laid out like the parameter's own, so a whole model's
 * block of parameters is one kernel call.
 */
export abstract class Optimizer {
  private rate: number | Schedule = 0;
  /** As given: the rate of step t is learningRate / (1 + decay t). */
  readonly decay: number;
  private readonly clipping: ClipOptions | null;
  /** The most steps that any parameter has taken. */
  private completed = 0;
  /** Steps per index, for `update`. */
  private readonly completedAt = new Map<number, number>();
  private readonly states = new WeakMap<Storage, readonly Storage[]>();
  /** States set from outside, until the next step finds where their parameters lie by then. */
  private readonly restored = new Map<Node, readonly RealArray[]>();

  /** What it remembers of each parameter, one number for each name. */
  abstract readonly stateNames: readonly string[];
  /** What a state holds before the first step. */
  protected readonly initialState: number = 0;
  /** @internal */
  protected abstract apply(update: Update): void;

  /** Throws where an option is unknown or out of its range. */
  constructor(options: OptimizerOptions = {}) {
    requireOptions(this.constructor.name, options, this.optionNames);
    const { learningRate = 0.01, decay = 0 } = options;
    this.learningRate = learningRate;
    requireNumber(this.constructor.name, "decay", decay, 0);
    this.decay = decay;
    this.clipping = clippingOf(this.constructor.name, options);
  }

  /** The options it takes; an optimizer with more of them adds theirs. */
  protected get optionNames(): readonly string[] {
    return ["learningRate", "decay", ...clipOptionNames];
  }

  /** The rate of the next step, before `decay`. */
  get learningRate(): number {
    return this.rateAt(this.completed);
  }

  /** A finite number >= 0, or a schedule. */
  set learningRate(value: number | Schedule) {
    if (!isSchedule(value)) requireNumber(this.constructor.name, "learningRate", value, 0);
    this.rate = value;
  }

  private rateAt(step: number): number {
    if (typeof this.rate === "number") return this.rate;
    const rate = this.rate.at(step);
    requireNumber(this.constructor.name, `the schedule's rate of step ${step}`, rate, 0);
    return rate;
  }

  /** How many numbers it remembers per parameter. */
  get stateCount(): number {
    return this.stateNames.length;
  }

  /** The options that make another one like it; a schedule stands there as it is. */
  config(): OptimizerOptions {
    return { learningRate: this.rate, decay: this.decay, ...this.clipping };
  }

  /** Completed steps. */
  get iterations(): number {
    return this.completed;
  }

  /**
   * One step for these arrays, from the gradients that `backward` left in them; where clipping is asked
   * for, the gradients are clipped in place.
   */
  step(arrays: readonly MLArray[]): void {
    requireArrays(this, arrays);
    this.applyAll(arrays, this.completed);
    this.completed++;
  }

  /**
   * SmolML's form: one step for the named arrays of a layer, which are returned. Steps are counted
   * for each index by itself, so a step of a network counts once however many layers it has.
   */
  update(layer: object, index: number, names: readonly string[]): MLArray[] {
    const arrays = names.map((name) => {
      const array: unknown = Reflect.get(layer, name);
      if (array instanceof MLArray) return array;
      throw new TypeError(`${this.constructor.name}.update: the layer has no array "${name}"`);
    });
    const completed = this.completedAt.get(index) ?? 0;
    this.applyAll(arrays, completed);
    this.completedAt.set(index, completed + 1);
    this.completed = Math.max(this.completed, completed + 1);
    return arrays;
  }

  /** Throws, before training begins, if a schedule observes a series that there will not be. */
  checkSeries(series: readonly string[]): void {
    if (typeof this.rate === "number" || this.rate.monitor === undefined) return;
    requireSeries(`schedules.${this.rate.name}`, this.rate.monitor, series);
  }

  /** Tells a schedule that observes how an epoch went. */
  observe(logs: Readonly<Record<string, number | undefined>>): void {
    if (typeof this.rate === "number" || this.rate.monitor === undefined) return;
    this.rate.observe?.(logs[this.rate.monitor] ?? Number.NaN);
  }

  /** How many steps are done, in all and by the indices of `update`: plain data, for `setCounters`. */
  getCounters(): OptimizerCounters {
    return { iterations: this.completed, updates: [...this.completedAt] };
  }

  /** Puts back what `getCounters` gave; throws unless all are integers >= 0. */
  setCounters({ iterations, updates }: OptimizerCounters): void {
    for (const count of [iterations, ...updates.flat()]) {
      requireInteger(this.constructor.name, "a counter", count, 0);
    }
    this.completed = iterations;
    this.completedAt.clear();
    for (const [index, count] of updates) this.completedAt.set(index, count);
  }

  /** Copies of what it remembers of an array, in the order of `stateNames`; null before its first step. */
  stateOf(array: MLArray): RealArray[] | null {
    const { node } = array;
    const restored = this.restored.get(node);
    if (restored !== undefined) return restored.map((state) => state.slice());
    const states = this.states.get(node.storage);
    if (states === undefined) return null;
    begin("stateOf");
    return states.map((state) =>
      view(addressOf(state) + node.offset, node.size, node.dtype).slice(),
    );
  }

  /** Puts back what `stateOf` gave: `stateNames.length` arrays, each as long as the parameter. */
  setStateOf(array: MLArray, states: readonly RealArray[]): void {
    const { node } = array;
    const lengths = states.map((state) => state.length);
    if (lengths.length !== this.stateCount || lengths.some((length) => length !== node.size)) {
      throw new RangeError(
        `${this.constructor.name}.setStateOf: got states of ${lengths.join(", ") || "no"} elements, expected ${this.stateCount} of ${node.size}`,
      );
    }
    this.restored.set(
      node,
      states.map((state) => state.slice()),
    );
  }

  private placeRestored(arrays: readonly MLArray[]): void {
    for (const { node } of arrays) {
      const values = this.restored.get(node);
      if (values === undefined) continue;
      this.statesOf(node.storage, node.dtype).forEach((state, i) => {
        view(addressOf(state) + node.offset, node.size, node.dtype).set(values[i]);
      });
      this.restored.delete(node);
    }
  }

  private applyAll(arrays: readonly MLArray[], completed: number): void {
    const rate = this.rateAt(completed) / (1 + this.decay * completed);
    if (this.clipping !== null) clipGradients(arrays, this.clipping);
    const runs = runsOf(arrays);
    begin(this.constructor.name);
    if (this.restored.size > 0) this.placeRestored(arrays);
    for (const run of runs) addressOf(run.first.storage);
    for (const run of runs) this.applyRun(run, rate, completed);
  }

  private applyRun(run: ParameterRun, rate: number, completed: number): void {
    const { first, n } = run;
    const states = this.statesOf(first.storage, first.dtype).map(
      (state) => addressOf(state) + first.offset,
    );
    this.apply({
      kernels: kernelsFor(first.dtype),
      weights: addressOf(first.storage) + first.offset,
      gradients: gradientAddress(first),
      states,
      n,
      rate,
      completed,
    });
  }

  /** The states that belong to a storage of parameters; made when they are first asked for. */
  private statesOf(parameters: Storage, dtype: DType): readonly Storage[] {
    const existing = this.states.get(parameters);
    if (existing !== undefined) return existing;
    const n = parameters.byteLength / bytesPerElement[dtype];
    const states = outsideScopes(() =>
      Array.from({ length: this.stateCount }, () => allocate(parameters.byteLength)),
    );
    for (const state of states) kernelsFor(dtype).fill(addressOf(state), n, this.initialState);
    this.states.set(parameters, states);
    return states;
  }
}

function requireArrays(optimizer: Optimizer, arrays: unknown): void {
  const isList = Array.isArray(arrays);
  if (isList && arrays.every((array) => array instanceof MLArray)) return;
  const got = isList ? "something else in it" : typeof arrays;
  throw new TypeError(
    `${optimizer.constructor.name}.step: expected a list of MLArrays, such as network.parameters(), got ${got}`,
  );
}
