import { sql, type RawBuilder } from 'kysely';
import type { FeedFilter, FeedPart } from '../execution-store.js';
import { FEED_WINDOW, foundRows, toFeedPart } from '../sql/log-rows.js';
import { SqlExecutionStore } from '../sql/sql-execution-store.js';

/** Executions in a SQLite file. There is one writer, so that the order of row ids is the order of commits. */
export class SqliteExecutionStore extends SqlExecutionStore {
  override async feed(filter: FeedFilter): Promise<FeedPart> {
    const { tenantId, sessionId, intentType, types, after, limit } = filter;
    const from = startOf(after);
    // How far this read looks is settled first: positions are given out in the order of commits, so whatever is
    // committed between the two reads lies beyond it, and what does not fit the filter is not looked at again.
    const window = this.connection.sql
      .selectFrom('appends')
      .select('position')
      .where('tenant_id', '=', tenantId)
      .where('position', '>', from)
      .orderBy('position')
      .limit(FEED_WINDOW);
    const [looked] = await this.connection.read(
      tenantId,
      this.connection.sql
        .selectFrom(window.as('window'))
        .select(({ fn }) => [fn.max('position').as('end'), fn.countAll<number>().as('count')]),
    );
    const last = looked?.end ?? null;
    if (last === null) return toFeedPart({ rows: [], more: false, ...(await this.missing(tenantId, from)) }, filter);
    const query = this.connection.sql
      .selectFrom('appends')
      .innerJoin('executions', 'executions.execution_id', 'appends.execution_id')
      .select([
        'appends.position as place',
        'appends.execution_id as executionId',
        'appends.sequence as sequence',
        'appends.tenant_id as tenantId',
        'executions.session_id as sessionId',
        'executions.intent_type as intentType',
        'appends.entries as entries',
      ])
      .where('appends.tenant_id', '=', tenantId)
      .where('appends.position', '>', from)
      .where('appends.position', '<=', last)
      .$if(sessionId !== undefined, (found) => found.where('executions.session_id', '=', sessionId!))
      .$if(intentType !== undefined, (found) => found.where('executions.intent_type', '=', intentType!))
      .$if(types !== undefined, (found) => found.where(hasEntryOf(types!)))
      .orderBy('appends.position')
      .limit(limit);
    const read = await this.connection.read(tenantId, query);
    const rows = read.map(({ place, ...row }) => ({ ...row, position: String(place) }));
    const found = foundRows(rows, limit, String(last), looked!.count);
    return toFeedPart({ ...found, ...(await this.missing(tenantId, from)) }, filter);
  }

  /** To be asked after the entries were read, so that whatever was dropped until then is told of. */
  private async missing(tenantId: string, from: number): Promise<{ horizon?: string }> {
    const query = this.connection.sql.selectFrom('feed_horizons').select('position').where('tenant_id', '=', tenantId);
    const [horizon] = await this.connection.read(tenantId, query);
    return horizon && from < horizon.position ? { horizon: String(horizon.position) } : {};
  }

  override async lastPosition(tenantId: string): Promise<string | undefined> {
    const query = this.connection.sql
      .selectFrom('appends')
      .select(({ fn }) => fn.max('position').as('last'))
      .where('tenant_id', '=', tenantId);
    const last = (await this.connection.read(tenantId, query))[0]?.last ?? null;
    return last === null ? undefined : String(last);
  }
}

/** The row that a feed goes on after. One that was begun, whose position says so, is read once more. */
function startOf(after: string | undefined): number {
  const [place = '0', within] = after?.split('.') ?? [];
  return within === undefined ? Number(place) : Number(place) - 1;
}

/** Whether an entry of a row is of one of these types, all of which its first line has. */
function hasEntryOf(types: readonly string[]): RawBuilder<boolean> {
  const head = sql`substr(entries, 1, instr(entries, char(10)) - 1)`;
  return sql`EXISTS (
    SELECT 1 FROM json_each('["' || replace(${head}, ' ', '","') || '"]') WHERE value IN (${sql.join(types)}))`;
}
