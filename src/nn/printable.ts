const inspect = /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom");

/**
 * Lets Node's console.log print an object as its `toString`. Set on the object: bundlers keep every class that
 * has such a computed name, used or not.
 */
export function printAsText(object: object): void {
  Object.defineProperty(object, inspect, { value: () => String(object) });
}
