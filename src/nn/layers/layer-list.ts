import { otherCopy } from "../../errors/copy.js";
import { described, isClass } from "../../errors/described.js";
import { describedImport } from "../../errors/import-hint.js";
import type { ActivationFunction } from "../activation.js";
import type { ModuleLike } from "../module/tree.js";
import { type ActivationLayer, activationLayer } from "./activation-layer.js";

/** Layers as a list may hold them: layers, activation functions, and lists (such as pairs) of those. */
export type LayerList = readonly (ModuleLike | ActivationFunction | LayerList)[];

/** A list without lists in it, whose layers are known one by one. */
export type FlatList = readonly (ModuleLike | ActivationFunction)[];

/** The layers that a list becomes: functions as `ActivationLayer`s. */
export type LayersOf<List extends FlatList> = {
  readonly [Place in keyof List]: LayerOf<List[Place]>;
};

/** The layer that an item of a list becomes. */
export type LayerOf<Item> = Item extends ActivationFunction ? ActivationLayer : Item;

/** A list by itself, or as the option of that name. */
export type LayersGiven<List extends FlatList> =
  | List
  | LayerList
  | { readonly layers: List | LayerList };

const deepest = 64;

/** The layers of a list in order, lists unfolded, for the module that is named; throws where an item is none. */
export function unfoldLayers(operation: string, given: LayersGiven<FlatList>): ModuleLike[] {
  const list: unknown = (given as { layers?: unknown } | null)?.layers ?? given;
  return unfolded(operation, list, "layers", new Set());
}

function unfolded(
  operation: string,
  list: unknown,
  path: string,
  outer: ReadonlySet<unknown>,
): ModuleLike[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError(`${operation}: ${path} must be a list of at least one layer`);
  }
  if (outer.size === deepest) {
    throw new TypeError(`${operation}: layers: lists within lists, more than ${deepest} deep`);
  }
  if (outer.has(list)) throw new TypeError(`${operation}: ${path} is a list that contains itself`);
  const within = new Set([...outer, list]);
  return list.flatMap((item: unknown, i): ModuleLike[] => {
    const place = `${path}[${i}]`;
    return Array.isArray(item)
      ? unfolded(operation, item, place, within)
      : [moduleOf(operation, item, place)];
  });
}

/** A module as it is; an activation function as a layer; throws for anything else. */
export function moduleOf(operation: string, item: unknown, place: string): ModuleLike {
  if (otherCopy(item) !== null) {
    throw new TypeError(`${operation}: ${place} is ${described(item)}`);
  }
  if (typeof (item as ModuleLike | null)?.forward === "function") return item as ModuleLike;
  if (typeof item === "function" && !isClass(item))
    return activationLayer(item as ActivationFunction);
  if (typeof item === "string") {
    throw new TypeError(
      `${operation}: ${place} is no layer: ${describedImport(item, "activation")}`,
    );
  }
  throw new TypeError(
    `${operation}: ${place} is no layer: ${isClass(item) ? described(item) : "it has no forward method, and is no activation function"}`,
  );
}
