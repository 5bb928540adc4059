import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { classifier, samples } from "./networks.js";

const { X, oneHot } = samples();
let lines: string[] = [];
let drawn: string[] = [];

beforeEach(() => {
  lines = [];
  drawn = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function terminal(isTTY: boolean): void {
  const stdout = { isTTY, write: (text: string) => drawn.push(text) };
  vi.stubGlobal("process", { ...process, stdout });
}

describe("lines", () => {
  test("are the default: one per epoch with all its series", () => {
    const history = classifier().train(X, oneHot, {
      epochs: 2,
      metrics: ["accuracy"],
      validationSplit: 0.3,
    });
    const expected = history.map((loss, i) => {
      const share = history.accuracy?.[i].toFixed(4);
      const validation = `Validation loss: ${history.validationLoss?.[i].toFixed(4)}, Validation accuracy: ${history.validationAccuracy?.[i].toFixed(4)}`;
      return `Epoch ${i + 1}/2, Loss: ${loss.toFixed(4)}, Accuracy: ${share}, ${validation}`;
    });
    expect(lines).toEqual(expected);
  });

  test("come every printEvery epochs, or not at all", () => {
    classifier().train(X, oneHot, { epochs: 7, printEvery: 3 });
    expect(lines.map((line) => line.split(",")[0])).toEqual(["Epoch 3/7", "Epoch 6/7"]);
    classifier().train(X, oneHot, { epochs: 7, verbose: false });
    expect(lines).toHaveLength(2);
  });

  test("stand in for the bar where there is no terminal", () => {
    terminal(false);
    classifier().train(X, oneHot, { epochs: 2, verbose: "bar" });
    expect(lines).toHaveLength(2);
    expect(drawn).toEqual([]);
  });
});

describe("the bar", () => {
  /** Each reading of the clock is a second later. */
  function fastClock(): void {
    let seconds = 0;
    vi.stubGlobal("performance", { now: () => 1000 * seconds++ });
  }

  test("shows the share that is done and the time left, and gives way to the lines", () => {
    terminal(true);
    fastClock();
    classifier().train(X, oneHot, { epochs: 4, batchSize: 12, verbose: "bar", printEvery: 2 });
    expect(lines.map((line) => line.split(",")[0])).toEqual(["Epoch 2/4", "Epoch 4/4"]);
    const bars = drawn.filter((text) => text.includes("%"));
    expect(bars).toHaveLength(8);
    expect(bars[1]).toBe(`\r\u001b[K${"█".repeat(8)}${"░".repeat(22)} 25 %, 0:06 left`);
    expect(bars[7]).toBe(`\r\u001b[K${"█".repeat(30)} 100 %, 0:00 left`);
    expect(drawn.at(-1)).toBe("\r\u001b[K");
  });

  test("counts from initialEpoch, and is taken away when training fails", () => {
    terminal(true);
    fastClock();
    const failing = {
      onEpochEnd: () => {
        throw new Error("mine");
      },
    };
    const options = { epochs: 6, initialEpoch: 4, verbose: "bar", callbacks: [failing] } as const;
    expect(() => classifier().train(X, oneHot, options)).toThrow("mine");
    expect(drawn[0]).toContain(" 50 %");
    expect(drawn.at(-1)).toBe("\r\u001b[K");
  });
});
