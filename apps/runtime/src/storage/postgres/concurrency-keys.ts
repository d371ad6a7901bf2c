import type { ExecutionRecord } from '../execution-record.js';
import { columnsOf, unnest } from './columns.js';
import type { Statement } from './connections.js';

/** Whose key. */
type Keyed = Pick<ExecutionRecord, 'tenantId' | 'concurrencyKey'>;
const KEYED = ['text', 'text'] as const;

const LOCK: Statement = {
  name: 'lock-keys',
  text: `SELECT pg_advisory_xact_lock(id) FROM (
    SELECT DISTINCT hashtextextended(tenant_id, hashtextextended(key, 0)) AS id
    FROM ${unnest(KEYED)} AS of (tenant_id, key) ORDER BY 1) AS locks`,
};

const PASS_ON: Statement = {
  name: 'pass-on-keys',
  text: `UPDATE executions SET held = 0 WHERE execution_id IN (
    SELECT (SELECT execution_id FROM executions
            WHERE tenant_id = freed.tenant_id AND concurrency_key = freed.key AND finished_at IS NULL AND held = 1
            ORDER BY execution_id LIMIT 1)
    FROM ${unnest(KEYED)} AS freed (tenant_id, key)
    WHERE NOT EXISTS (SELECT FROM executions
                      WHERE tenant_id = freed.tenant_id AND concurrency_key = freed.key AND finished_at IS NULL
                        AND held = 0))`,
};

/**
 * Executions of one tenant that share a concurrency key. Of those that have not ended one is let through, the oldest;
 * the others are held until it has ended, waits and pauses included. Whoever looks at a key or frees it holds its lock
 * until the commit, on whatever replica.
 */
export class ConcurrencyKeys {
  private readonly columns: readonly Buffer[];

  /** Those that a batch accepts or ends. */
  constructor(private readonly keyed: readonly Keyed[]) {
    this.columns = columnsOf(
      keyed.map(({ tenantId, concurrencyKey }) => [tenantId, concurrencyKey]),
      KEYED,
    );
  }

  /** Takes the locks of all keys, in one order; nothing where there are none. */
  get lock(): Statement[] {
    return this.keyed.length > 0 ? [{ ...LOCK, values: this.columns }] : [];
  }

  /**
   * Lets the next of each key through if none is, whoever was written and whoever was not: one that was cancelled while it
   * was held frees nothing, and of those of one key the first may have been refused, and the next be held behind nobody.
   */
  get passOn(): Statement[] {
    return this.keyed.length > 0 ? [{ ...PASS_ON, values: this.columns }] : [];
  }
}

/** Of each that is to be accepted, whether another one of the same key is before it, and holds it up. */
export function areBehind(accepted: readonly Keyed[]): boolean[] {
  const seen = new Set<string>();
  return accepted.map(({ tenantId, concurrencyKey }) => {
    if (concurrencyKey === null) return false;
    const key = JSON.stringify([tenantId, concurrencyKey]);
    const isBehind = seen.has(key);
    seen.add(key);
    return isBehind;
  });
}
