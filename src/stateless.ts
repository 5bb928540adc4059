/** What keeps no state, and which `smolml` and `smolml/pure` therefore have from one file of the package. */
export * from "./backends/typescript/binary.js";
export * from "./backends/typescript/conv.js";
export * from "./backends/typescript/elementwise.js";
export * from "./backends/typescript/index.js";
export * from "./backends/typescript/norm.js";
export * from "./backends/typescript/pool.js";
export * from "./backends/typescript/reals.js";
export * from "./backends/typescript/recurrent.js";
export * from "./backends/typescript/update.js";
export * from "./kernels/elementwise.js";
