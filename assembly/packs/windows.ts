export * from "../conv/conv";
export { ownBytes } from "../env";
export * from "../ops/pool";
