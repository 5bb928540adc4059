import type { Backend, BackendName } from "./backend.js";

/** The cores that the entry offers, best first, and the one in use. Nothing starts before its first use. */

type Offer = readonly [name: BackendName, start: () => Backend];

/** The core that computes, and why it and no other. */
export interface BackendInfo {
  readonly backend: BackendName;
  readonly reason: string;
}

let offers: readonly Offer[] = [];
const started = new Map<BackendName, Backend>();
let current: Backend | null = null;
let reason = "";

/** Called once, at import, by the entry. */
export function offerBackends(list: readonly Offer[]): void {
  offers = list;
}

export function currentBackend(): Backend {
  return current ?? startFirst();
}

/** Chooses the core for all that follows; arrays move over when they are next used. */
export function setBackend(name: BackendName): void {
  const offered = offers.map(([other]) => other);
  if (!offered.includes(name)) {
    throw new RangeError(
      `setBackend: no core "${String(name)}" here; expected ${offered.map((x) => `"${x}"`).join(" or ")}`,
    );
  }
  current = start(name);
  reason = "chosen by setBackend";
}

/** The core that computes; starts one if none has been needed so far. */
export function getBackend(): BackendName {
  return currentBackend().name;
}

/** The core that computes, and why it and no other. */
export function backendInfo(): BackendInfo {
  return { backend: getBackend(), reason };
}

function start(name: BackendName): Backend {
  const running = started.get(name);
  if (running !== undefined) return running;
  const offer = offers.find(([other]) => other === name) as Offer;
  const backend = offer[1]();
  started.set(name, backend);
  return backend;
}

/** The first offer that starts; why the ones before it did not is kept for `backendInfo`. */
function startFirst(): Backend {
  const failures: string[] = [];
  for (const [name] of offers) {
    try {
      current = start(name);
      reason = failures.length === 0 ? "the first choice of this entry" : failures.join("; ");
      return current;
    } catch (error) {
      failures.push(`${name} did not start: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new Error(`smolml: no core could be started: ${failures.join("; ")}`);
}
