import { expect, test } from "vitest";
import { names } from "../../examples/names.js";
import { shakespeare } from "../../examples/shakespeare.js";

/** Models of language, as the examples train them. */

test("names are learnt, and new ones look like some", () => {
  for (const seed of [1, 2, 3]) {
    const { train, loss, sample } = names(seed);
    // 27 letters alike: 3.30. By how common each letter is: 2.8. By the letter before it: 2.46.
    train(false);
    expect(loss()).toBeLessThan(2.45);
    const invented = Array.from({ length: 10 }, () => sample());
    for (const name of invented) expect(name).toMatch(/^[a-z]{0,15}$/);
    expect(new Set(invented).size).toBeGreaterThan(5);
  }
});

test("a GPT learns from the first steps on which letters are common", () => {
  const { train, loss, write } = shakespeare();
  // 65 letters alike: 4.17.
  train(30, () => {});
  expect(loss()).toBeLessThan(3.5);
  expect(write("O ", 20)).toMatch(/^O [\s\S]{20}$/);
  expect(() => write("Oé", 20)).toThrow('"é" is none of the 65 letters of the text');
}, 120_000);
