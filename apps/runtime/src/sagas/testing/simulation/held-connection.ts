import { GroupCommit, type EntryOutcome } from '../../../storage/group-commit.js';
import {
  SqliteConnection,
  type SqliteWriteInput,
  type SqliteWriteName,
  type SqliteWriteResult,
} from '../../../storage/sqlite/sqlite-connection.js';
import type { WriteEntry } from '../../../storage/sqlite/sqlite-database.js';
import { StoreFailure } from '../../../storage/store-failure.js';
import type { SimulatedDatabase } from './simulated-database.js';

interface HeldBatch {
  readonly entries: WriteEntry[];
  /** Set when it is committed and nobody has been told. */
  outcomes?: EntryOutcome<unknown>[];
  answer(outcomes: EntryOutcome<unknown>[]): void;
  fail(error: Error): void;
}

/** One process's way to the database: a batch is committed, and answered, when the scheduler says so. */
export class HeldConnection extends SqliteConnection {
  private batch: HeldBatch | undefined;
  private readonly commits: GroupCommit<WriteEntry, unknown>;
  private dead = false;
  private failingReads = 0;
  /** Writes that were asked for and have not been answered. */
  open = 0;

  constructor(private readonly database: SimulatedDatabase) {
    super();
    this.commits = new GroupCommit(
      (entries) => {
        return new Promise((answer, fail) => (this.batch = { entries, answer, fail }));
        // Batches are small here: they are told in halves all the same.
      },
      1_000,
      2,
    );
  }

  get state(): 'idle' | 'held' | 'committed' {
    if (!this.batch || this.dead) return 'idle';
    return this.batch.outcomes ? 'committed' : 'held';
  }

  /** What the batch would write, in short. */
  get told(): string {
    return (this.batch?.entries ?? []).map(({ write }) => write).join(' ');
  }

  get size(): number {
    return this.batch?.entries.length ?? 0;
  }

  commit(): void {
    const { batch } = this;
    if (batch) batch.outcomes = this.database.commit(batch.entries);
  }

  answer(): void {
    const { batch } = this;
    this.batch = undefined;
    if (!this.dead && batch?.outcomes) batch.answer(batch.outcomes);
  }

  /** Answers that it is not known what became of the batch, whether it was committed or not. */
  fail(): void {
    const { batch } = this;
    this.batch = undefined;
    batch?.fail(new StoreFailure('the connection broke', false));
  }

  /** Commits all but one entry: that one is refused alone. */
  commitAllBut(index: number): void {
    const { batch } = this;
    if (!batch) return;
    const outcomes = this.database.commit(batch.entries.filter((_, place) => place !== index));
    outcomes.splice(index, 0, { error: new StoreFailure('database or disk is full', true) });
    batch.outcomes = outcomes;
  }

  /**
   * Lets a process write that another one has taken over from. It may try to append; claims and acceptances of two
   * processes on one file are what the file's lock is for. Returns which appends were made: there must be none.
   */
  writeAsZombie(): { executionId: string; written: boolean }[] {
    const { batch } = this;
    this.batch = undefined;
    if (!batch) return [];
    if (batch.outcomes) {
      batch.answer(batch.outcomes);
      return [];
    }
    const tried: { executionId: string; written: boolean }[] = [];
    const outcomes = batch.entries.map((entry): EntryOutcome<unknown> => {
      if (entry.write !== 'append') return { error: new StoreFailure('the file is locked', false) };
      const [outcome] = this.database.commit([entry]);
      const executionId = String((entry as WriteEntry<'append'>).input.row.at(-2));
      tried.push({ executionId, written: 'result' in outcome! && outcome.result === true });
      return outcome!;
    });
    batch.answer(outcomes);
    return tried;
  }

  failReads(count: number): void {
    this.failingReads = count;
  }

  kill(): void {
    this.dead = true;
  }

  override async write<Name extends SqliteWriteName>(
    name: Name,
    form: () => SqliteWriteInput<Name>,
  ): Promise<SqliteWriteResult<Name>> {
    if (this.dead) return new Promise(() => undefined);
    this.open += 1;
    try {
      return (await this.commits.write(() => ({ write: name, input: form() }))) as SqliteWriteResult<Name>;
    } finally {
      this.open -= 1;
    }
  }

  override async query(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    if (this.dead) return new Promise(() => undefined);
    if (this.failingReads > 0) {
      this.failingReads -= 1;
      throw new StoreFailure('the reader broke', false);
    }
    return this.database.query(sql, parameters);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}
