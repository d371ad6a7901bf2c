import { isTerminal, type ExecutionStatus } from '@app/intent-contracts';
import { sql, type RawBuilder } from 'kysely';
import { idBefore } from '../../determinism/ids.js';
import type { ExecutionRecord, LogEntry } from '../execution-record.js';
import {
  ExecutionStore,
  FenceLost,
  type Acceptance,
  type AcceptanceResult,
  type AppendSource,
  type Claim,
  type Claimed,
  type DroppedLogs,
  type ExecutionFilter,
  type InFlight,
  type LogDrop,
} from '../execution-store.js';
import { toAppendRows, toExecutionRecord, type AppendRows } from './execution-rows.js';
import { toLogEntries } from './log-rows.js';
import type { StoreConnection } from './store-connection.js';

/** Executions in a SQL database; the order of a feed is the affair of each. */
export abstract class SqlExecutionStore extends ExecutionStore {
  constructor(protected readonly connection: StoreConnection) {
    super();
  }

  override accept(acceptance: Acceptance): Promise<AcceptanceResult> {
    return this.connection.write('accept', () => acceptance, true);
  }

  override async append(source: AppendSource): Promise<void> {
    let executionId = '';
    const form = (): AppendRows => {
      const append = source.take();
      ({ executionId } = append.record);
      return toAppendRows(append);
    };
    const written = await this.connection.write('append', form, source.mayGoAhead);
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
    const query = this.connection.sql
      .selectFrom('executions')
      .select('execution_id')
      .where('owner', '=', owner)
      .where('finished_at', 'is', null)
      .orderBy('execution_id');
    const rows = await this.connection.read(null, query);
    return rows.map(({ execution_id }) => execution_id);
  }

  override async find(tenantId: string | null, executionId: string): Promise<ExecutionRecord | undefined> {
    const query = this.connection.sql
      .selectFrom('executions')
      .selectAll()
      .where('execution_id', '=', executionId)
      .$if(tenantId !== null, (found) => found.where('tenant_id', '=', tenantId!));
    const [row] = await this.connection.read(tenantId, query);
    return row && toExecutionRecord(row);
  }

  override async entries(
    tenantId: string | null,
    executionId: string,
    after: number,
    limit?: number,
  ): Promise<LogEntry[]> {
    const query = this.connection.sql
      .selectFrom('appends')
      .select(['sequence', 'entries'])
      .where('execution_id', '=', executionId)
      .$if(tenantId !== null, (found) => found.where('tenant_id', '=', tenantId!))
      .where('sequence', '>', after)
      .orderBy('sequence')
      .$if(limit !== undefined, (found) => found.limit(limit!));
    const rows = await this.connection.read(tenantId, query);
    const entries = rows.flatMap(toLogEntries).filter(({ sequence }) => sequence > after);
    return limit === undefined ? entries : entries.slice(0, limit);
  }

  override dropLogs(drop: LogDrop): Promise<DroppedLogs> {
    return this.connection.write('dropLogs', () => drop);
  }

  override async list(filter: ExecutionFilter): Promise<ExecutionRecord[]> {
    const { status, intentType, realm, sessionId, createdAfter, before } = filter;
    const query = this.connection.sql
      .selectFrom('executions')
      .selectAll()
      .where('tenant_id', '=', filter.tenantId)
      .$if(status !== undefined, (found) => found.where('status', '=', status!).where(indexedAs(status!)))
      .$if(intentType !== undefined, (found) => found.where('intent_type', '=', intentType!))
      .$if(realm !== undefined, (found) => found.where('realm', '=', realm!))
      .$if(sessionId !== undefined, (found) => found.where('session_id', '=', sessionId!))
      .$if(createdAfter !== undefined, (found) =>
        found.where('created_at', '>', createdAfter!).where('execution_id', '>', idBefore('exe', createdAfter!)),
      )
      .$if(before !== undefined, (found) => found.where('execution_id', '<', before!))
      .orderBy('execution_id', 'desc')
      .limit(filter.limit);
    return (await this.connection.read(filter.tenantId, query)).map(toExecutionRecord);
  }

  override inFlight(): Promise<InFlight[]> {
    const query = this.connection.sql
      .selectFrom('executions')
      .select(['intent_type as intentType', 'handler_version as handlerVersion'])
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('finished_at', 'is', null)
      .groupBy(['intent_type', 'handler_version']);
    return this.connection.read(null, query);
  }
}

/**
 * What leads a planner to the index that has the executions of a status, where there are few: it takes a partial one only
 * where it reads the very condition, and that of the unfinished only apart from all else. Those that succeeded are most.
 */
function indexedAs(status: ExecutionStatus): RawBuilder<boolean> {
  if (!isTerminal(status)) return sql`execution_id IN (SELECT execution_id FROM executions WHERE finished_at IS NULL)`;
  if (status === 'succeeded') return sql`TRUE`;
  return sql`status IN ('failed', 'compensated', 'cancelled', 'terminated')`;
}
