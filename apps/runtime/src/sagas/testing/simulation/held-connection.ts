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
  /** What is under way, the oldest first; what was sent ahead may be committed before that is answered. */
  private readonly batches: HeldBatch[] = [];
  private readonly commits: GroupCommit<WriteEntry, unknown>;
  /** What has failed without being committed: the server may make the commit all the same, when it can. */
  private readonly pending: WriteEntry[][] = [];
  private dead = false;
  private failingReads = 0;
  /** Writes that were asked for and have not been answered. */
  open = 0;

  constructor(private readonly database: SimulatedDatabase) {
    super();
    this.commits = new GroupCommit(
      (entries) => {
        return new Promise((answer, fail) => this.batches.push({ entries, answer, fail }));
        // Batches are small here: they are told in halves, and sent ahead, all the same.
      },
      1_000,
      1,
    );
  }

  get state(): 'idle' | 'held' | 'committed' {
    if (this.batches.length === 0 || this.dead) return 'idle';
    return this.held ? 'held' : 'committed';
  }

  /** What the next batch would write, in short. */
  get told(): string {
    return (this.held?.entries ?? []).map(({ write }) => write).join(' ');
  }

  get size(): number {
    return this.held?.entries.length ?? 0;
  }

  commit(): void {
    const { held } = this;
    if (held) held.outcomes = this.database.commit(held.entries);
  }

  answer(): void {
    const [first] = this.batches;
    if (!first?.outcomes) return;
    this.batches.shift();
    if (!this.dead) first.answer(first.outcomes);
  }

  /** Answers that it is not known what became of the oldest batch, whether it was committed or not. */
  fail(): void {
    const first = this.batches.shift();
    if (first && !first.outcomes) this.pending.push(first.entries);
    first?.fail(new StoreFailure('the connection broke', false));
  }

  get hasFailed(): boolean {
    return this.pending.length > 0;
  }

  /** Commits what has failed: whoever asked for it has been told so, and hears nothing more. */
  commitLate(): void {
    for (const entries of this.pending.splice(0)) this.database.commit(entries);
  }

  /** Commits all but one entry: that one is refused alone. */
  commitAllBut(index: number): void {
    const { held } = this;
    if (!held) return;
    const outcomes = this.database.commit(held.entries.filter((_, place) => place !== index));
    outcomes.splice(index, 0, { error: new StoreFailure('database or disk is full', true) });
    held.outcomes = outcomes;
  }

  /**
   * Lets a process write that another one has taken over from. It may try to append; claims and acceptances of two
   * processes on one file are what the file's lock is for. Returns which appends were made: there must be none.
   */
  writeAsZombie(): { executionId: string; written: boolean }[] {
    const tried: { executionId: string; written: boolean }[] = [];
    for (const batch of this.batches.splice(0)) {
      batch.outcomes ??= batch.entries.map((entry): EntryOutcome<unknown> => {
        if (entry.write !== 'append') return { error: new StoreFailure('the file is locked', false) };
        const [outcome] = this.database.commit([entry]);
        const executionId = String((entry as WriteEntry<'append'>).input.row.at(-2));
        tried.push({ executionId, written: 'result' in outcome! && outcome.result === true });
        return outcome!;
      });
      batch.answer(batch.outcomes);
    }
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
    mayGoAhead = false,
  ): Promise<SqliteWriteResult<Name>> {
    if (this.dead) return new Promise(() => undefined);
    this.open += 1;
    try {
      const entry = (): WriteEntry => ({ write: name, input: form() });
      return (await this.commits.write(entry, mayGoAhead)) as SqliteWriteResult<Name>;
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

  private get held(): HeldBatch | undefined {
    return this.batches.find(({ outcomes }) => outcomes === undefined);
  }
}
