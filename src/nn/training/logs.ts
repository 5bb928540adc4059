/** What an epoch came to; metrics and validation series under the names they have in the history. */
export interface EpochLogs {
  /** The number of the epoch, from 1. */
  readonly epoch: number;
  /** The mean loss over the rows of the epoch, each before the step that learnt from it. */
  readonly loss: number;
  /** The mean loss on the validation data after the epoch, where there is such data. */
  readonly validationLoss?: number;
  readonly [series: string]: number | undefined;
}
