import { binaryCases } from "./binary.js";
import type { Cases } from "./case.js";
import { convCases } from "./conv.js";
import { lossCases } from "./loss.js";
import { matmulCases } from "./matmul.js";
import { moveCases } from "./move.js";
import { normCases } from "./norm.js";
import { poolCases } from "./pool.js";
import { randomCases } from "./random.js";
import { recurrentCases } from "./recurrent.js";
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
    convCases,
    poolCases,
    recurrentCases,
    lossCases,
    updateCases,
    randomCases,
  ].flatMap((family) => family(dtype));
