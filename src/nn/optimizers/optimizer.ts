import { noGrad } from "../../array/graph.js";
import { aboutToChange, Node } from "../../array/node.js";
import { MLArray } from "../../array-api/ml-array.js";
import { requireInteger, requireNumber, requireOptions } from "../../errors/check.js";
import { thisCopy } from "../../errors/copy.js";
import { described } from "../../errors/described.js";
import type { Storage } from "../../memory/storage.js";
import {
  bringTogether,
  isLearning,
  type ParameterRun,
  runsOf,
  settleGradients,
} from "../../ops/parameter-block.js";
import { ParameterStates, type StateKind } from "../../ops/parameter-states.js";
import { shrink } from "../../ops/update.js";
import type { RealArray } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";
import { lengthOf } from "../../shape/typed-array.js";
import { requireSeries } from "../monitor.js";
import { isSchedule, type Schedule } from "../schedules/schedule.js";
import { type ClipOptions, clipGradients, clipOptionNames, clippingOf } from "./clip.js";

/** What all optimizers take; at most one of the three ways to clip. */
export interface OptimizerOptions extends ClipOptions {
  /** The size of a step, >= 0, or a schedule that gives it for each step. Default 0.01. */
  readonly learningRate?: number | Schedule;
  /** The rate of step t (from 0) is learningRate / (1 + decay t). Default 0. */
  readonly decay?: number;
  /**
   * The share of each weight that a step of rate 1 takes away, beside what its gradient does: decoupled, as Loshchilov
   * and Hutter, 2019. Default 0.
   */
  readonly weightDecay?: number;
  /**
   * Which arrays `weightDecay` is for: "all", or "matrices", all but those of a single row, as biases (1, n) and the
   * factors of norms (n,) are. Default "all".
   */
  readonly weightDecayOn?: "all" | "matrices";
}

/**
 * What a step has of a parameter: arrays of its shape, outside of any graph. For a rule that says it goes
 * `byElement`, all parameters that lie one behind the other may come as one flat array. `States` are the
 * `stateNames`, as in `Update<["m"]>`, for TypeScript to know how many there are.
 */
export interface Update<States extends readonly string[] = readonly string[]> {
  /** To be changed in place, by `updateValues` or `set`. */
  readonly weights: MLArray;
  /** What `backward` left, clipped if that was asked for. */
  readonly gradient: MLArray;
  /** What is remembered of the parameter, in the order of `stateNames`: to be changed in place as well. */
  readonly states: { readonly [Place in keyof States]: MLArray };
  /** The learning rate of this step, its schedule and decay applied. */
  readonly rate: number;
  /** Completed steps before this one. */
  readonly completed: number;
  /** The share of the weights that this step takes away, beside what the rule does. */
  readonly shrinkage: number;
}

/** Steps done: in all, and by the indices that `update` was given. */
export interface OptimizerCounters {
  /** Steps done in all. */
  readonly iterations: number;
  /** Steps done for each index that `update` was given, in any order. */
  readonly updates: readonly (readonly [index: number, count: number])[];
}

/**
 * Changes parameters in place, given their gradients. One of your own extends it and gives two things:
 * `stateNames`, what it remembers of each parameter, and `apply`, its rule. What it remembers is made,
 * kept and saved by their names; a class that is saved with a model is registered by its name.
 */
export abstract class Optimizer {
  private rate: number | Schedule = 0;
  /** As given: the rate of step t is learningRate / (1 + decay t). */
  readonly decay: number;
  /** The share of each weight that a step of rate 1 takes away. */
  readonly weightDecay: number;
  /** Which arrays that is for. */
  readonly weightDecayOn: "all" | "matrices";
  private readonly clipping: ClipOptions | null;
  /** The most steps that any parameter has taken. */
  private completed = 0;
  /** Steps per index, for `update`. */
  private readonly completedAt = new Map<number, number>();
  /** What the last step was of. */
  #stepped: readonly MLArray[] = [];
  private readonly states = new ParameterStates();
  /** The arrays of an `Update`, by the node that their run begins with. */
  private readonly views = new WeakMap<Node, RunViews>();

  /** @internal */
  get "smolml.copy"(): object {
    return thisCopy;
  }

  /** What it remembers of each parameter, one number for each name. */
  abstract readonly stateNames: readonly string[];
  /** The number that each state holds before the first step. */
  protected readonly initialState: number = 0;
  /** True for a rule in which no element of a parameter depends on another one. */
  protected readonly byElement: boolean = false;
  /** True for a rule that applies `shrinkage` itself. */
  protected readonly shrinks: boolean = false;
  /** The rule: one step of one parameter, whose weights and states it changes in place. */
  protected abstract apply(update: Update): void;

  /** Throws where an option is unknown or out of its range. */
  constructor(options: OptimizerOptions = {}) {
    requireOptions(this.constructor.name, options, this.optionNames);
    const { learningRate = 0.01, decay = 0 } = options;
    this.learningRate = learningRate;
    requireNumber(this.constructor.name, "decay", decay, 0);
    this.decay = decay;
    const { weightDecay = this.usualWeightDecay, weightDecayOn = "all" } = options;
    requireNumber(this.constructor.name, "weightDecay", weightDecay, 0);
    if (weightDecayOn !== "all" && weightDecayOn !== "matrices") {
      throw new TypeError(
        `${this.constructor.name}: weightDecayOn must be "all" or "matrices", got ${described(weightDecayOn)}`,
      );
    }
    this.weightDecay = weightDecay;
    this.weightDecayOn = weightDecayOn;
    this.clipping = clippingOf(this.constructor.name, options);
  }

  /** The options it takes; an optimizer with more of them adds theirs. */
  protected get optionNames(): readonly string[] {
    return ["learningRate", "decay", "weightDecay", "weightDecayOn", ...clipOptionNames];
  }

  protected get usualWeightDecay(): number {
    return 0;
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
    const { rate: learningRate, decay, weightDecay, weightDecayOn } = this;
    const shrinking = weightDecay > 0 || this.usualWeightDecay > 0;
    return {
      learningRate,
      decay,
      ...(shrinking && { weightDecay }),
      ...(shrinking && weightDecayOn !== "all" && { weightDecayOn }),
      ...this.clipping,
    };
  }

  /** Completed steps: the most that any parameter has taken. */
  get iterations(): number {
    return this.completed;
  }

  /**
   * One step for these arrays, each once however often it is named, from the gradients that `backward` left
   * in them; where clipping is asked for, the gradients are clipped in place.
   */
  step(arrays: readonly MLArray[]): void {
    this.applyAll(this.#distinct(arrays), this.completed);
    this.completed++;
  }

  /**
   * SmolML's form: one step for the named arrays of a layer, which are returned. Steps are counted
   * for each index by itself, so a step of a network counts once however many layers it has.
   */
  update(layer: object, index: number, names: readonly string[]): MLArray[] {
    if (typeof layer !== "object" || !Array.isArray(names)) {
      throw new TypeError(
        `${this.constructor.name}.update: expected a layer, an index and names of its arrays, got ${described(layer)} and ${described(names)}`,
      );
    }
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
    if (array instanceof MLArray) return this.states.read(array.node);
    throw new TypeError(
      `${this.constructor.name}.stateOf: expected an MLArray, got ${described(array)}`,
    );
  }

  /** Puts back what `stateOf` gave: `stateNames.length` arrays, each as long as the parameter. */
  setStateOf(array: MLArray, states: readonly RealArray[]): void {
    const { node } = array;
    const lengths = states.map(lengthOf);
    if (lengths.length !== this.stateCount || lengths.some((length) => length !== node.size)) {
      throw new RangeError(
        `${this.constructor.name}.setStateOf: got states of ${lengths.join(", ") || "no"} elements, expected ${this.stateCount} of ${node.size}`,
      );
    }
    this.states.write(node, states);
  }

  /** The arrays, checked, each once. */
  #distinct(arrays: readonly MLArray[]): readonly MLArray[] {
    // Nearly always those of the last step: then they need no set, which takes longer than a small update.
    if (areSame(this.#stepped, arrays)) return this.#stepped;
    requireArrays(this, arrays);
    const distinct = [...new Set(arrays)];
    if (distinct.length === arrays.length) this.#stepped = distinct;
    return distinct;
  }

  private applyAll(arrays: readonly MLArray[], completed: number): void {
    const rate = this.rateAt(completed) / (1 + this.decay * completed);
    settleGradients(arrays);
    if (this.clipping !== null) clipGradients(arrays, this.clipping);
    const kind = { count: this.stateCount, initial: this.initialState };
    this.states.place(arrays, kind);
    // All of it is there before anything changes: a step is taken whole, or not at all.
    const updates: PlannedUpdate[] = [];
    for (const { arrays: group, shrinkage } of this.groupsOf(arrays, rate * this.weightDecay)) {
      for (const run of this.byElement ? runsOf(group) : singlesOf(group)) {
        updates.push({ run, shrinkage, views: this.viewsOf(run, kind) });
      }
    }
    bringTogether(updates.map(({ views }) => views));
    noGrad(() => {
      for (const { run, shrinkage, views } of updates) {
        const { weights, gradient, states } = views;
        aboutToChange(run.first, "a step of the optimizer", run.n);
        if (shrinkage > 0 && !this.shrinks) shrink(weights.node, shrinkage);
        this.apply({ weights, gradient, states, rate, completed, shrinkage });
      }
    });
  }

  /** The arrays that weight decay is for, and the others. */
  private groupsOf(arrays: readonly MLArray[], shrinkage: number): readonly ArrayGroup[] {
    if (shrinkage === 0 || this.weightDecayOn === "all") return [{ arrays, shrinkage }];
    return [
      { arrays: arrays.filter((array) => !isSingleRow(array)), shrinkage },
      { arrays: arrays.filter(isSingleRow), shrinkage: 0 },
    ];
  }

  private viewsOf({ first, n }: ParameterRun, kind: StateKind): RunViews {
    const known = this.views.get(first);
    if (known !== undefined && isCurrent(known, first, n)) return known;
    const shape = this.byElement ? [n] : first.shape;
    const weights = new MLArray(new Node(shape, first.dtype, first.storage, first.offset));
    const gradient = new MLArray(gradientView(first, shape));
    const states = this.states.viewsOf(first, shape, kind).map((state) => new MLArray(state));
    const views = { weights, gradient, states };
    this.views.set(first, views);
    return views;
  }
}

/** Views of parameters that lie one behind the other, and of what belongs to them. */
type RunViews = Pick<Update, "weights" | "gradient" | "states">;

/** Whether the views are of where the run's parameters lie now. */
function isCurrent({ weights, gradient }: RunViews, first: Node, n: number): boolean {
  return (
    weights.node.size === n &&
    weights.node.storage === first.storage &&
    weights.node.offset === first.offset &&
    gradient.node.storage === first.gradient &&
    gradient.node.offset === first.gradientOffset
  );
}

/** What a step does with a run of parameters. */
interface PlannedUpdate {
  readonly run: ParameterRun;
  readonly shrinkage: number;
  readonly views: RunViews;
}

interface ArrayGroup {
  readonly arrays: readonly MLArray[];
  readonly shrinkage: number;
}

function isSingleRow({ shape, node }: MLArray): boolean {
  return node.size === (shape[shape.length - 1] ?? 1);
}

function gradientView({ dtype, gradient, gradientOffset }: Node, shape: Shape): Node {
  return new Node(shape, dtype, gradient as Storage, gradientOffset);
}

/** Each array that learns by itself. */
function singlesOf(arrays: readonly MLArray[]): ParameterRun[] {
  return arrays
    .filter(({ node }) => isLearning(node))
    .map(({ node }) => ({ first: node, n: node.size }));
}

function areSame(a: readonly MLArray[], b: readonly MLArray[]): boolean {
  return a.length > 0 && a.length === b?.length && a.every((array, i) => array === b[i]);
}

function requireArrays(optimizer: Optimizer, arrays: unknown): void {
  const isList = Array.isArray(arrays);
  if (isList && arrays.length > 0 && arrays.every((array) => array instanceof MLArray)) return;
  const stranger = isList ? arrays.find((array) => !(array instanceof MLArray)) : arrays;
  const list = stranger === undefined ? "an empty one" : `one with ${described(stranger)} in it`;
  const got = isList ? list : described(arrays);
  throw new TypeError(
    `${optimizer.constructor.name}.step: expected a list of MLArrays, such as network.parameters(), got ${got}`,
  );
}
