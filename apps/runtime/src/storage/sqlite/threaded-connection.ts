import { Worker } from 'node:worker_threads';
import { TransientMap } from '../../memory/transient-map.js';
import { GroupCommit, type EntryOutcome } from '../group-commit.js';
import { StoreFailure } from '../store-failure.js';
import {
  SqliteConnection,
  type SqliteWriteInput,
  type SqliteWriteName,
  type SqliteWriteResult,
} from './sqlite-connection.js';
import type { WriteEntry } from './sqlite-database.js';
import type { ThreadAnswer, ThreadOptions, ThreadRequest } from './sqlite-thread.js';

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

/** A worker thread that hosts a database, asked by messages. */
class DatabaseThread {
  private readonly pending = new TransientMap<number, Pending>();
  private lastId = 0;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (answer: ThreadAnswer) => this.settle(answer));
    worker.on('error', (error: Error) => this.fail(error));
    worker.on('exit', () => this.fail(new Error('The database thread has ended.')));
  }

  static async open(options: ThreadOptions): Promise<DatabaseThread> {
    const worker = new Worker(new URL('./sqlite-thread.js', import.meta.url), { workerData: options });
    const thread = new DatabaseThread(worker);
    await new Promise((resolve, reject) => thread.pending.set(0, { resolve, reject }));
    return thread;
  }

  ask(request: Unnumbered<ThreadRequest>): Promise<unknown> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.worker.postMessage({ id, ...request });
    });
  }

  private settle(answer: ThreadAnswer): void {
    const asked = this.pending.get(answer.id);
    this.pending.delete(answer.id);
    if ('failure' in answer) asked?.reject(new StoreFailure(answer.failure.message, answer.failure.full));
    else asked?.resolve(answer.value);
  }

  private fail(error: Error): void {
    for (const { reject } of this.pending.values()) reject(new StoreFailure(error.message, false));
    this.pending.clear();
  }
}

/** A file written by one thread, in batches, and read by another. */
export class ThreadedConnection extends SqliteConnection {
  private readonly commits: GroupCommit<WriteEntry, unknown>;

  private constructor(
    private readonly writer: DatabaseThread,
    private readonly reader: DatabaseThread,
  ) {
    super();
    this.commits = new GroupCommit(async (batch) => {
      const outcomes = (await writer.ask({ batch })) as (
        { result: unknown } | { failure: { message: string; full: boolean } }
      )[];
      return outcomes.map((outcome): EntryOutcome<unknown> =>
        'failure' in outcome ? { error: new StoreFailure(outcome.failure.message, outcome.failure.full) } : outcome,
      );
    });
  }

  /** Opens the file, creating what is missing. Rejects with a message for the operator if another process has it. */
  static async open(path: string): Promise<ThreadedConnection> {
    const writer = await DatabaseThread.open({ path, mode: 'write' });
    const reader = await DatabaseThread.open({ path, mode: 'read' });
    return new ThreadedConnection(writer, reader);
  }

  override write<Name extends SqliteWriteName>(
    name: Name,
    form: () => SqliteWriteInput<Name>,
    mayGoAhead = false,
  ): Promise<SqliteWriteResult<Name>> {
    const entry = (): WriteEntry => ({ write: name, input: form() });
    return this.commits.write(entry, mayGoAhead) as Promise<SqliteWriteResult<Name>>;
  }

  override query(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    return this.reader.ask({ sql, parameters }) as Promise<unknown[]>;
  }

  override async close(): Promise<void> {
    await this.commits.idle();
    await this.reader.ask({ close: true });
    await this.writer.ask({ close: true });
  }
}
