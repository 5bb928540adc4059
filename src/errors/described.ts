import { otherCopy } from "./copy.js";

/** More of a text would hide the error in which it stands. */
const longest = 100;

/** A value for an error that expected another one: a text in quotes, since "0.1" is not 0.1. */
export function described(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value);
  }
  if (typeof value === "bigint") return `bigint ${value}`;
  if (isClass(value))
    return `the class ${(value as { name: string }).name}; give an instance of it`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object" || value === null) return String(value);
  const what = `an object (${value.constructor?.name ?? "no class"})`;
  const other = otherCopy(value);
  return other === null ? what : `${what} ${other}`;
}

/** A list with its items and theirs, as far as they matter; anything else as `described`. */
export function describedList(value: unknown, levels = 2): string {
  if (!Array.isArray(value) || levels === 0) return described(value);
  const items = value.slice(0, 9).map((item) => describedList(item, levels - 1));
  return `[${items.join(",")}${value.length > 9 ? ",…" : ""}]`;
}

/** An item of data that is no number, with its type: the string "a", the boolean true, null. */
export function describedItem(item: unknown): string {
  const withType = ["string", "boolean", "number", "symbol"].includes(typeof item);
  if (typeof item === "bigint") return `the ${described(item)}`;
  return withType ? `the ${typeof item} ${described(item)}` : described(item);
}

/** Whether a value is a class, which is no function to call. */
export function isClass(value: unknown): boolean {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}
