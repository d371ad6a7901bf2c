import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Selectable } from 'kysely';
import type { ExecutionRecord } from '../execution-record.js';
import type { Claim, Claimed } from '../execution-store.js';
import type { Database } from '../sql/database.js';
import { toExecutionRecord } from '../sql/execution-rows.js';
import type { ClaimOne, StoreWrites } from '../sql/store-writes.js';

type ExecutionRow = Selectable<Database['executions']>;

/** What nobody runs and could go on. `executions_ready` is the index of it. */
const READY = `executions INDEXED BY executions_ready
  WHERE finished_at IS NULL AND owner IS NULL AND held = 0 AND status IN ('queued', 'running', 'compensating')`;

/** How many of a tenant's are looked up at once. */
const PAGE = 64;

/**
 * Who runs what. There is one process, so what its former lives held is nobody's, and there are no leases; every claim
 * raises the fence all the same, so that whatever an earlier owner still wants to write is refused.
 */
export class ClaimWrites implements Pick<StoreWrites, 'claimReady' | 'claimOne'> {
  private readonly nextTenant;
  private readonly readyOf;
  private readonly due;
  private readonly nextWake;
  private readonly claim;
  private readonly claimUnowned;
  private readonly suspects;
  private readonly releaseRows;
  /** The tenant that had its turn last. */
  private lastServed = '';

  constructor(db: DatabaseSyncInstance) {
    this.nextTenant = db.prepare(`SELECT tenant_id FROM ${READY} AND tenant_id > ? ORDER BY tenant_id LIMIT 1`);
    this.readyOf = db.prepare(
      `SELECT execution_id FROM ${READY} AND tenant_id = ? AND execution_id > ? ORDER BY execution_id LIMIT ${PAGE}`,
    );
    this.due = db.prepare(
      'SELECT tenant_id, execution_id FROM executions WHERE wake_at <= ? AND owner IS NULL ORDER BY wake_at LIMIT ?',
    );
    this.nextWake = db.prepare('SELECT min(wake_at) AS at FROM executions WHERE wake_at IS NOT NULL AND owner IS NULL');
    const taken = 'UPDATE executions SET owner = ?1, fence = fence + 1, runs = runs + ';
    this.claim = db.prepare(`${taken} 1 WHERE execution_id = ?2 RETURNING *`);
    // Whoever has it and asks again is alive: it has not died of the run before.
    this.claimUnowned = db.prepare(
      `${taken} CASE WHEN owner = ?3 THEN 0 ELSE 1 END
       WHERE execution_id = ?2 AND finished_at IS NULL AND (owner IS NULL OR owner = ?3) RETURNING *`,
    );
    this.suspects = db.prepare(`SELECT execution_id FROM ${READY} AND runs >= ? ORDER BY execution_id`);
    this.releaseRows = db.prepare(
      'UPDATE executions SET owner = NULL, fence = fence + 1 WHERE finished_at IS NULL AND owner IS NOT NULL',
    );
  }

  /** Tenants take turns, each with its oldest first; of one tenant those go first whose wait is over. */
  claimReady({ owner, limit, now }: Claim): Claimed {
    const woken = this.due.all(now, limit) as { tenant_id: string; execution_id: string }[];
    const queues = new Map<string, Iterator<string>>();
    for (const tenant of this.tenantsInTurn(woken.map(({ tenant_id }) => tenant_id))) {
      const own = woken.filter(({ tenant_id }) => tenant_id === tenant).map(({ execution_id }) => execution_id);
      queues.set(tenant, this.queueOf(tenant, own));
    }
    const claimed: ExecutionRecord[] = [];
    while (claimed.length < limit && queues.size > 0) {
      for (const [tenant, queue] of queues) {
        const next = queue.next();
        if (next.done) queues.delete(tenant);
        else {
          claimed.push(toExecutionRecord(this.claim.get(owner, next.value)));
          this.lastServed = tenant;
        }
        if (claimed.length === limit) break;
      }
    }
    return { claimed, nextWakeAt: (this.nextWake.get() as { at: number | null }).at };
  }

  claimOne({ owner, executionId, again }: ClaimOne): ExecutionRecord | undefined {
    const row = this.claimUnowned.get(owner, executionId, again ? owner : null) as ExecutionRow | undefined;
    return row && toExecutionRecord(row);
  }

  releaseAll({ suspectFrom }: { suspectFrom: number }): string[] {
    this.releaseRows.run();
    return (this.suspects.all(suspectFrom) as { execution_id: string }[]).map(({ execution_id }) => execution_id);
  }

  /** Every tenant with something to do, from the one after the last served on. */
  private tenantsInTurn(withWoken: readonly string[]): string[] {
    const tenants = new Set(withWoken);
    for (let tenant = ''; ;) {
      const found = this.nextTenant.get(tenant) as { tenant_id: string } | undefined;
      if (!found) break;
      tenant = found.tenant_id;
      tenants.add(tenant);
    }
    const sorted = [...tenants].sort();
    const first = sorted.findIndex((tenant) => tenant > this.lastServed);
    return first < 0 ? sorted : [...sorted.slice(first), ...sorted.slice(0, first)];
  }

  private *queueOf(tenant: string, woken: readonly string[]): Generator<string, undefined> {
    yield* woken;
    for (let after = ''; ;) {
      const page = this.readyOf.all(tenant, after) as { execution_id: string }[];
      for (const { execution_id } of page) yield execution_id;
      if (page.length < PAGE) return undefined;
      after = page.at(-1)!.execution_id;
    }
  }
}
