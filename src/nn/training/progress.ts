import type { EpochLogs } from "./logs.js";

/** Shows how far training has come. */
export interface Progress {
  /** After a step; `steps` is how many an epoch has, if that is known. */
  batch(step: number, steps: number | null): void;
  epoch(logs: EpochLogs): void;
  end(): void;
}

const nothing = (): void => {};
const silent: Progress = { batch: nothing, epoch: nothing, end: nothing };

/** Lines, or in a terminal a bar below them, or nothing. */
export function progressOf(
  verbose: boolean | "bar",
  printEvery: number,
  initialEpoch: number,
  epochs: number,
): Progress {
  if (!verbose) return silent;
  const lines: Progress = {
    ...silent,
    epoch: (logs) => {
      if (logs.epoch % printEvery === 0) console.log(epochLine(logs, epochs));
    },
  };
  const { stdout } = (globalThis as { process?: { stdout?: Terminal } }).process ?? {};
  if (verbose !== "bar" || !stdout?.isTTY) return lines;
  return new Bar(stdout, lines, initialEpoch, epochs);
}

/** Epoch 20/100, Loss: 0.1234, Validation loss: 0.2345 */
function epochLine({ epoch, ...series }: EpochLogs, epochs: number): string {
  const values = Object.entries(series).map(
    ([name, value]) => `${inWords(name)}: ${value?.toFixed(4)}`,
  );
  return [`Epoch ${epoch}/${epochs}`, ...values].join(", ");
}

/** validationLoss as Validation loss. */
function inWords(name: string): string {
  const spaced = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced[0].toUpperCase() + spaced.slice(1);
}

interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const barWidth = 30;
/** Drawing more often than this is lost on the eye, and costs time. */
const millisecondsBetweenDrawings = 100;
const clearLine = "\r\u001b[K";

class Bar implements Progress {
  private readonly started = performance.now();
  private drawn = 0;
  private epochsDone = 0;

  constructor(
    private readonly terminal: Terminal,
    private readonly lines: Progress,
    private readonly initialEpoch: number,
    private readonly epochs: number,
  ) {}

  batch(step: number, steps: number | null): void {
    const now = performance.now();
    if (now - this.drawn < millisecondsBetweenDrawings) return;
    this.drawn = now;
    const within = steps === null ? 0 : step / steps;
    const share = (this.epochsDone + within) / (this.epochs - this.initialEpoch);
    const full = Math.round(share * barWidth);
    const bar = "█".repeat(full) + "░".repeat(barWidth - full);
    const left =
      share === 0 ? "" : `, ${timeOf(((now - this.started) * (1 - share)) / share)} left`;
    this.terminal.write(`${clearLine}${bar} ${Math.floor(share * 100)} %${left}`);
  }

  epoch(logs: EpochLogs): void {
    this.epochsDone = logs.epoch - this.initialEpoch;
    this.end();
    this.lines.epoch(logs);
  }

  end(): void {
    this.terminal.write(clearLine);
  }
}

/** 65000 ms as 1:05. */
function timeOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
