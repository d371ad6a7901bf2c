import { isTerminal, type ExecutionStatus } from '@app/intent-contracts';
import type { Clock } from '../determinism/clock.js';
import type { ExecutionRecord, LogEntry } from '../storage/execution-record.js';
import type { Append, ExecutionStore, RealmChange } from '../storage/execution-store.js';
import { applyToRecord } from './execution-fold.js';
import { isOutcome, type EngineEvent, type LoggedEvent } from './execution-events.js';
import type { HandlerNotes, TakenNotes } from './handler-notes.js';
import { StepHistory } from './step-history.js';

interface Waiter {
  readonly sequence: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Who is told what became of what was appended. */
export interface JournalObserver {
  committed(changes: readonly RealmChange[]): void;
  failed(error: unknown): void;
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
  /** What the handler has set and emitted, to be committed with the next outcome. */
  notes: HandlerNotes | undefined;

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
    private readonly observer: JournalObserver,
  ) {
    this.record = { ...record };
    this.committed = record;
    for (const event of events) this.history.apply(event);
  }

  /** Appends an event, with realm changes that commit with it, and returns it as it stands in the log. */
  append(event: EngineEvent, changes: readonly RealmChange[] = []): LoggedEvent {
    const outcome = isOutcome(event as LoggedEvent);
    const notes = outcome || event.type === 'execution.succeeded' ? this.notes?.take() : undefined;
    if (notes) this.note(notes);
    for (const change of changes)
      if (change.kind === 'artifact.create') {
        this.log({ type: 'artifact.created', data: change.created });
      }
    const told = notes ? ({ ...event, data: { ...event.data, noted: notes.noted } } as EngineEvent) : event;
    const logged = this.log(told);
    this.history.apply(logged);
    if (changes.length > 0) this.changes.push(...changes);
    if (outcome) {
      this.lastOutcome = logged.sequence;
      this.record.runs = 0;
    }
    this.write();
    return logged;
  }

  /** The row with everything that was appended, durable or not. */
  get current(): Readonly<ExecutionRecord> {
    return this.record;
  }

  /** Whether it was given up, or cannot be written any more, so that it is to be claimed before anything is appended. */
  get isReleased(): boolean {
    return this.released || this.failure !== undefined || isTerminal(this.record.status);
  }

  /** Gives the execution up, so that another owner may take it: the last thing to be written. */
  release(): Promise<void> {
    if (!this.isReleased) {
      this.released = true;
      // It was handed back in order: its process has not died of it.
      this.record.runs = 0;
      this.write();
    }
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

  /** Realm events stand before the outcome that they commit with. */
  private note({ changes, events }: TakenNotes): void {
    for (const event of events) this.log(event as EngineEvent);
    this.changes.push(...changes);
  }

  private log(event: EngineEvent): LoggedEvent {
    if (isTerminal(this.record.status)) {
      throw new Error(`Execution ${this.record.executionId} has ended; ${event.type} cannot follow.`);
    }
    const { type, data } = event;
    const sequence = this.record.sequence + 1;
    const time = this.clock.now();
    const logged = { type, data, sequence, time } as LoggedEvent;
    applyToRecord(this.record, logged);
    this.entries.push({ sequence, type, time, data: JSON.stringify(data) });
    return logged;
  }

  private write(): void {
    if (this.open || this.failure !== undefined) return;
    this.open = true;
    this.underWay += 1;
    let taken: Append | undefined;
    const take = (): Append => {
      // What follows a write that has failed would leave a hole where that one's entries belong.
      if (this.failure !== undefined) throw this.failure;
      this.open = false;
      // One that has ended or is given up is nobody's any more, from the commit on that says so.
      taken = {
        record: { ...this.record, owner: this.isReleased ? null : this.record.owner },
        entries: this.entries,
        changes: this.changes,
      };
      this.entries = [];
      this.changes = [];
      return taken;
    };
    this.store.append({ mayGoAhead: this.underWay === 1, take }).then(
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

/** Whether nobody has to hold an execution of this status. */
export function isAtRest(status: ExecutionStatus): boolean {
  return status !== 'running' && status !== 'compensating';
}
