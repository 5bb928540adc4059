export * from "./matmul/matmul";
