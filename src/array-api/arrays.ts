import type { ArrayData } from "./array-data.js";
import { MLArray, type Operand } from "./ml-array.js";

/** One, several, or several by name. */
export type Form<T> = T | readonly T[] | Readonly<Record<string, T>>;

/** What a module takes and gives: an array, several, or several by name. */
export type Arrays = Form<MLArray>;

/**
 * Data in the form that a model takes it: an array (or what makes one), a list of which at least one is an
 * `MLArray`, or a record: `X`, `[X1, X2]`, `{ image, meta }`. Lists without an `MLArray` are numbers.
 */
export type Data = Form<Operand>;

/** The arrays that data of this form becomes. */
export type ArraysOf<D> = D extends MLArray | ArrayData ? MLArray : { [K in keyof D]: MLArray };

/** Whether a value is an object without a class: `{ image, meta }`. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isSeveral(data: Data): data is readonly Operand[] {
  return Array.isArray(data) && data.some((item) => item instanceof MLArray);
}

/** Whether data has the form of several arrays, in a list or a record. */
export function isForm(data: unknown): boolean {
  return isRecord(data) || isSeveral(data as Data);
}

/** The same form with what `fn` makes of each part; `name` is "", "[0]" or ".image". */
export function mapData<T>(data: Data, fn: (part: Operand, name: string) => T): Form<T> {
  if (data instanceof MLArray) return fn(data, "");
  if (isSeveral(data)) return data.map((part, i) => fn(part, `[${i}]`));
  if (isRecord(data)) return mapRecord(data as Readonly<Record<string, Operand>>, fn);
  return fn(data as Operand, "");
}

/** As `mapData`, of arrays, or of what else was made of each: anything of a class. */
export function mapArrays<T extends object, U>(
  form: Form<T>,
  fn: (part: T, name: string) => U,
): Form<U> {
  if (isList(form)) return form.map((part, i) => fn(part, `[${i}]`));
  return isRecord(form) ? mapRecord(form as Readonly<Record<string, T>>, fn) : fn(form as T, "");
}

function isList<T>(form: Form<T>): form is readonly T[] {
  return Array.isArray(form);
}

function mapRecord<T, U>(
  record: Readonly<Record<string, T>>,
  fn: (part: T, name: string) => U,
): Readonly<Record<string, U>> {
  const entries = Object.entries(record);
  return Object.fromEntries(entries.map(([key, part]) => [key, fn(part, `.${key}`)]));
}

/** All of them in order; the names of a record are left out. */
export function listOf(arrays: Arrays): readonly MLArray[] {
  if (arrays instanceof MLArray) return [arrays];
  return isList(arrays) ? arrays : Object.values(arrays);
}

/** Whether a value is an array, or some in a list or a record. */
export function isArrays(value: unknown): value is Arrays {
  if (value instanceof MLArray) return true;
  if (!Array.isArray(value) && !isRecord(value)) return false;
  const all: unknown[] = Object.values(value);
  return all.length > 0 && all.every((each) => each instanceof MLArray);
}
