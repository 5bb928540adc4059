/** What an epoch came to; metrics and validation series under the names they have in the history. */
export interface EpochLogs {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss?: number;
  readonly [series: string]: number | undefined;
}
