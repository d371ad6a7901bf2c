import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { problemOf } from '@app/intent-contracts';
import { plainToInstance } from 'class-transformer';
import { RuntimeConfig } from '../config/runtime-config.js';
import { CommitSignal } from '../storage/commit-signal.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { ExecutionStore, FenceLost } from '../storage/execution-store.js';
import { GRACE_MS } from './attempt.js';
import type { EngineEvent, LoggedEvent } from './execution-events.js';
import { ExecutionRun } from './execution-run.js';
import { HandlerRegistry } from './handler-registry.js';
import { isAtRest, Journal } from './journal.js';
import { readLog } from './log-reader.js';
import { RunEnvironment } from './run-environment.js';

/** An execution that this process carries out. */
interface ActiveRun {
  readonly journal: Journal;
  /** Undefined if no handler for it is installed. */
  readonly run: ExecutionRun | undefined;
  /** Resolves when nothing is done for it here any more; never rejects. */
  readonly done: Promise<void>;
}

/** How long after a failed write an execution is read from its log again. */
const STORE_RETRY_MS = 1_000;
/** The same when it has failed again and again: the disk is full, say, until somebody makes space. */
const STORE_RETRY_MOST_MS = 4_000;
/** How long running attempts may take to finish when the process is asked to stop. */
const SHUTDOWN_GRACE_MS = 10_000;

/**
 * Carries out executions: as many at once as there are slots, what was accepted without a slot when one is free, and
 * what a former life left behind from where its log ends.
 */
@Injectable()
export class Engine implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Engine.name);
  private readonly active = new Map<string, ActiveRun>();
  private readonly owner: string;
  /** Executions that rest and are being claimed for a command: one command at a time. */
  private readonly goingOn = new Set<string>();
  /** Slots that acceptances under way have been promised. */
  private promised = 0;
  /** Whether the store may hold work that nobody carries out. */
  private workWaits = true;
  private filling = false;
  private stopping = false;

  constructor(
    private readonly config: RuntimeConfig,
    private readonly store: ExecutionStore,
    private readonly signal: CommitSignal,
    private readonly registry: HandlerRegistry,
    private readonly environment: RunEnvironment,
  ) {
    this.owner = environment.ids.next('run');
  }

  async onApplicationBootstrap(): Promise<void> {
    // This process is the only one of the store, so whoever owned executions before is dead.
    await this.store.releaseAll();
    this.fill();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const runs = [...this.active.values()];
    for (const { run } of runs) run?.halt();
    const grace = this.environment.clock.timer(SHUTDOWN_GRACE_MS);
    await Promise.race([Promise.all(runs.map(({ done }) => done)), grace.over]);
    grace.cancel();
    for (const { run } of this.active.values()) run?.drop('The process is stopping.');
  }

  /**
   * Promises a slot to an execution that is about to be accepted, if one is free: its owner is then this process from
   * the start. The slot is `start`ed or `forgo`ne when its acceptance is known.
   */
  reserve(): string | undefined {
    if (this.stopping || this.active.size + this.promised >= this.config.concurrency) return undefined;
    this.promised += 1;
    return this.owner;
  }

  /** Whether executions are still begun here. */
  get isOpen(): boolean {
    return !this.stopping;
  }

  forgo(): void {
    this.promised -= 1;
  }

  /** Begins an execution that was accepted with a promised slot. */
  begin(record: ExecutionRecord, log: readonly LoggedEvent[]): void {
    this.promised -= 1;
    try {
      this.start(record, log);
    } catch (error) {
      // It is accepted, whatever keeps it from beginning.
      void this.startAgain(record.executionId, error);
    }
  }

  /** Says that something was accepted without a slot. */
  enqueued(): void {
    this.workWaits = true;
    this.fill();
  }

  /** The durable row of an execution that is carried out here. */
  current(executionId: string): ExecutionRecord | undefined {
    return this.active.get(executionId)?.journal.committed;
  }

  /** Resolves at once for an execution that is going on; when it is let go of for one that has just come to rest. */
  async parked(executionId: string): Promise<void> {
    const active = this.active.get(executionId);
    if (active && isAtRest(active.journal.committed.status)) await active.done;
  }

  /**
   * Goes on with an execution that rests, after appending the events of a command to it. Resolves when they are
   * durable; to undefined, with nothing changed, if it has ended, is run elsewhere, or has changed since `sequence`.
   */
  async goOn(
    executionId: string,
    sequence: number,
    events: readonly EngineEvent[],
  ): Promise<ExecutionRecord | undefined> {
    if (this.active.has(executionId) || this.goingOn.has(executionId)) return undefined;
    this.goingOn.add(executionId);
    try {
      const record = await this.store.claimOne(this.owner, executionId);
      if (!record) return undefined;
      const log = await readLog(this.store, executionId);
      if (record.sequence !== sequence) {
        await this.journalOf(record, log, () => undefined).release();
        return undefined;
      }
      const { journal } = this.start(record, log, events);
      await journal.durable(sequence + events.length);
      return journal.committed;
    } finally {
      this.goingOn.delete(executionId);
    }
  }

  /** Takes up what nobody carries out, as far as slots are free. */
  private fill(): void {
    if (this.filling) return;
    this.filling = true;
    this.claimReady()
      .catch(async (error: unknown) => {
        this.logger.error(`The store could not be asked for work: ${String(error)}. Trying again.`);
        this.workWaits = true;
        await this.environment.clock.sleep(STORE_RETRY_MS);
      })
      .finally(() => {
        this.filling = false;
        if (this.workWaits && this.freeSlots() > 0) this.fill();
      });
  }

  private async claimReady(): Promise<void> {
    while (this.workWaits && this.freeSlots() > 0) {
      this.workWaits = false;
      const free = this.freeSlots();
      const claimed = await this.store.claimReady(this.owner, free);
      if (claimed.length === free) this.workWaits = true;
      this.promised += claimed.length;
      await Promise.all(claimed.map((record) => this.takeUp(record)));
    }
  }

  /** Begins a claimed execution from its log; if that cannot be read, it is tried again until it can. */
  private async takeUp(record: ExecutionRecord): Promise<void> {
    try {
      this.start(record, await readLog(this.store, record.executionId));
    } catch (error) {
      void this.startAgain(record.executionId, error);
    } finally {
      this.promised -= 1;
    }
  }

  private freeSlots(): number {
    return this.stopping ? 0 : this.config.concurrency - this.active.size - this.promised;
  }

  private start(
    record: ExecutionRecord,
    log: readonly LoggedEvent[],
    commands: readonly EngineEvent[] = [],
  ): ActiveRun {
    const { executionId, intentType, handlerVersion } = record;
    const failed = new AbortController();
    const journal = this.journalOf(record, log, (error) => {
      run?.drop(String(error));
      failed.abort();
    });
    const recorded = [...log, ...commands.map((event) => journal.append(event))];
    if (record.status === 'queued') recorded.push(journal.append({ type: 'execution.started', data: {} }));
    const registered = this.registry.find(intentType, handlerVersion);
    let run: ExecutionRun | undefined;
    if (registered) {
      const input = plainToInstance(registered.definition.input, payloadOf(log));
      run = new ExecutionRun(journal, recorded, registered.handler, input, this.environment);
    } else {
      const detail = `No handler for version ${handlerVersion} of "${intentType}" is installed. Deploy one and resume.`;
      const problem = problemOf('HANDLER_MISSING', detail);
      journal.append({ type: 'execution.paused', data: { reason: 'handler_missing', problem } });
    }
    const active = { journal, run, done: this.carry(executionId, journal, run, failed.signal) };
    this.active.set(executionId, active);
    return active;
  }

  private journalOf(record: ExecutionRecord, log: readonly LoggedEvent[], failed: (error: unknown) => void): Journal {
    return new Journal(record, log, this.store, this.environment.clock, {
      committed: (changes) => {
        if (changes.length > 0) this.environment.data.committed(changes);
        this.signal.committed(record.executionId);
      },
      failed,
    });
  }

  private async carry(
    executionId: string,
    journal: Journal,
    run: ExecutionRun | undefined,
    failed: AbortSignal,
  ): Promise<void> {
    try {
      await Promise.race([run?.run() ?? journal.settled(), this.graceAfter(failed, journal)]);
      // What was halted on its way is given up, so that the next process need not wait for anything.
      if (journal.committed.owner !== null) await journal.release();
      this.active.delete(executionId);
    } catch (error) {
      await this.recover(executionId, journal, error);
    }
    this.fill();
  }

  /** Rejects some time after a failed write: attempts that do not end when they are told to are not waited for longer. */
  private graceAfter(failed: AbortSignal, journal: Journal): Promise<never> {
    return new Promise((_, reject) => {
      failed.addEventListener('abort', () => {
        void this.environment.clock.sleep(GRACE_MS).then(() => reject(journal.failure!));
      });
    });
  }

  /** After a failure what is in memory is ahead of the log, or not ours any more: the log decides how it goes on. */
  private async recover(executionId: string, journal: Journal, error: unknown): Promise<void> {
    if (this.active.get(executionId)?.journal === journal) this.active.delete(executionId);
    if (journal.failure instanceof FenceLost) {
      this.logger.warn(journal.failure.message);
      return;
    }
    await this.startAgain(executionId, error);
  }

  private async startAgain(executionId: string, error: unknown): Promise<void> {
    this.logger.error(`Execution ${executionId} stopped: ${String(error)}. It goes on from its log.`);
    for (let pause = STORE_RETRY_MS; ; pause = Math.min(pause * 2, STORE_RETRY_MOST_MS)) {
      await this.environment.clock.sleep(pause);
      if (this.stopping) return;
      try {
        const record = await this.store.claimOne(this.owner, executionId);
        if (record) this.start(record, await readLog(this.store, executionId));
        return;
      } catch (again) {
        // A full disk stops all of them at once: the first line of each is enough.
        this.logger.debug(`Execution ${executionId} cannot be read yet: ${String(again)}.`);
      }
    }
  }
}

function payloadOf(log: readonly LoggedEvent[]): object {
  const [accepted] = log;
  if (accepted?.type !== 'execution.accepted')
    throw new Error('A log begins with execution.accepted; this one does not.');
  return accepted.data.payload as object;
}
