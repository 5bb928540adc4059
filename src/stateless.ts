/** What keeps no state, and which `smolml` and `smolml/pure` therefore have from one file of the package. */
export * from "./backends/typescript/index.js";
export * from "./kernels/elementwise.js";
