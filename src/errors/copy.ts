/**
 * Two copies of this library may meet in one program: its ES module beside its CommonJS one, `smolml` beside
 * `smolml/pure`, an application's beside a dependency's. Each has memory, a graph and a random generator of
 * its own, so what one made is foreign to the other. What would be taken for the other copy's has the
 * property "smolml.copy", by which it is known. A text and no symbol: a bundler keeps a class that has a computed
 * name, used or not.
 */

/** A copy of the library. */
interface Copy {
  /** How it was loaded: "smolml (ES module)". */
  name: string;
}

/** This one; its name is given by the entry. */
export const thisCopy: Copy = { name: "smolml" };

/** What tells a thing of another copy of the library from one of this: both are named; else null. */
export function otherCopy(value: unknown): string | null {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  const copy: Partial<Copy> | undefined = (value as { "smolml.copy"?: Copy })["smolml.copy"];
  if (copy === undefined || copy === thisCopy) return null;
  const [other, own] = [String(copy.name), thisCopy.name];
  const which = other === own ? `both are ${own}` : `it is of ${other}, this is ${own}`;
  return `of another copy of this library (${which}); two copies share nothing, so load only one of them`;
}
