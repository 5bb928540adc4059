import { thisCopy } from "../../errors/copy.js";

/** What the callbacks of this library have in common: they know networks of their own copy of it. */
export abstract class OwnCallback {
  /** @internal */
  get "smolml.copy"(): object {
    return thisCopy;
  }
}
