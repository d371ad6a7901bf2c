import {
  SqliteConnection,
  type SqliteWriteInput,
  type SqliteWriteName,
  type SqliteWriteResult,
} from '../../storage/sqlite/sqlite-connection.js';
import { StoreFailure } from '../../storage/store-failure.js';

/** The way to a database of a process that may die: from then on nothing is written, and nothing is answered. */
export class MortalConnection extends SqliteConnection {
  private writes = 0;
  private idleWrites = 0;
  private lastWrite = Infinity;
  private answersLast = true;
  private failing = 0;
  private underWay = 0;
  private isLast: (name: SqliteWriteName, input: unknown) => boolean = () => false;

  constructor(private readonly inner: SqliteConnection) {
    super();
  }

  /** Writes since `count`. */
  get commits(): number {
    return this.writes - this.idleWrites;
  }

  /** Whether something was asked for that has not been answered, and will be. */
  get busy(): boolean {
    return this.underWay > 0;
  }

  /** Whether a write was lost, or its answer: whoever asked waits for ever. */
  get isDead(): boolean {
    return this.writes > this.lastWrite || (this.writes === this.lastWrite && !this.answersLast && !this.busy);
  }

  /** Counts from here on. Dies after `dieAfter` writes; the last is made, but the process may die before it hears so. */
  count(dieAfter: number, hearing: boolean): void {
    this.idleWrites = this.writes;
    this.lastWrite = this.writes + dieAfter;
    this.answersLast = hearing;
  }

  /** Dies after the write that this says is the last, before it hears that it was made. */
  dieAt(isLast: (name: SqliteWriteName, input: unknown) => boolean): void {
    this.isLast = isLast;
  }

  /** Dies now. */
  die(): void {
    this.lastWrite = -1;
  }

  /** Lets the nth write from here on fail, as on a full disk. */
  failAt(write: number): void {
    this.failing = this.writes + write;
  }

  override async write<Name extends SqliteWriteName>(
    name: Name,
    form: () => SqliteWriteInput<Name>,
    mayGoAhead?: boolean,
  ): Promise<SqliteWriteResult<Name>> {
    this.writes += 1;
    const number = this.writes;
    if (number === this.failing) throw new StoreFailure('database or disk is full', true);
    if (number > this.lastWrite) return new Promise(() => undefined);
    const watched = (): SqliteWriteInput<Name> => {
      const input = form();
      if (this.isLast(name, input)) {
        this.lastWrite = Math.min(this.lastWrite, number);
        this.answersLast = false;
      }
      return input;
    };
    const result = await this.counted(() => this.inner.write(name, watched, mayGoAhead));
    if (number === this.lastWrite && !this.answersLast) return new Promise(() => undefined);
    return result;
  }

  override query(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    if (this.lastWrite === -1) return new Promise(() => undefined);
    return this.counted(() => this.inner.query(sql, parameters));
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  private async counted<Result>(ask: () => Promise<Result>): Promise<Result> {
    this.underWay += 1;
    try {
      return await ask();
    } finally {
      this.underWay -= 1;
    }
  }
}
