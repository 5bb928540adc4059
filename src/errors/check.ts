import { described } from "./described.js";

/** Throws unless `value` is a finite number within [low, high]. */
export function requireNumber(
  operation: string,
  name: string,
  value: unknown,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): void {
  if (typeof value === "number" && Number.isFinite(value) && value >= low && value <= high) return;
  const bounds = [
    low > Number.NEGATIVE_INFINITY ? ` >= ${low}` : "",
    high < Number.POSITIVE_INFINITY ? ` <= ${high}` : "",
  ];
  throw new RangeError(
    `${operation}: ${name} must be a finite number${bounds.filter(Boolean).join(" and")}, got ${described(value)}`,
  );
}

/** Throws unless `value` is an integer from `least` to `most`: a count. */
export function requireInteger(
  operation: string,
  name: string,
  value: unknown,
  least: number,
  most = Number.POSITIVE_INFINITY,
): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  const bound = typeof value === "number" && value > most ? ` and <= ${most}` : "";
  throw new RangeError(
    `${operation}: ${name} must be an integer >= ${least}${bound}, got ${described(value)}`,
  );
}

/** Whether `value` is a number between 0 and 1. */
export function isShare(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < 1;
}

/** Throws unless `value` is a positive integer: a size, or how many of something. */
export function requirePositiveInteger(
  operation: string,
  name: string,
  value: unknown,
  most = Number.POSITIVE_INFINITY,
): void {
  if (Number.isInteger(value) && (value as number) > 0 && (value as number) <= most) return;
  const bound = typeof value === "number" && value > most ? ` <= ${most}` : "";
  throw new RangeError(
    `${operation}: ${name} must be a positive integer${bound}, got ${described(value)}`,
  );
}

/**
 * Throws unless `options` is an object with none but the `known` names. Types say as much; for callers
 * without them, `new Adam(0.1)` or `{ learning_rate: 0.1 }` would train at the default rate.
 */
export function requireOptions(
  operation: string,
  options: unknown,
  known: readonly string[],
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const got = Array.isArray(options) ? "an array" : String(options);
    throw new TypeError(
      `${operation}: expected an object of options (${known.join(", ")}), got ${got}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new TypeError(`${operation}: unknown option ${name}; expected ${known.join(", ")}`);
    }
    if (flags.has(name)) requireFlag(operation, name, Reflect.get(options, name));
  }
}

/** The options that are true or false, whatever takes them: "no" would be true. */
const flags = /* @__PURE__ */ new Set([
  ...["shuffle", "stratify", "checkData", "dropLast", "requiresGrad", "retainGraph", "useBias"],
  ...["nesterov", "restoreBest", "saveBestOnly", "causal", "returnSequences"],
]);

/** Throws unless `value` is true, false or left out. */
export function requireFlag(operation: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new TypeError(`${operation}: ${name} must be true or false, got ${described(value)}`);
}
