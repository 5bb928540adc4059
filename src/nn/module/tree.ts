import { type Arrays, isRecord } from "../../array-api/arrays.js";
import { MLArray } from "../../array-api/ml-array.js";
import { thisCopy } from "../../errors/copy.js";
import type { DType } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";

/** A node of a model: whatever has a `forward`. The rest is for what learns, has modes or is saved. */
export interface ModuleLike {
  /** From a batch, one row per sample, to the output. */
  forward(x: Arrays, ...more: unknown[]): Arrays;
  /** The modules that it is made of. */
  children?(): readonly ModuleLike[];
  /** The arrays that training changes. */
  parameters?(): readonly MLArray[];
  /** Arrays that are saved but not trained, such as running statistics. */
  buffers?(): readonly MLArray[];
  /** Makes the arrays that wait for the first input, for inputs of this shape. */
  build?(shape: Shape, dtype: DType): void;
  /** Whether it is used for training. */
  readonly training?: boolean;
  /** Called when it begins to be used for training. */
  train?(): void;
  /** Called when it begins to be used for prediction. */
  eval?(): void;
  /** What its weights add to the loss, those in `counted` left out; null for nothing. */
  penalty?(counted?: Set<MLArray>): MLArray | null;
  /** False: training leaves its parameters as they are. */
  trainable?: boolean;
  /** What `fromConfig` of its class makes it anew from, arrays aside. */
  config?(): Record<string, unknown>;
}

/** An array of a module's own. */
export interface OwnArray {
  /** Below the module: "weights", "tables.0". */
  readonly name: string;
  /** From the root: "layers.0.weights". */
  readonly path: string;
  readonly array: MLArray;
  /** Whether training changes it; else it is a buffer. */
  readonly isParameter: boolean;
}

/** A place in the tree where a module stands. */
export interface Visit {
  /** From the root, whose own is "": "layers.0.norm". */
  readonly path: string;
  readonly module: ModuleLike;
  readonly depth: number;
  /** Where it stood first, if that was elsewhere; its arrays and children are listed there. */
  readonly sameAs: string | null;
  readonly arrays: readonly OwnArray[];
  /** The fields in which its arrays and children were found. */
  readonly slots: readonly Slot[];
}

/** A field, or an entry of a list or a record, in which something of the tree was found. */
export interface Slot {
  readonly container: object;
  readonly key: string;
  readonly value: unknown;
}

/** Arrays that are parameters although they track no gradients: those of frozen modules. */
const frozen = /* @__PURE__ */ new WeakSet<MLArray>();

let version = 0;

/** Says that some module has other arrays or children than before. */
export function treeChanged(): void {
  version++;
}

/** Changes whenever some module of this library says that it changed. */
export function treeVersion(): number {
  return version;
}

/** Freezes or thaws a parameter. */
export function setTrainable(array: MLArray, trainable: boolean): void {
  array.node.requiresGrad = trainable;
  if (trainable) frozen.delete(array);
  else frozen.add(array);
}

/**
 * What finds its children and arrays in its own fields, in the order of declaration, also in lists and
 * records of them: a module is a child, an array that is no result of an operation a parameter if it
 * tracks gradients, else a buffer. Hard-private fields are not looked at.
 */
export abstract class ModuleTree {
  /** @internal */
  get "smolml.copy"(): object {
    return thisCopy;
  }

  abstract forward(x: Arrays, ...more: unknown[]): Arrays;

  /** The modules that this one is made of. May be overridden, where they are not in its fields. */
  children(): ModuleLike[] {
    return fieldsOf(this).children.map(([, child]) => child);
  }

  /**
   * The arrays that training changes, its own and those of its children, each once. May be overridden:
   * what it gives beside the children's is its own.
   */
  parameters(): MLArray[] {
    return arraysBelow(this, true);
  }

  /** The arrays that are saved but not trained, as `parameters`. */
  buffers(): MLArray[] {
    return arraysBelow(this, false);
  }

  /** @internal Arrays in hard-private fields, by name; null for one that is not there yet. */
  hiddenArrays(): Readonly<Record<string, MLArray | null>> {
    return {};
  }
}

/** All places of a tree, each module before its children. */
export function walk(root: ModuleLike): Visit[] {
  return visitsOf(root, contentsOf(root));
}

/** The modules of a tree, each once, and before those that it is made of. */
export function modulesOf(root: ModuleLike): ModuleLike[] {
  return [...new Set(walk(root).map(({ module }) => module))];
}

function visitsOf(root: ModuleLike, ofRoot: Contents): Visit[] {
  const visits: Visit[] = [];
  const first = new Map<ModuleLike, string>();
  const visit = (module: ModuleLike, path: string, depth: number): void => {
    const sameAs = first.get(module) ?? null;
    const own = module === root ? ofRoot : contentsOf(module);
    const { children, arrays, slots } = sameAs === null ? own : nothing;
    requireDepth(module, depth);
    visits.push({ path, module, depth, sameAs, arrays: arrays.map(placed(path)), slots });
    if (sameAs !== null) return;
    first.set(module, path);
    for (const [name, child] of children) visit(child, joined(path, name), depth + 1);
  };
  visit(root, "", 0);
  return visits;
}

/** Modules within modules, or lists within lists of a module: each forward is a call within a call. */
const deepest = 200;

function requireDepth(module: ModuleLike, depth: number): void {
  if (depth <= deepest) return;
  throw new RangeError(
    `${module.constructor.name}: modules, or lists of them, stand more than ${deepest} deep within each other`,
  );
}

/** The path of what stands at `name` below `path`. */
export function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

interface Contents {
  readonly children: readonly (readonly [name: string, child: ModuleLike])[];
  readonly arrays: readonly Omit<OwnArray, "path">[];
  readonly slots: readonly Slot[];
}

const nothing: Contents = { children: [], arrays: [], slots: [] };

function placed(path: string): (array: Omit<OwnArray, "path">) => OwnArray {
  return (array) => ({ ...array, path: joined(path, array.name) });
}

/** `byFields`: what the module's own `parameters` and `buffers` say is left out. */
function contentsOf(module: ModuleLike, byFields = false): Contents {
  const fields = module instanceof ModuleTree ? fieldsOf(module) : noFields;
  const children = overridden(module, "children")
    ? named(fields.children, module.children?.().filter(isModule) ?? [], "children")
    : fields.children;
  const isOwn = belongingTo(module, children);
  const arrays = (isParameter: boolean): Contents["arrays"] => {
    const method = isParameter ? "parameters" : "buffers";
    const found =
      overridden(module, method) && !byFields
        ? named(fields.arrays, module[method]?.().filter(isOwn) ?? [], method)
        : fields.arrays.filter(([, array]) => isParameterOf(array) === isParameter);
    return found.map(([name, array]) => ({ name, array, isParameter }));
  };
  return { children, arrays: [...arrays(true), ...arrays(false)], slots: fields.slots };
}

/** Whether the module has its own answer instead of its fields'. */
function overridden(module: ModuleLike, method: "children" | "parameters" | "buffers"): boolean {
  return module[method] !== ModuleTree.prototype[method];
}

/** What an overriding method gives under the names that it has in the fields, or else by number. */
function named<T>(
  fields: readonly (readonly [string, T])[],
  given: readonly T[],
  kind: string,
): (readonly [string, T])[] {
  // The first name counts of what stands in several fields.
  const names = new Map([...fields].reverse().map(([name, each]) => [each, name]));
  return given.map((each, i) => [names.get(each) ?? `${kind}.${i}`, each]);
}

/** Whether something that an overriding method gives is an array, and none of its children's. */
function belongingTo(module: ModuleLike, children: Contents["children"]) {
  let ofChildren: Set<MLArray> | null = null;
  return (array: unknown): boolean => {
    if (!(array instanceof MLArray)) return false;
    ofChildren ??= new Set(
      children
        .filter(([, child]) => child !== module)
        .flatMap(([, child]) =>
          walk(child).flatMap((visit) => visit.arrays.map((own) => own.array)),
        ),
    );
    return !ofChildren.has(array);
  };
}

interface Fields {
  readonly children: (readonly [name: string, child: ModuleLike])[];
  readonly arrays: (readonly [name: string, array: MLArray])[];
  readonly slots: Slot[];
}

const noFields: Fields = { children: [], arrays: [], slots: [] };

function fieldsOf(module: ModuleTree): Fields {
  const fields: Fields = { children: [], arrays: [], slots: [] };
  for (const [name, array] of Object.entries(module.hiddenArrays())) {
    if (array !== null) fields.arrays.push([name, array]);
  }
  const seen = new Set<unknown>();
  const look = (container: object, key: string, name: string, depth: number): void => {
    const value = (container as Record<string, unknown>)[key];
    if (typeof value !== "object" || value === null) return;
    if (value instanceof MLArray) {
      // What a step made and goes with it is no part of the model.
      if (value.node.isInterior) return;
      fields.arrays.push([name, value]);
    } else if (isModule(value)) {
      fields.children.push([name, value]);
    } else if ((Array.isArray(value) || isRecord(value)) && !seen.has(value)) {
      seen.add(value);
      requireDepth(module, depth);
      const { length } = fields.slots;
      for (const item of Object.keys(value)) look(value, item, `${name}.${item}`, depth + 1);
      if (fields.slots.length === length) return;
      if (Array.isArray(value)) {
        fields.slots.push({ container: value, key: "length", value: value.length });
      }
    } else return;
    fields.slots.push({ container, key, value });
  };
  for (const name of Object.keys(module)) look(module, name, name, 0);
  return fields;
}

function isModule(value: unknown): value is ModuleLike {
  return typeof (value as Partial<ModuleLike> | null)?.forward === "function";
}

function isParameterOf(array: MLArray): boolean {
  return array.requiresGrad || frozen.has(array);
}

/** For the methods of the base, which an overriding one may call: it is not to be asked again. */
function arraysBelow(module: ModuleTree, parameters: boolean): MLArray[] {
  const all = visitsOf(module, contentsOf(module, true)).flatMap(({ arrays }) => arrays);
  return [...new Set(all.filter((own) => own.isParameter === parameters).map((own) => own.array))];
}
