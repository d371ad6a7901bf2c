import type { FeedFilter, FeedPart } from '../execution-store.js';
import { SqlExecutionStore } from '../sql/sql-execution-store.js';

/** How many positions of a feed are looked at in one read, so that a rare filter does not read the whole log at once. */
const FEED_WINDOW = 5_000;

/** Executions in a SQLite file. There is one writer, so that the order of row ids is the order of commits. */
export class SqliteExecutionStore extends SqlExecutionStore {
  override async feed({ tenantId, sessionId, intentType, types, after, limit }: FeedFilter): Promise<FeedPart> {
    const { sql } = this.connection;
    const start = after === undefined ? 0 : Number(after);
    // How far this read looks is settled first: positions are given out in the order of commits, so whatever is
    // committed between the two reads lies beyond it, and what does not fit the filter is not looked at again.
    const window = sql
      .selectFrom('events')
      .select('position')
      .where('tenant_id', '=', tenantId)
      .where('position', '>', start)
      .orderBy('position')
      .limit(FEED_WINDOW);
    const [looked] = await this.connection.read(
      tenantId,
      sql
        .selectFrom(window.as('window'))
        .select(({ fn }) => [fn.max('position').as('end'), fn.countAll<number>().as('count')]),
    );
    const end = looked?.end ?? null;
    if (end === null) {
      const missing = await this.missing(tenantId, start);
      const position = missing.horizon ?? after;
      return { entries: [], more: false, ...(position === undefined ? {} : { position }), ...missing };
    }
    const query = sql
      .selectFrom('events')
      .innerJoin('executions', 'executions.execution_id', 'events.execution_id')
      .select([
        'events.position as place',
        'events.execution_id as executionId',
        'events.sequence as sequence',
        'events.tenant_id as tenantId',
        'executions.session_id as sessionId',
        'events.type as type',
        'events.time as time',
        'events.data as data',
      ])
      .where('events.tenant_id', '=', tenantId)
      .where('events.position', '>', start)
      .where('events.position', '<=', end)
      .$if(sessionId !== undefined, (found) => found.where('executions.session_id', '=', sessionId!))
      .$if(intentType !== undefined, (found) => found.where('executions.intent_type', '=', intentType!))
      .$if(types !== undefined, (found) => found.where('events.type', 'in', types!))
      .orderBy('events.position')
      .limit(limit);
    const found = await this.connection.read(tenantId, query);
    const entries = found.map(({ place, ...entry }) => ({ ...entry, position: String(place) }));
    const isFull = entries.length === limit;
    const position = isFull ? entries.at(-1)!.position : String(end);
    return {
      entries,
      position,
      more: isFull || looked!.count === FEED_WINDOW,
      ...(await this.missing(tenantId, start)),
    };
  }

  /** To be asked after the entries were read, so that whatever was dropped until then is told of. */
  private async missing(tenantId: string, start: number): Promise<{ horizon?: string }> {
    const query = this.connection.sql.selectFrom('feed_horizons').select('position').where('tenant_id', '=', tenantId);
    const [horizon] = await this.connection.read(tenantId, query);
    return horizon && start < horizon.position ? { horizon: String(horizon.position) } : {};
  }

  override async lastPosition(tenantId: string): Promise<string | undefined> {
    const query = this.connection.sql
      .selectFrom('events')
      .select(({ fn }) => fn.max('position').as('last'))
      .where('tenant_id', '=', tenantId);
    const last = (await this.connection.read(tenantId, query))[0]?.last ?? null;
    return last === null ? undefined : String(last);
  }
}
