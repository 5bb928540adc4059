import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { args, calls, complaintOf } from "./wrong-calls.js";

beforeAll(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));
afterAll(() => vi.restoreAllMocks());

/** An error of the library's own, in good time, that leaves no bytes behind: never one of the engine's. */
test.each(Object.keys(calls))("%s with arguments that are none of its own", (name) => {
  fc.assert(
    fc.property(args, (given) => {
      expect(complaintOf(name, given)).toBe(null);
    }),
    { numRuns: 20 },
  );
});
