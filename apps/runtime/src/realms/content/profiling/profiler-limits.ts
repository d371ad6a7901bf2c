import type { ChildLimits } from '../../../table-engine/children/child-limits.js';

/** What profiling may cost. */
export class ProfilerLimits implements ChildLimits {
  readonly entry: URL = new URL('./profiler.child.js', import.meta.url);
  readonly atWork: number = 2;
  readonly ready: number = 1;
  readonly timeoutMs: number = 5 * 60_000;
  readonly startMs: number = 30_000;
  /** DuckDB has a limit beside it. */
  readonly heapMib: number = 128;
}
