import type { ChildLimits } from '../../../table-engine/children/child-limits.js';

/** What mashing may cost. */
export class MasherLimits implements ChildLimits {
  readonly entry: URL = new URL('./masher.child.js', import.meta.url);
  readonly atWork: number = 1;
  readonly ready: number = 1;
  readonly timeoutMs: number = 10 * 60_000;
  readonly startMs: number = 30_000;
  /** DuckDB has a limit beside it. */
  readonly heapMib: number = 128;
}
