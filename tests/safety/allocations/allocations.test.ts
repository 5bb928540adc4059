import { describe, expect, test } from "vitest";
import { onEachCore } from "../../support/settings.js";
import { complaintsOf } from "./inject.js";
import { programs } from "./programs.js";

/** Memory may run out at any allocation: an error, after which everything is as if nothing had been tried. */
onEachCore(() => {
  describe("a failure at each allocation leaves no bytes behind and nothing half-made", () => {
    test.each(Object.keys(programs))("%s", { timeout: 120_000 }, (name) => {
      const each = (count: number) => Array.from({ length: count }, (_, i) => i);
      expect(complaintsOf(programs[name], each)).toEqual([]);
    });
  });
});
