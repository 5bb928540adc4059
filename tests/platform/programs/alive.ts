/** What goes on beside a `fit` of three seconds, in a page, a worker or Node. */
import { Adam, DenseLayer, manualSeed, mseLoss, NeuralNetwork, randn, relu } from "smolml";

export interface Alive {
  /** The share of the ticks of an interval of 50 ms. */
  readonly ticks: number;
  /** Animation frames a second; null where there are none. */
  readonly frames: number | null;
  /** Whether a fetch, and a write to a database, were done before the training was; null where there are none. */
  readonly fetched: boolean | null;
  readonly stored: boolean | null;
  /** Milliseconds from the moment set for a timer, or a message, to the end of the training that it stops. */
  readonly timer: number;
  readonly message: number;
}

const duration = 3000;
/** When what has to be done meanwhile is begun. */
const begin = 300;

/** `ask` has somebody else send a message after so many milliseconds, and says when it was sent. */
export async function alive(
  ask: (delay: number, onMessage: (sentAt: number) => void) => void,
): Promise<Alive> {
  const started = performance.now();
  const done = { fetched: null as boolean | null, stored: null as boolean | null };
  let [ticks, drawn, over] = [0, 0, false];
  const interval = setInterval(() => ticks++, 50);
  setTimeout(() => {
    if (typeof location !== "undefined") void fetchSomething().then(() => (done.fetched ??= !over));
    if (typeof indexedDB !== "undefined") void storeSomething().then(() => (done.stored ??= !over));
  }, begin);
  const frames = typeof requestAnimationFrame !== "undefined" && typeof document !== "undefined";
  const draw = (): void => {
    drawn++;
    if (!over) requestAnimationFrame(draw);
  };
  if (frames) requestAnimationFrame(draw);
  await learnUntil(AbortSignal.timeout(duration));
  const took = performance.now() - started;
  over = true;
  clearInterval(interval);
  return {
    ticks: ticks / (took / 50),
    frames: frames ? drawn / (took / 1000) : null,
    fetched: typeof location === "undefined" ? null : done.fetched === true,
    stored: typeof indexedDB === "undefined" ? null : done.stored === true,
    timer: took - duration,
    message: await untilMessage(ask),
  };
}

async function untilMessage(
  ask: (delay: number, onMessage: (sentAt: number) => void) => void,
): Promise<number> {
  const controller = new AbortController();
  let sent = 0;
  ask(begin, (sentAt) => {
    sent = sentAt;
    controller.abort();
  });
  await learnUntil(controller.signal);
  return performance.timeOrigin + performance.now() - sent;
}

async function learnUntil(signal: AbortSignal): Promise<void> {
  manualSeed(1);
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 32, outputSize: 64, activationFunction: relu }),
      new DenseLayer({ inputSize: 64, outputSize: 8 }),
    ],
    lossFunction: mseLoss,
    optimizer: new Adam(),
  });
  const [X, y] = [randn([512, 32]), randn([512, 8])];
  await network.fit(X, y, { epochs: 1e9, batchSize: 64, verbose: false, signal });
}

async function fetchSomething(): Promise<void> {
  await (await fetch(`/alive.js?${Math.random()}`)).text();
}

function storeSomething(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(`alive-${Math.random()}`, 1);
    opening.onerror = reject;
    opening.onupgradeneeded = () => opening.result.createObjectStore("store");
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("store", "readwrite");
      transaction.objectStore("store").put("value", "key");
      transaction.onerror = reject;
      transaction.oncomplete = () => resolve();
    };
  });
}

/** What is wrong with it, one line each. */
export function complaints({ ticks, frames, fetched, stored, timer, message }: Alive): string[] {
  const found = [
    ticks < 0.8 && `an interval of 50 ms kept ${ticks.toFixed(2)} of its ticks, expected 0.8`,
    frames !== null && frames < 30 && `${frames.toFixed(1)} frames a second, expected 30`,
    fetched === false && "a fetch waited for the end of the training",
    stored === false && "a write to IndexedDB waited for the end of the training",
    timer > 100 && `a timer stopped the training after ${timer.toFixed(0)} ms, expected 100`,
    message > 100 && `a message stopped the training after ${message.toFixed(0)} ms, expected 100`,
  ];
  return found.filter((each) => each !== false);
}
