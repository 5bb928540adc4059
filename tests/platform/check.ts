/** One thing that `test:platforms` looks at. */
export interface Check {
  readonly name: string;
  /** Whether this machine has what it needs. */
  readonly found: boolean;
  /** What is wrong, one line each. */
  problems(): Promise<string[]>;
}
