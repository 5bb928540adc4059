export type { Scaler } from "./column-scaler.js";
export { type KFoldOptions, kFold } from "./k-fold.js";
export { MinMaxScaler } from "./min-max-scaler.js";
export { oneHot } from "./one-hot.js";
export { type Split, type SplitOptions, trainTestSplit } from "./split.js";
export { StandardScaler } from "./standard-scaler.js";
