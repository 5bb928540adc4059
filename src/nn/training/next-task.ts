/** What engines offer to come back after other tasks had their turn. */
interface Scheduling {
  readonly scheduler?: { yield?(): Promise<void> };
  readonly setImmediate?: (fn: () => void) => unknown;
}

/**
 * Resolves in a later task, so that drawing, timers and input get their turn. `setTimeout` would do, but
 * browsers make nested ones wait for 4 ms.
 */
export function nextTask(): Promise<void> {
  const { scheduler, setImmediate } = globalThis as Scheduling;
  if (scheduler?.yield !== undefined) return scheduler.yield();
  return new Promise((resolve) => {
    if (setImmediate !== undefined) setImmediate(resolve);
    else if (typeof MessageChannel === "undefined") setTimeout(resolve, 0);
    else passMessage(resolve);
  });
}

/** An open port would keep a worker alive, so each message has its own. */
function passMessage(resolve: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(null);
}
