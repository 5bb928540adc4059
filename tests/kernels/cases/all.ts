import { binaryCases } from "./binary.js";
import type { Cases } from "./case.js";
import { lossCases } from "./loss.js";
import { matmulCases } from "./matmul.js";
import { moveCases } from "./move.js";
import { normCases } from "./norm.js";
import { randomCases } from "./random.js";
import { reduceCases } from "./reduce.js";
import { unaryCases } from "./unary.js";
import { updateCases } from "./update.js";

/** Every way in which a kernel is tried. */
export const allCases: Cases = (dtype) =>
  [
    unaryCases,
    binaryCases,
    reduceCases,
    moveCases,
    matmulCases,
    normCases,
    lossCases,
    updateCases,
    randomCases,
  ].flatMap((family) => family(dtype));
