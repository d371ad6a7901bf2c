import type { ExecutionStatus } from '@app/intent-contracts';
import type { Clock } from '../determinism/clock.js';
import type { ExecutionRecord, LogEntry } from '../storage/execution-record.js';
import type { Append, ExecutionStore, RealmChange } from '../storage/execution-store.js';
import { applyToRecord } from './execution-fold.js';
import type { EngineEvent, LoggedEvent } from './execution-events.js';
import { StepHistory } from './step-history.js';

interface Waiter {
  readonly sequence: number;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * The log of one execution as its owner writes it. What is appended counts at once here and is on its way to the
 * store; what leaves the engine waits for `durable`. After a failed write nothing more is appended: what is in memory
 * is then ahead of the log, and the execution must be read from it again.
 */
export class Journal {
  readonly history = new StepHistory();
  /** What is durable: the row to show. */
  committed: ExecutionRecord;
  /** What has gone wrong with writing, if something has. */
  failure: Error | undefined;
  /** Sequence of the last outcome: what must be durable before an unarmed step may begin. */
  lastOutcome = 0;

  private readonly record: ExecutionRecord;
  private entries: LogEntry[] = [];
  private changes: RealmChange[] = [];
  /** Writes that were asked for and are not known to be durable. */
  private underWay = 0;
  /** Whether one of them has not been formed, so that what is appended now still goes with it. */
  private open = false;
  private released = false;
  private waiters: Waiter[] = [];

  constructor(
    record: ExecutionRecord,
    events: readonly LoggedEvent[],
    private readonly store: ExecutionStore,
    private readonly clock: Clock,
    private readonly observer: { committed(changes: readonly RealmChange[]): void; failed(error: unknown): void },
  ) {
    this.record = { ...record };
    this.committed = record;
    for (const event of events) this.history.apply(event);
  }

  /** Appends an event, with realm changes that commit with it, and returns it as it stands in the log. */
  append(event: EngineEvent, changes: readonly RealmChange[] = []): LoggedEvent {
    const logged = { ...event, sequence: this.record.sequence + 1, time: this.clock.now() } as LoggedEvent;
    applyToRecord(this.record, logged);
    this.history.apply(logged);
    const { sequence, type, time, data } = logged;
    this.entries.push({ sequence, type, time, data: JSON.stringify(data) });
    if (changes.length > 0) this.changes.push(...changes);
    if (isOutcome(type)) this.lastOutcome = sequence;
    this.write();
    return logged;
  }

  /** The row with everything that was appended, durable or not. */
  get current(): Readonly<ExecutionRecord> {
    return this.record;
  }

  /** Gives the execution up, so that another owner may take it: the last thing to be written. */
  release(): Promise<void> {
    this.released = true;
    this.write();
    return this.settled();
  }

  /** Resolves when the entry of this sequence is durable; rejects if it cannot be written. */
  durable(sequence: number): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (sequence <= this.committed.sequence) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiters.push({ sequence, resolve, reject }));
  }

  /** Resolves when everything that was appended is durable; rejects if it cannot be written. */
  settled(): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.underWay === 0) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiters.push({ sequence: Infinity, resolve, reject }));
  }

  private write(): void {
    if (this.open || this.failure !== undefined) return;
    this.open = true;
    this.underWay += 1;
    let taken: Append | undefined;
    const take = (): Append => {
      this.open = false;
      // One that rests or is given up is nobody's any more, from the commit on that says so.
      const owner = this.released || isAtRest(this.record.status) ? null : this.record.owner;
      taken = { record: { ...this.record, owner }, entries: this.entries, changes: this.changes };
      this.entries = [];
      this.changes = [];
      return taken;
    };
    this.store.append({ take }).then(
      () => this.wrote(taken!),
      (error: unknown) => this.failed(error),
    );
  }

  private wrote({ record, changes }: Append): void {
    this.committed = record;
    this.underWay -= 1;
    this.observer.committed(changes);
    const isTold = ({ sequence }: Waiter): boolean => sequence <= record.sequence || this.underWay === 0;
    const told = this.waiters.filter(isTold);
    if (told.length === 0) return;
    this.waiters = this.waiters.filter((waiter) => !isTold(waiter));
    for (const { resolve } of told) resolve();
  }

  private failed(error: unknown): void {
    if (this.failure !== undefined) return;
    this.failure = error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.waiters.splice(0)) reject(error);
    this.observer.failed(error);
  }
}

/** Whether an event is an outcome that a handler may build on. */
function isOutcome(type: string): boolean {
  return type === 'step.succeeded' || type === 'step.failed' || type === 'step.resolved';
}

/** Whether nobody has to hold an execution of this status. */
export function isAtRest(status: ExecutionStatus): boolean {
  return status !== 'running' && status !== 'compensating';
}
