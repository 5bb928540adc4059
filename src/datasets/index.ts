/** Data sets made by formula and seed, small enough to see. */
export { type BlobsOptions, blobs } from "./blobs.js";
export { type CirclesOptions, circles } from "./circles.js";
export { moons } from "./moons.js";
export type { Dataset, DatasetOptions } from "./points.js";
export { type SpiralsOptions, spirals } from "./spirals.js";
export { xor } from "./xor.js";
