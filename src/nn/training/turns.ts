import { Frames } from "./frames.js";

/** A page draws every 16 ms; less than half of that leaves room for its own work and for one more batch. */
const millisecondsAtOnce = 6;

type SetImmediate = (fn: () => void) => unknown;

/**
 * The event loop's turns: gives way to all tasks that wait, of whatever kind, every few milliseconds.
 *
 * `scheduler.yield` would come back before timers, messages and what comes from the network, which then starve;
 * `setTimeout` waits for 4 ms in browsers. A message is a task like the others, and so is Node's `setImmediate`,
 * before which timers and input had their turn.
 */
export class Turns {
  #resumed = performance.now();
  #channel: MessageChannel | null = null;
  #resume: () => void = () => {};
  readonly #frames = new Frames();

  /** Whether others have waited for long enough. */
  get isDue(): boolean {
    return performance.now() - this.#resumed > millisecondsAtOnce;
  }

  /** Resolves once others had their turn. */
  async give(): Promise<void> {
    await new Promise<void>((resolve) => this.#later(resolve));
    await this.#frames.give();
    this.#resumed = performance.now();
  }

  /** An open port would keep a worker alive. */
  end(): void {
    this.#channel?.port1.close();
    this.#channel = null;
  }

  #later(resume: () => void): void {
    const { setImmediate } = globalThis as { setImmediate?: SetImmediate };
    if (setImmediate !== undefined) setImmediate(resume);
    else if (typeof MessageChannel === "undefined") setTimeout(resume, 0);
    else this.#passMessage(resume);
  }

  #passMessage(resume: () => void): void {
    this.#resume = resume;
    if (this.#channel === null) {
      this.#channel = new MessageChannel();
      this.#channel.port1.onmessage = () => this.#resume();
    }
    this.#channel.port2.postMessage(null);
  }
}
