/**
 * Throws where `result` is a promise: what `operation` does to the code inside it ends when that code
 * first waits.
 */
export function requireSynchronous<T>(operation: string, result: T): T {
  if (typeof (result as Partial<Promise<unknown>> | null | undefined)?.then !== "function") {
    return result;
  }
  // What it fails of later is not to end the process.
  Promise.resolve(result).catch(() => {});
  throw new TypeError(
    `${operation}: the function returned a promise, but ${operation} ends before a promise does; give it a synchronous function`,
  );
}
