import { bytesPerElement, type DType } from "../../array/dtype.js";
import { gradientAddress, kernelsFor } from "../../array/node.js";
import type { Address, Kernels } from "../../kernels/kernels.js";
import { addressOf, allocate, begin, outsideScopes } from "../../memory/memory.js";
import type { Storage } from "../../memory/storage.js";
import { MLArray } from "../../ml-array.js";
import { requireNumber } from "../../ops/check.js";
import { type ParameterRun, runsOf } from "../parameter-block.js";

export interface OptimizerOptions {
  /** The size of a step, >= 0. Default 0.01. */
  readonly learningRate?: number;
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

/**
 * Changes parameters in place, given their gradients. What an optimizer remembers of a parameter (a
 * momentum, a mean square) lies in a storage laid out like the parameter's own, so a whole model's
 * block of parameters is one kernel call.
 */
export abstract class Optimizer {
  private rate: number;
  readonly decay: number;
  /** The most steps that any parameter has taken. */
  private completed = 0;
  /** Steps per index, for `update`. */
  private readonly completedAt = new Map<number, number>();
  private readonly states = new WeakMap<Storage, readonly Storage[]>();

  /** How many numbers it remembers per parameter. */
  abstract readonly stateCount: number;
  /** What a state holds before the first step. */
  protected readonly initialState: number = 0;
  protected abstract apply(update: Update): void;

  constructor({ learningRate = 0.01, decay = 0 }: OptimizerOptions = {}) {
    this.rate = 0;
    this.learningRate = learningRate;
    requireNumber(this.constructor.name, "decay", decay, 0);
    this.decay = decay;
  }

  get learningRate(): number {
    return this.rate;
  }

  /** A finite number >= 0. */
  set learningRate(value: number) {
    requireNumber(this.constructor.name, "learningRate", value, 0);
    this.rate = value;
  }

  /** Completed steps. */
  get iterations(): number {
    return this.completed;
  }

  /** One step for these arrays, from the gradients that `backward` left in them. */
  step(arrays: readonly MLArray[]): void {
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

  private applyAll(arrays: readonly MLArray[], completed: number): void {
    const rate = this.rate / (1 + this.decay * completed);
    const runs = runsOf(arrays);
    begin(this.constructor.name);
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
