import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { reach } from '../../determinism/fault-points.js';
import { StoreFailure } from '../store-failure.js';
import type { EntryOutcome } from '../group-commit.js';
import { AccessWrites } from './access-writes.js';
import { ArtifactWrites } from './artifact-writes.js';
import { ClaimWrites } from './claim-writes.js';
import { ExecutionWrites } from './execution-writes.js';
import { FactWrites } from './fact-writes.js';
import { LogDrops } from './log-drops.js';
import { NEWEST_MIGRATION } from './migrations/newest-migration.js';
import { SessionWrites } from './session-writes.js';
import type { SqliteWriteInput, SqliteWriteName } from './sqlite-connection.js';

/** One thing to write, by the name that travels to the writer's thread. */
export interface WriteEntry<Name extends SqliteWriteName = SqliteWriteName> {
  readonly write: Name;
  readonly input: SqliteWriteInput<Name>;
}

/** Below this one a reset of the write-ahead log can lose commits. */
const OLDEST_SAFE_SQLITE = [3, 51, 3] as const;

/** An open SQLite file: the one writer's connection, or a reader's. Plain and synchronous; a thread hosts it. */
export class SqliteDatabase {
  private readonly statements = new Map<string, StatementSyncInstance>();
  private readonly writers: readonly object[];

  private constructor(
    private readonly db: DatabaseSyncInstance,
    writable: boolean,
  ) {
    this.writers = writable
      ? [
          new ExecutionWrites(db),
          new ClaimWrites(db),
          new SessionWrites(db),
          new ArtifactWrites(db),
          new FactWrites(db),
          new AccessWrites(db),
          new LogDrops(db),
        ]
      : [];
  }

  /** Opens for writing, brings the schema up to date, and refuses what would not be durable. */
  static async openForWriting(path: string): Promise<SqliteDatabase> {
    const db = new DatabaseSync(path);
    assertSafeVersion(db);
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    const { synchronous } = db.prepare('PRAGMA synchronous').get() as { synchronous: number };
    if (synchronous !== 2) throw new Error(`SQLite runs with synchronous=${synchronous}; FULL (2) was asked for.`);
    db.exec('PRAGMA cache_size = -65536');
    // 16 MiB between checkpoints: large enough that most commits write the log alone, small enough to be read back fast.
    db.exec('PRAGMA wal_autocheckpoint = 4096');
    db.exec('PRAGMA journal_size_limit = 67108864');
    await bringUpToDate(db);
    return new SqliteDatabase(db, true);
  }

  /** Opens for reading beside the writer. */
  static openForReading(path: string): SqliteDatabase {
    return new SqliteDatabase(new DatabaseSync(path, { readOnly: true }), false);
  }

  /** Commits the entries as one transaction. One that cannot be written is refused alone, and the others stand. */
  commit(batch: readonly WriteEntry[]): EntryOutcome<unknown>[] {
    try {
      return this.inTransaction(() => batch.map((entry) => ({ result: this.write(entry) })));
    } catch (error) {
      const failure = StoreFailure.of(error);
      if (batch.length === 1) return [{ error: failure }];
      return batch.flatMap((entry) => this.commit([entry]));
    }
  }

  /** Runs a statement that only reads, prepared once. */
  query(sql: string, parameters: readonly unknown[]): unknown[] {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement.all(...(parameters as (string | number | null)[]));
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  private write({ write, input }: WriteEntry): unknown {
    const writer = this.writers.find((candidate) => write in candidate) as
      Record<string, (input: unknown) => unknown> | undefined;
    if (!writer) throw new Error(`There is no write called "${write}" here.`);
    return writer[write]!(input);
  }

  private inTransaction<Result>(work: () => Result): Result {
    reach('batch.before-begin');
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      reach('batch.before-commit');
      this.db.exec('COMMIT');
      reach('batch.committed');
      return result;
    } catch (error) {
      // SQLite rolls some failures back by itself; a second ROLLBACK would hide what went wrong.
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }
}

function assertSafeVersion(db: DatabaseSyncInstance): void {
  const { version } = db.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  const parts = version.split('.').map(Number);
  const difference = OLDEST_SAFE_SQLITE.map((least, index) => (parts[index] ?? 0) - least).find((d) => d !== 0) ?? 0;
  if (difference < 0) {
    throw new Error(
      `SQLite ${version} may lose commits when its log is reset; at least ${OLDEST_SAFE_SQLITE.join('.')} is needed. Update @photostructure/sqlite.`,
    );
  }
}

/** What brings a schema up to date is loaded only when one is not: at most starts nothing has to be done. */
async function bringUpToDate(db: DatabaseSyncInstance): Promise<void> {
  if (newestMigrationOf(db) === NEWEST_MIGRATION) return;
  const { migrate } = await import('./migrations/migrate.js');
  await migrate(db);
}

function newestMigrationOf(db: DatabaseSyncInstance): string | undefined {
  const known = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'kysely_migration'").get();
  if (!known) return undefined;
  const newest = db.prepare('SELECT max(name) AS name FROM kysely_migration').get() as { name: string | null };
  return newest.name ?? undefined;
}
