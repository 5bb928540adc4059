/**
 * What Node's console.log prints as its `toString`. A class of its own: bundlers keep every class with
 * such a computed name, used or not.
 */
export class Printable {
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
