/** What an epoch came to; metrics and validation series under the names they have in the history. */
export interface EpochLogs {
  /** From 1. */
  readonly epoch: number;
  /** The mean over the rows, as they were learnt from. */
  readonly loss: number;
  /** That of the validation data, after the epoch. */
  readonly validationLoss?: number;
  readonly [series: string]: number | undefined;
}
