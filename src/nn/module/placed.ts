/** The errors that say where in a model they were thrown, with what they said before, and where that is. */
const places = /* @__PURE__ */ new WeakMap<
  Error,
  { readonly message: string; readonly path: string }
>();

/**
 * An error from a module that stands at `place` in another one, which says so: "… (layers.2)". Called at each level from the
 * innermost one on, so that the path grows: "… (layers.0.layers.2)". Of a wrong call alone: what user code throws for
 * reasons of its own stays as it is.
 */
export function placed(error: unknown, place: string): unknown {
  if (!(error instanceof RangeError || error instanceof TypeError)) return error;
  const before = places.get(error);
  const message = before?.message ?? error.message;
  const path = before === undefined ? place : `${place}.${before.path}`;
  const [old, { stack }] = [error.message, error];
  // Not by assignment, which throws where the error is frozen.
  Reflect.set(error, "message", `${message} (${path})`);
  // Engines write the message into the stack when the error is made, and print that.
  if (stack?.includes(old))
    Reflect.set(
      error,
      "stack",
      stack.replace(old, () => error.message),
    );
  places.set(error, { message, path });
  return error;
}
