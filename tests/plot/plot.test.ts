import { describe, expect, test } from "vitest";
import { DenseLayer, History, mseLoss, NeuralNetwork } from "../../src/index.js";

function historyOf(loss: number[], validationLoss?: number[]): History {
  const history = new History();
  history.push(...loss);
  if (validationLoss !== undefined) history.validationLoss = validationLoss;
  return history;
}

describe("plot", () => {
  test("draws the curve between its greatest and its least value", () => {
    expect(historyOf([4, 3, 2, 1, 0]).plot({ width: 5, height: 5 })).toBe(
      [
        "4.000 ┤•",
        "      ┤ •",
        "      ┤  •",
        "      ┤   •",
        "0.000 ┤    •",
        "       • loss   epochs 1 to 5",
      ].join("\n"),
    );
  });

  test("sets the validation loss beside it, and draws lines between few epochs", () => {
    expect(historyOf([0, 2], [2, 1]).plot({ width: 5, height: 3 })).toBe(
      [
        "2.000 ┤××  •",
        "      ┤  ×××",
        "0.000 ┤••",
        "       • loss   × validation loss   epochs 1 to 2",
      ].join("\n"),
    );
  });

  test("leaves out what is not finite, and draws one epoch and a level curve", () => {
    const gap = historyOf([1, Number.NaN, 0]).plot({ width: 3, height: 2 });
    expect(gap.split("\n").slice(0, 2)).toEqual(["1.000 ┤•", "0.000 ┤  •"]);
    expect(historyOf([3]).plot({ width: 2, height: 2 })).toContain("3.000 ┤••");
    expect(historyOf([0, 0, 0]).plot({ width: 3, height: 2 })).toContain("0.000 ┤•••");
  });
});

describe("toSVG", () => {
  const svg = historyOf([4, 2, 0], [4, Number.NaN, 2]).toSVG({ width: 280, height: 172 });

  test("puts each epoch at its place", () => {
    // The frame is 200 by 100 pixels, from (64, 32) on.
    expect(svg).toContain('d="M64.0 32.0L164.0 82.0L264.0 132.0"');
    // Broken at the NaN.
    expect(svg).toContain('d="M64.0 32.0M264.0 82.0"');
  });

  test("names the curves and round numbers on both axes", () => {
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(texts).toEqual([
      "0",
      "1",
      "2",
      "3",
      "4",
      "1",
      "2",
      "3",
      "epoch",
      "loss",
      "validation loss",
    ]);
  });

  test("is well-formed", () => {
    const open = [...svg.matchAll(/<(\w+)[^>]*[^/]>/g)].map(([, name]) => name);
    const close = [...svg.matchAll(/<\/(\w+)>/g)].map(([, name]) => name);
    expect(open.sort()).toEqual(close.sort());
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(historyOf([0.5]).toSVG()).not.toMatch(/NaN|Infinity|undefined/);
  });
});

test("what cannot be drawn is named", () => {
  const message = "plot: the history holds no finite loss to draw";
  for (const draw of ["plot", "toSVG"] as const) {
    expect(() => new History()[draw]()).toThrow(message);
    expect(() => historyOf([Number.NaN])[draw]()).toThrow(message);
    expect(() => historyOf([1])[draw]({ width: 0 })).toThrow(
      "plot: width must be a positive integer, got 0",
    );
    expect(() => historyOf([1])[draw]({ height: 1.5 })).toThrow(
      "plot: height must be a positive integer",
    );
  }
});

test("a training gives such a history", () => {
  const model = new NeuralNetwork({
    layers: [new DenseLayer({ outputSize: 1 })],
    lossFunction: mseLoss,
  });
  const X = [[1], [2], [3]];
  const validationData = [X, X] as const;
  const history = model.train(X, X, { epochs: 20, verbose: false, validationData });
  expect(history.plot()).toContain("× validation loss   epochs 1 to 20");
  expect(history.toSVG()).toContain("validation loss");
});
