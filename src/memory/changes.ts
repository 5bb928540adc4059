import type { Storage } from "./storage.js";

/** Many small parts become one: then a change counts for all of them. */
const mostParts = 64;

/** Takes note that bytes from `from` to `to` are about to change, `at` being the order of the newest node. */
export function noteChange(
  storage: Storage,
  from: number,
  to: number,
  at: number,
  by: string,
): void {
  const changes = storage.changes ?? { at, parts: [] };
  storage.changes = changes;
  changes.at = at;
  for (const change of changes.parts) {
    if (change.from !== from || change.to !== to) continue;
    change.at = at;
    change.by = by;
    return;
  }
  if (changes.parts.length < mostParts) changes.parts.push({ from, to, at, by });
  else changes.parts = [{ from: 0, to: storage.byteLength, at, by }];
}

/** What changed some of the bytes from `from` to `to` after the node of order `since` was made; null: nothing. */
export function changeSince(
  storage: Storage,
  from: number,
  to: number,
  since: number,
): string | null {
  for (const change of storage.changes?.parts ?? []) {
    if (change.at >= since && change.from < to && from < change.to) return change.by;
  }
  return null;
}
