/** The loss of each epoch; further series are its properties. */
export class History extends Array<number> {
  validationLoss?: number[];

  /** What `map`, `filter` and `slice` make are plain arrays. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}
