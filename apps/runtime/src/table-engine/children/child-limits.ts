/** What the children of a pool run, and what they may cost. One that exceeds any of it is killed, and its job fails alone. */
export interface ChildLimits {
  /** The file that a child runs. */
  readonly entry: URL;
  /** Children at work at once; other jobs wait in line. */
  readonly atWork: number;
  /** Children that wait for work. */
  readonly ready: number;
  /** Longest a job may take, its time in line not counted. */
  readonly timeoutMs: number;
  /** Longest a child may take until it is ready, or until it takes up a job that it is given. */
  readonly startMs: number;
  /** Node's own heap in a child. */
  readonly heapMib: number;
}
