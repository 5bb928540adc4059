import { described } from "../errors/described.js";

/**
 * Throws where an object of a JSON text has a key twice. `JSON.parse` takes the last one, other readers the first,
 * so such a text does not mean one thing. The text must be JSON.
 */
export function requireDistinctKeys(place: string, json: string): void {
  /** The keys of each object that is open; null for a list. */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === "{") open.push(new Set());
    else if (character === "[") open.push(null);
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const end = endOfText(json, at);
      if (isKey(json, end)) addKey(place, open[open.length - 1], JSON.parse(json.slice(at, end)));
      at = end - 1;
    }
  }
}

function addKey(place: string, keys: Set<string> | null, key: string): void {
  if (keys?.has(key)) throw new RangeError(`${place} has the key ${described(key)} twice`);
  keys?.add(key);
}

/** Behind the quote that closes a text. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}

function isKey(json: string, end: number): boolean {
  let at = end;
  while (" \t\n\r".includes(json[at] ?? "]")) at++;
  return json[at] === ":";
}
