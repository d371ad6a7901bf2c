import { GroupCommit } from '../group-commit.js';
import {
  SqliteConnection,
  type SqliteWriteInput,
  type SqliteWriteName,
  type SqliteWriteResult,
} from './sqlite-connection.js';
import { SqliteDatabase, type WriteEntry } from './sqlite-database.js';

/** A database in this thread, e.g. `:memory:`: for tests and simulations, where an fsync holds up nobody. */
export class LocalConnection extends SqliteConnection {
  private readonly writer: GroupCommit<WriteEntry, unknown>;

  private constructor(private readonly database: SqliteDatabase) {
    super();
    this.writer = new GroupCommit((batch) => Promise.resolve(database.commit(batch)));
  }

  static async open(path = ':memory:'): Promise<LocalConnection> {
    return new LocalConnection(await SqliteDatabase.openForWriting(path));
  }

  override write<Name extends SqliteWriteName>(
    name: Name,
    form: () => SqliteWriteInput<Name>,
    mayGoAhead = false,
  ): Promise<SqliteWriteResult<Name>> {
    const entry = (): WriteEntry => ({ write: name, input: form() });
    return this.writer.write(entry, mayGoAhead) as Promise<SqliteWriteResult<Name>>;
  }

  override async query(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    return this.database.query(sql, parameters);
  }

  override async close(): Promise<void> {
    await this.writer.idle();
    this.database.close();
  }
}
