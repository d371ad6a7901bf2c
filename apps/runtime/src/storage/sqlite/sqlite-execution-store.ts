import type { Kysely } from 'kysely';
import type { ExecutionRecord, LogEntry } from '../execution-record.js';
import {
  ExecutionStore,
  FenceLost,
  type Acceptance,
  type AcceptanceResult,
  type AppendSource,
  type Claim,
  type Claimed,
  type ExecutionFilter,
  type FeedFilter,
  type FeedPart,
  type InFlight,
} from '../execution-store.js';
import type { Database } from './database.js';
import { toAppendRows, toExecutionRecord } from './execution-rows.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** How many positions of a feed are looked at in one read, so that a rare filter does not read the whole log at once. */
const FEED_WINDOW = 5_000;

/** Executions in a SQLite file. */
export class SqliteExecutionStore extends ExecutionStore {
  constructor(
    private readonly connection: SqliteConnection,
    private readonly db: Kysely<Database>,
  ) {
    super();
  }

  override accept(acceptance: Acceptance): Promise<AcceptanceResult> {
    return this.connection.write('accept', () => acceptance);
  }

  override async append(source: AppendSource): Promise<void> {
    let executionId = '';
    const written = await this.connection.write('append', () => {
      const append = source.take();
      ({ executionId } = append.record);
      return toAppendRows(append);
    });
    if (!written) throw new FenceLost(executionId);
  }

  override claimReady(claim: Claim): Promise<Claimed> {
    return this.connection.write('claimReady', () => claim);
  }

  override claimOne(
    owner: string,
    executionId: string,
    { again = false }: { again?: boolean } = {},
  ): Promise<ExecutionRecord | undefined> {
    return this.connection.write('claimOne', () => ({ owner, executionId, again }));
  }

  override async heldBy(owner: string): Promise<string[]> {
    const rows = await this.db
      .selectFrom('executions')
      .select('execution_id')
      .where('owner', '=', owner)
      .where('finished_at', 'is', null)
      .orderBy('execution_id')
      .execute();
    return rows.map(({ execution_id }) => execution_id);
  }

  override releaseAll(suspectFrom: number): Promise<string[]> {
    return this.connection.write('releaseAll', () => ({ suspectFrom }));
  }

  override async find(tenantId: string | null, executionId: string): Promise<ExecutionRecord | undefined> {
    const row = await this.db
      .selectFrom('executions')
      .selectAll()
      .where('execution_id', '=', executionId)
      .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId!))
      .executeTakeFirst();
    return row && toExecutionRecord(row);
  }

  override entries(executionId: string, after: number, limit = -1): Promise<LogEntry[]> {
    return this.db
      .selectFrom('events')
      .select(['sequence', 'type', 'time', 'data'])
      .where('execution_id', '=', executionId)
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(limit)
      .execute();
  }

  override async list(filter: ExecutionFilter): Promise<ExecutionRecord[]> {
    const { status, intentType, realm, sessionId, createdAfter, before } = filter;
    const rows = await this.db
      .selectFrom('executions')
      .selectAll()
      .where('tenant_id', '=', filter.tenantId)
      .$if(status !== undefined, (query) => query.where('status', '=', status!))
      .$if(intentType !== undefined, (query) => query.where('intent_type', '=', intentType!))
      .$if(realm !== undefined, (query) => query.where('realm', '=', realm!))
      .$if(sessionId !== undefined, (query) => query.where('session_id', '=', sessionId!))
      .$if(createdAfter !== undefined, (query) => query.where('created_at', '>', createdAfter!))
      .$if(before !== undefined, (query) => query.where('execution_id', '<', before!))
      .orderBy('execution_id', 'desc')
      .limit(filter.limit)
      .execute();
    return rows.map(toExecutionRecord);
  }

  override inFlight(): Promise<InFlight[]> {
    return this.db
      .selectFrom('executions')
      .select(['intent_type as intentType', 'handler_version as handlerVersion'])
      .select((query) => query.fn.countAll<number>().as('count'))
      .where('finished_at', 'is', null)
      .groupBy(['intent_type', 'handler_version'])
      .execute();
  }

  override async feed(filter: FeedFilter): Promise<FeedPart> {
    const { tenantId, sessionId, intentType, types, after, limit } = filter;
    // How far this read looks is settled first: positions are given out in the order of commits, so whatever is
    // committed between the two reads lies beyond it, and what does not fit the filter is not looked at again.
    const { end } = await this.db
      .selectFrom((query) =>
        query
          .selectFrom('events')
          .select('position')
          .where('tenant_id', '=', tenantId)
          .where('position', '>', after)
          .orderBy('position')
          .limit(FEED_WINDOW)
          .as('window'),
      )
      .select((query) => query.fn.max('position').as('end'))
      .executeTakeFirstOrThrow();
    if (end === null) return { entries: [], position: after };
    const entries = await this.db
      .selectFrom('events')
      .innerJoin('executions', 'executions.execution_id', 'events.execution_id')
      .select([
        'events.position as position',
        'events.execution_id as executionId',
        'events.sequence as sequence',
        'events.tenant_id as tenantId',
        'executions.session_id as sessionId',
        'events.type as type',
        'events.time as time',
        'events.data as data',
      ])
      .where('events.tenant_id', '=', tenantId)
      .where('events.position', '>', after)
      .where('events.position', '<=', end)
      .$if(sessionId !== undefined, (query) => query.where('executions.session_id', '=', sessionId!))
      .$if(intentType !== undefined, (query) => query.where('executions.intent_type', '=', intentType!))
      .$if(types !== undefined, (query) => query.where('events.type', 'in', types!))
      .orderBy('events.position')
      .limit(limit)
      .execute();
    return { entries, position: entries.length === limit ? entries.at(-1)!.position : end };
  }
}
