export { ownBytes } from "../env";
export * from "../ops/recurrent";
