/** What JavaScript's operators get of an array or a `Value`: text where they want it, else an error that names the methods. */
export function textAlone(what: string, hint: string, of: object): string {
  if (hint === "string") return of.toString();
  throw new TypeError(
    `${what} takes no operators: write a + b as a.add(b), a - b as a.sub(b), a * b as a.mul(b), a / b as a.div(b); for its text, String(a)`,
  );
}
