import { isTerminal, problemOf } from '@app/intent-contracts';
import { plainToInstance } from 'class-transformer';
import { reach } from '../determinism/fault-points.js';
import type { CommitSignal } from '../storage/commit-signal.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import type { ExecutionStore, RealmChange } from '../storage/execution-store.js';
import { GRACE_MS } from './attempt.js';
import type { Decision } from './commands/decisions.js';
import type { EngineEvent, LoggedEvent } from './execution-events.js';
import { ExecutionRun } from './execution-run.js';
import type { RegisteredHandler } from './handler-registry.js';
import { isAtRest, Journal } from './journal.js';
import { readLog } from './log-reader.js';
import type { RunEnvironment } from './run-environment.js';

/** What active executions share. */
export interface ActiveContext {
  readonly store: ExecutionStore;
  readonly signal: CommitSignal;
  readonly environment: RunEnvironment;
}

/** An execution that this process owns: its journal, and its run while there is one. */
export class ActiveExecution {
  readonly journal: Journal;
  private run: ExecutionRun | undefined;
  private stopping = false;

  constructor(
    record: ExecutionRecord,
    private log: readonly LoggedEvent[],
    /** Undefined if no handler for it is installed. */
    private readonly handler: RegisteredHandler | undefined,
    private readonly context: ActiveContext,
  ) {
    const { store, signal, environment } = context;
    let { sequence: counted } = record;
    this.journal = new Journal(record, log, store, environment.clock, {
      committed: (changes) => {
        if (changes.length > 0) environment.data.committed(changes);
        const { sequence, status } = this.journal.committed;
        environment.turnover.count('events', sequence - counted);
        if (sequence > counted && isTerminal(status)) environment.turnover.count('ended', 1);
        counted = sequence;
        signal.committed(record);
      },
      failed: (error) => this.run?.drop(String(error)),
    });
  }

  /**
   * Appends what `decide` says of it as it stands, with changes that commit with that, and goes on accordingly. Resolves
   * to the row when it is durable. What `decide` throws is thrown, with nothing changed.
   */
  async obey(
    decide: Decision,
    changes: readonly RealmChange[] = [],
  ): Promise<{ record: ExecutionRecord; appended: boolean }> {
    const { journal } = this;
    const events = decide(journal.current, journal.history);
    reach('command.decided');
    this.tell(events, changes);
    reach('command.appended');
    await journal.durable(journal.current.sequence);
    reach('command.durable');
    return { record: journal.committed, appended: events.length > 0 };
  }

  /** Appends events that somebody outside has decided on, and lets the run know. */
  tell(events: readonly EngineEvent[], changes: readonly RealmChange[] = []): void {
    for (const [index, event] of events.entries()) {
      const logged = this.journal.append(event, index === 0 ? changes : []);
      if (this.run) this.run.told(event);
      else this.log = [...this.log, logged];
    }
  }

  /**
   * Carries it out until it rests, and gives it up then. Rejects if the store or the engine fails: what is in memory
   * is then ahead of the log, which decides how it goes on.
   */
  async carry(): Promise<void> {
    if (this.journal.current.status === 'queued' && !this.stopping)
      this.tell([{ type: 'execution.started', data: {} }]);
    while (!this.stopping && this.isToRun) {
      // A run learns of a failure when it happens; of one that was there before it nobody tells it.
      if (this.journal.failure !== undefined) throw this.journal.failure;
      this.run = this.newRun();
      if (!this.run) break;
      await this.run.run();
      reach('run.rests');
      if (this.stopping || isAtRest(this.journal.current.status)) break;
      // It was told to go on while it came to rest: what it is told now is in the log and not in its handler.
      await this.journal.settled();
      this.log = await readLog(this.context.store, this.journal.current.executionId);
    }
    reach('release.before-write');
    await this.journal.release();
    reach('release.durable');
  }

  private get isToRun(): boolean {
    const { status } = this.journal.current;
    return !isAtRest(status) || status === 'waiting';
  }

  /** Lets running attempts finish and begins no other. */
  halt(): void {
    this.stopping = true;
    this.run?.halt();
  }

  /** Stops at once and records nothing more. */
  drop(reason: string): void {
    this.stopping = true;
    this.run?.drop(reason);
  }

  /** Stops it, and waits until its attempts have ended or their grace is over: only then may they be made again. */
  async abandon(reason: string): Promise<void> {
    this.drop(reason);
    const grace = this.context.environment.clock.timer(GRACE_MS);
    await Promise.race([this.run?.ended(), grace.over]);
    grace.cancel();
  }

  private newRun(): ExecutionRun | undefined {
    const { handler, log, journal } = this;
    const { intentType, handlerVersion } = journal.current;
    if (handler) {
      const input = plainToInstance(handler.definition.input, payloadOf(log));
      return new ExecutionRun(journal, log, handler.handler, input, this.context.environment);
    }
    const detail = `No handler for version ${handlerVersion} of "${intentType}" is installed. Deploy one and resume.`;
    const problem = problemOf('HANDLER_MISSING', detail);
    journal.append({ type: 'execution.paused', data: { reason: 'handler_missing', problem } });
    return undefined;
  }
}

/** The payload that an execution was accepted with. */
export function payloadOf(log: readonly LoggedEvent[]): Record<string, unknown> {
  const [accepted] = log;
  if (accepted?.type !== 'execution.accepted')
    throw new Error('A log begins with execution.accepted; this one does not.');
  return accepted.data.payload as Record<string, unknown>;
}
