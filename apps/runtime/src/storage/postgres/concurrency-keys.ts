import type { ExecutionRecord } from '../execution-record.js';
import { columnsOf, unnest } from './columns.js';
import type { Run } from './connections.js';

/** Whose key. */
type Keyed = Pick<ExecutionRecord, 'tenantId' | 'concurrencyKey'>;

/**
 * Executions of one tenant that share a concurrency key. Of those that have not ended one is let through, the oldest;
 * the others are held until it has ended, waits and pauses included. Whoever looks at a key or frees it holds its lock
 * until the commit, on whatever replica.
 */
export class ConcurrencyKeys {
  private readonly seen = new Set<string>();

  /** Takes the locks of all keys of a batch, in one order. */
  async lock(run: Run, keyed: readonly Keyed[]): Promise<void> {
    const rows = rowsOf(keyed);
    if (rows.length === 0) return;
    await run(
      {
        text: `SELECT pg_advisory_xact_lock(id) FROM (
          SELECT DISTINCT hashtextextended(tenant_id, hashtextextended(key, 0)) AS id
          FROM ${unnest(['text', 'text'])} AS of (tenant_id, key) ORDER BY 1) AS locks`,
      },
      columnsOf(rows, 2),
    );
  }

  /** Whether another one of the same key is accepted before it in this batch: each is asked of once, oldest first. */
  isBehind({ tenantId, concurrencyKey }: Keyed): boolean {
    if (concurrencyKey === null) return false;
    const key = JSON.stringify([tenantId, concurrencyKey]);
    const isBehind = this.seen.has(key);
    this.seen.add(key);
    return isBehind;
  }

  /** Lets the next of each key through, if none is. One that was cancelled while it was held frees nothing. */
  async passOn(run: Run, keyed: readonly Keyed[]): Promise<void> {
    const rows = rowsOf(keyed);
    if (rows.length === 0) return;
    await run(
      {
        text: `UPDATE executions SET held = 0 WHERE execution_id IN (
          SELECT (SELECT execution_id FROM executions
                  WHERE tenant_id = freed.tenant_id AND concurrency_key = freed.key AND finished_at IS NULL AND held = 1
                  ORDER BY execution_id LIMIT 1)
          FROM ${unnest(['text', 'text'])} AS freed (tenant_id, key)
          WHERE NOT EXISTS (SELECT FROM executions
                            WHERE tenant_id = freed.tenant_id AND concurrency_key = freed.key AND finished_at IS NULL
                              AND held = 0))`,
      },
      columnsOf(rows, 2),
    );
  }
}

function rowsOf(keyed: readonly Keyed[]): (string | null)[][] {
  return keyed.filter(({ concurrencyKey }) => concurrencyKey !== null).map((of) => [of.tenantId, of.concurrencyKey]);
}
