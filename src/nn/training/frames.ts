/** What a window offers of its drawing; workers and servers have neither. */
interface Page {
  readonly requestAnimationFrame?: (fn: () => void) => unknown;
  readonly document?: { readonly visibilityState?: string };
}

/** A frame that takes longer than this is not drawn because others go before it. */
const late = 17;
/** How long to go without a look whether frames come in time, and to wait for one that does not come. */
const pause = 100;

/**
 * Sees to it that a page is drawn. Firefox lets messages, and so a training that resumes by them, go before
 * its frames; Chromium does not. So now and then a frame is asked for; where it is late, it is waited for.
 */
export class Frames {
  #askedAt: number | null = null;
  #nextAt = 0;
  #resume: (() => void) | null = null;

  /** Resolves when the page has been drawn; at once where that needs no waiting. */
  async give(): Promise<void> {
    const { requestAnimationFrame, document } = globalThis as Page;
    if (requestAnimationFrame === undefined || document?.visibilityState !== "visible") return;
    const now = performance.now();
    if (this.#askedAt === null) {
      if (now < this.#nextAt) return;
      this.#askedAt = now;
      requestAnimationFrame(() => this.#drawn());
    } else if (now - this.#askedAt > late) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
        setTimeout(resolve, pause);
      });
    }
  }

  #drawn(): void {
    const now = performance.now();
    const waited = now - (this.#askedAt ?? now);
    this.#askedAt = null;
    this.#nextAt = waited > late ? now : now + pause;
    this.#resume?.();
  }
}
