import type { FeedEntry } from '../execution-record.js';
import type { FeedFilter, FeedPart } from '../execution-store.js';
import { SqlExecutionStore } from '../sql/sql-execution-store.js';

/** How many entries of a feed are looked at in one read, so that a rare filter does not read the whole log at once. */
const FEED_WINDOW = 5_000;

/*
 * A transaction that began earlier may commit later, so that neither its number nor a sequence says what a reader has
 * seen already. What is older than every transaction under way is complete: nothing can come between it any more. The
 * order is that of the transactions, and within one that of its entries; a reader goes as far as it is complete.
 */
const WINDOW = `SELECT xid, position FROM events
  WHERE tenant_id = $1 AND (xid, position) > ($2::xid8, $3::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY xid, position LIMIT ${FEED_WINDOW}`;

/*
 * What lies in the window first, then what of it fits, then the data of that: by itself the planner may begin with every
 * execution of the session, however long ago it was.
 */
const CHOSEN = `WITH part AS MATERIALIZED (
    SELECT xid, position, execution_id, sequence FROM events
    WHERE tenant_id = $1 AND (xid, position) > ($2::xid8, $3::bigint) AND (xid, position) <= ($4::xid8, $5::bigint)
      AND ($8::text[] IS NULL OR type = ANY ($8))
  ), chosen AS MATERIALIZED (
    SELECT part.*, session_id FROM part JOIN executions USING (execution_id)
    WHERE ($6::text IS NULL OR session_id = $6) AND ($7::text IS NULL OR intent_type = $7)
    ORDER BY xid, position LIMIT $9
  )
  SELECT chosen.xid::text AS xid, chosen.position AS place, execution_id AS "executionId", sequence,
    tenant_id AS "tenantId", session_id AS "sessionId", type, time, data
  FROM chosen JOIN events USING (execution_id, sequence) ORDER BY chosen.xid, chosen.position`;

interface FeedRow extends Omit<FeedEntry, 'position'> {
  readonly xid: string;
  readonly place: number;
}

/** Executions in a PostgreSQL database. */
export class PostgresExecutionStore extends SqlExecutionStore {
  override async feed({ tenantId, sessionId, intentType, types, after, limit }: FeedFilter): Promise<FeedPart> {
    const [xid = '0', place = '0'] = after?.split('.') ?? [];
    const windows = await this.connection.query(
      `SELECT xid::text, position AS place FROM (${WINDOW}) AS seen ORDER BY seen.xid DESC, position DESC LIMIT 1`,
      [tenantId, xid, place],
      tenantId,
    );
    const [end] = windows as { xid: string; place: number }[];
    if (!end) {
      const missing = await this.missing(tenantId, xid, place);
      const position = missing.horizon ?? after;
      return { entries: [], ...(position === undefined ? {} : { position }), ...missing };
    }
    const entries = (await this.connection.query(
      CHOSEN,
      [tenantId, xid, place, end.xid, end.place, sessionId ?? null, intentType ?? null, types ?? null, limit],
      tenantId,
    )) as FeedRow[];
    const found = entries.map(({ xid: of, place: at, ...entry }) => ({ ...entry, position: `${of}.${at}` }));
    const position = found.length === limit ? found.at(-1)!.position : `${end.xid}.${end.place}`;
    return { entries: found, position, ...(await this.missing(tenantId, xid, place)) };
  }

  /** To be asked after the entries were read, so that whatever was dropped until then is told of. */
  private async missing(tenantId: string, xid: string, place: string): Promise<{ horizon?: string }> {
    const [horizon] = await this.connection.query(
      `SELECT xid::text || '.' || position AS position FROM feed_horizons
         WHERE tenant_id = $1 AND (xid, position) > ($2::xid8, $3::bigint)`,
      [tenantId, xid, place],
      tenantId,
    );
    return horizon ? { horizon: (horizon as { position: string }).position } : {};
  }

  /** What is under way commits after it, whatever its number: it is complete up to there. */
  override async lastPosition(tenantId: string): Promise<string | undefined> {
    const rows = await this.connection.query(
      `SELECT xid::text, position AS place FROM events
         WHERE tenant_id = $1 AND xid < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY xid DESC, position DESC LIMIT 1`,
      [tenantId],
      tenantId,
    );
    const [last] = rows as { xid: string; place: number }[];
    return last && `${last.xid}.${last.place}`;
  }
}
