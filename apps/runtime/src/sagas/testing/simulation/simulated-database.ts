import type { EntryOutcome } from '../../../storage/group-commit.js';
import { SqliteDatabase, type WriteEntry } from '../../../storage/sqlite/sqlite-database.js';
import type { ExecutionRecord } from '../../../storage/execution-record.js';
import { toExecutionRecord } from '../../../storage/sql/execution-rows.js';
import { toLogEntries, type LogRow } from '../../../storage/sql/log-rows.js';
import type { LoggedEvent } from '../../execution-events.js';

/** A fact as it is stored; the version counts how often it was set. */
export interface StoredFact {
  readonly tenant_id: string;
  readonly key: string;
  readonly value: string;
  readonly version: number;
}

/** An event with its place in the order of commits. */
export type StoredEvent = LoggedEvent & { readonly position: number };

export const TENANTS = ['acme', 'bolt', 'cord'] as const;
export const sessionOf = (tenantId: string): string => `ses_${tenantId}`;

/** One SQLite in memory that many simulations use one after the other: migrating it anew would cost more than they do. */
export class SimulatedDatabase {
  /** The rows as they are; undefined when something was written since they were read. */
  private read: Map<string, ExecutionRecord> | undefined;

  private constructor(private readonly sqlite: SqliteDatabase) {}

  static async open(): Promise<SimulatedDatabase> {
    const sqlite = await SqliteDatabase.openForWriting(':memory:');
    const session = { userId: 'ann', context: '{}', closed: false, createdAt: 0, updatedAt: 0, expiresAt: 1e15 };
    for (const tenantId of TENANTS) {
      const input = { ...session, sessionId: sessionOf(tenantId), tenantId };
      sqlite.commit([{ write: 'createSession', input }]);
    }
    return new SimulatedDatabase(sqlite);
  }

  /** Forgets what former simulations have left. */
  clear(): void {
    this.read = undefined;
    for (const table of ['executions', 'appends', 'idempotency_keys', 'facts']) this.all(`DELETE FROM ${table}`);
  }

  /** What the writer keeps in memory is gone when its process is: whose turn it is begins anew. */
  restarted(): void {
    for (const writer of (this.sqlite as unknown as { writers: object[] }).writers) {
      if ('lastServed' in writer) writer.lastServed = '';
    }
  }

  commit(batch: readonly WriteEntry[]): EntryOutcome<unknown>[] {
    this.read = undefined;
    return this.sqlite.commit(batch);
  }

  query(sql: string, values: readonly unknown[]): unknown[] {
    return this.sqlite.query(sql, values);
  }

  rows(): ExecutionRecord[] {
    return [...this.byId().values()];
  }

  /** Sequence of the last durable entry; 0 if there is none. */
  sequence(executionId: string): number {
    return this.byId().get(executionId)?.sequence ?? 0;
  }

  log(executionId: string): StoredEvent[] {
    const rows = this.all(
      'SELECT position, sequence, entries FROM appends WHERE execution_id = ? ORDER BY sequence',
      executionId,
    ) as (LogRow & { position: number })[];
    return rows.flatMap((row) =>
      toLogEntries(row).map(
        (entry) => ({ ...entry, position: row.position, data: JSON.parse(entry.data) as unknown }) as StoredEvent,
      ),
    );
  }

  facts(): StoredFact[] {
    return this.all('SELECT tenant_id, key, value, version FROM facts ORDER BY tenant_id, key') as StoredFact[];
  }

  /** Which body an idempotency key is bound to, and to which execution. */
  key(tenantId: string, key: string): { body_hash: string; execution_id: string } | undefined {
    const [row] = this.all(
      'SELECT body_hash, execution_id FROM idempotency_keys WHERE tenant_id = ? AND key = ?',
      tenantId,
      key,
    );
    return row as { body_hash: string; execution_id: string } | undefined;
  }

  private byId(): Map<string, ExecutionRecord> {
    if (!this.read) {
      const rows = this.all('SELECT * FROM executions ORDER BY execution_id');
      this.read = new Map(rows.map((row) => toExecutionRecord(row as never)).map((row) => [row.executionId, row]));
    }
    return this.read;
  }

  private all(sql: string, ...values: (string | number)[]): unknown[] {
    return this.sqlite.query(sql, values);
  }
}
