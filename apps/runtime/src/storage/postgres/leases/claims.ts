import type { Selectable } from 'kysely';
import type { Claim, Claimed } from '../../execution-store.js';
import type { ExecutionRecord } from '../../execution-record.js';
import type { Database } from '../../sql/database.js';
import { toExecutionRecord } from '../../sql/execution-rows.js';
import type { ClaimOne } from '../../sql/store-writes.js';
import type { Run, Statement } from '../connections.js';
import type { Replica } from '../../replica-store.js';

type ExecutionRow = Selectable<Database['executions']>;

/** What nobody holds and could go on: `executions_ready` is the index of it. */
export const READY = `finished_at IS NULL AND owner IS NULL AND held = 0 AND status IN ('queued', 'running', 'compensating')`;

/** What this replica can carry out, and what none can that lives: it is paused, and says why. What may be poison is run alone. */
const MINE = `runs < $5 AND (intent_type || '@' || handler_version = ANY ($4)
  OR NOT EXISTS (SELECT FROM replicas WHERE intent_type || '@' || handler_version = ANY (handlers)))`;

/**
 * Tenants take turns, each with its oldest first; of one tenant those go first whose wait is over. What another replica
 * is claiming at this moment is passed over.
 */
const CLAIM_READY: Statement = {
  name: 'claim-ready',
  text: `WITH RECURSIVE tenants AS (
      (SELECT tenant_id FROM executions WHERE ${READY} ORDER BY tenant_id LIMIT 1)
      UNION ALL
      SELECT (SELECT executions.tenant_id FROM executions
              WHERE ${READY} AND executions.tenant_id > tenants.tenant_id ORDER BY executions.tenant_id LIMIT 1)
      FROM tenants WHERE tenants.tenant_id IS NOT NULL
    ), due AS MATERIALIZED (
      SELECT execution_id, tenant_id FROM executions
      WHERE wake_at <= $3 AND owner IS NULL AND ${MINE}
      ORDER BY wake_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), ready AS MATERIALIZED (
      SELECT oldest.execution_id, oldest.tenant_id FROM tenants, LATERAL (
        SELECT execution_id, tenant_id FROM executions
        WHERE ${READY} AND executions.tenant_id = tenants.tenant_id AND ${MINE}
        ORDER BY execution_id LIMIT $2 FOR UPDATE SKIP LOCKED) AS oldest
    ), turns AS (
      SELECT execution_id, tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY waited DESC, execution_id) AS turn
      FROM (SELECT *, true AS waited FROM due UNION ALL SELECT *, false FROM ready) AS all_of_them
    ), chosen AS (
      SELECT execution_id, row_number() OVER (ORDER BY turn, tenant_id <= $6, tenant_id) AS place
      FROM turns ORDER BY place LIMIT $2
    )
    UPDATE executions SET owner = $1, fence = fence + 1, runs = runs + 1
    FROM chosen WHERE executions.execution_id = chosen.execution_id
    RETURNING executions.*, chosen.place`,
};

/** Whoever has it and asks again is alive: it has not died of the run before. */
const CLAIM_ONE: Statement = {
  name: 'claim-one',
  text: `UPDATE executions SET owner = $1, fence = fence + 1, runs = runs + CASE WHEN owner = $3 THEN 0 ELSE 1 END
    WHERE execution_id = $2 AND finished_at IS NULL AND (owner IS NULL OR owner = $3) RETURNING *`,
};

/** Who carries out what. Every claim raises the fence, so that whatever an earlier owner still wants to write is refused. */
export class PostgresClaims {
  /** The tenant that had its turn last, here. */
  private lastServed = '';

  constructor(private readonly replica: () => Pick<Replica, 'handlers' | 'suspectFrom'>) {}

  async claimReady(run: Run, { owner, limit, now }: Claim): Promise<Claimed> {
    const { handlers, suspectFrom } = this.replica();
    const rows = await run<ExecutionRow & { place: number }>(CLAIM_READY, [
      owner,
      limit,
      now,
      handlers,
      suspectFrom,
      this.lastServed,
    ]);
    rows.sort((one, other) => one.place - other.place);
    this.lastServed = rows.at(-1)?.tenant_id ?? this.lastServed;
    const [waiting] = await run<{ at: number | null }>({
      name: 'next-wake',
      text: 'SELECT min(wake_at) AS at FROM executions WHERE wake_at IS NOT NULL AND owner IS NULL',
    });
    // What another replica has locked was passed over, and may be left to this one.
    return { claimed: rows.map(toExecutionRecord), nextWakeAt: waiting!.at, maybeMore: rows.length > 0 };
  }

  async claimOne(run: Run, { owner, executionId, again }: ClaimOne): Promise<ExecutionRecord | undefined> {
    const [row] = await run<ExecutionRow>(CLAIM_ONE, [owner, executionId, again ? owner : null]);
    return row && toExecutionRecord(row);
  }
}
