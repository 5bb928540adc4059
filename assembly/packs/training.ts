export { ownBytes } from "../env";
export * from "../ops/norm";
export * from "../ops/update";
