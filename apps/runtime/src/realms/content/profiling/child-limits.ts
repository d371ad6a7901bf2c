/** What profiling may cost. A child that exceeds any of it is killed, and its job fails alone. */
export class ChildLimits {
  /** Children at work at once; other jobs wait in line. */
  readonly children: number = 2;
  /** Longest a job may take, its time in line not counted. */
  readonly timeoutMs: number = 5 * 60_000;
  /** Node's own heap in a child; DuckDB has a limit beside it. */
  readonly heapMib: number = 128;
  /** The file that a child runs. */
  readonly entry: URL = new URL('./profiler.child.js', import.meta.url);
}
