import {
  GRU,
  LSTM,
  type RecurrentLayer,
  type RecurrentOptions,
  SimpleRNN,
} from "../../src/index.js";

const classes = { SimpleRNN, GRU, LSTM } as const;

export type RecurrentName = keyof typeof classes;
export const recurrentNames = Object.keys(classes) as RecurrentName[];

export function recurrentLayer(name: RecurrentName, options: RecurrentOptions): RecurrentLayer {
  return new classes[name](options) as RecurrentLayer;
}
