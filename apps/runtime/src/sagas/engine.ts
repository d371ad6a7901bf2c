import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import { RuntimeConfig } from '../config/runtime-config.js';
import { reach } from '../determinism/fault-points.js';
import { TransientMap } from '../memory/transient-map.js';
import { CommitSignal } from '../storage/commit-signal.js';
import type { ExecutionRecord } from '../storage/execution-record.js';
import { ExecutionStore, FenceLost } from '../storage/execution-store.js';
import { ReplicaStore } from '../storage/replica-store.js';
import { ActiveExecution } from './active-execution.js';
import { decisionOf, type Decision } from './commands/decisions.js';
import { CommandPost, type OrderLetter } from './commands/command-post.js';
import type { Order } from './commands/order.js';
import type { LoggedEvent } from './execution-events.js';
import { HandlerRegistry } from './handler-registry.js';
import { isAtRest } from './journal.js';
import { historyAt, readLog } from './log-reader.js';
import { poisoned, Quarantine, type Begun, type Ward } from './quarantine.js';
import { RunEnvironment } from './run-environment.js';
import { Strays } from './strays.js';
import { WorkQueue } from './work-queue.js';

interface Active {
  readonly execution: ActiveExecution;
  /** Resolves when nothing is done for it here any more; never rejects. */
  readonly done: Promise<void>;
}

/** How long running attempts may take to finish when the process is asked to stop. */
const SHUTDOWN_GRACE_MS = 10_000;
/** How long reading the log of what was just claimed may take: then it is looked at again. */
const CLAIMED_MS = 5;
/** After how long at most a command looks again whether it was obeyed. */
const LOOK_AGAIN_MS = 1_000;
/** For how many leases a command waits for the replica that holds its execution. */
const ANSWER_LEASES = 2;
/** One that has ended its process this often in a row is run alone, to see whether it was the one. */
const SUSPECT_DEATHS = 3;
/** One that has ended its process this often in a row is not run any more until an operator says so. */
const POISON_DEATHS = 5;

/**
 * Carries out executions: as many at once as there are slots, what was accepted without a slot when one is free, and
 * what a former life left behind from where its log ends.
 */
@Injectable()
export class Engine implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Engine.name);
  private readonly active = new TransientMap<string, Active>();
  private readonly owner: string;
  private readonly queue: WorkQueue;
  private readonly post: CommandPost;
  private readonly quarantine: Quarantine;
  /** What this process owns and does not carry out: it is begun again from its log. */
  readonly strays: Strays;
  /** Executions that are being claimed by name: for one at a time, and never one that is carried out here. */
  private readonly claiming = new Map<string, Promise<unknown>>();
  private stopping = false;
  /** Writes under an old fence that the store has refused. */
  fencedOff = 0;
  /** What this process owns executions as, how many it carries out, and how many it would at once. */
  readonly load = () => ({ owner: this.owner, running: this.active.size, slots: this.config.concurrency });

  constructor(
    private readonly config: RuntimeConfig,
    readonly store: ExecutionStore,
    readonly signal: CommitSignal,
    private readonly registry: HandlerRegistry,
    readonly environment: RunEnvironment,
    private readonly replicas: ReplicaStore,
  ) {
    this.owner = environment.ids.next('run');
    this.post = new CommandPost(replicas, environment);
    const ward: Ward = {
      close: () => this.queue.close(),
      open: () => this.stopping || this.queue.open(),
      atRest: () => Promise.all(this.active.values().map(({ done }) => done)),
      begin: (executionId) => this.beginAlone(executionId),
    };
    this.quarantine = new Quarantine(ward, signal, environment, config.lease);
    this.strays = new Strays(store, environment, this.owner, {
      isOpen: () => !this.stopping,
      carries: (executionId) => this.active.has(executionId),
      begin: (executionId, outOfTurn) => this.startFromLog(executionId, outOfTurn),
    });
    this.queue = new WorkQueue(store, environment, this.owner, {
      free: () => this.config.concurrency - this.active.size,
      take: (record, asked) => this.take(record, asked),
      unsure: (error) => this.strays.startHeld(error),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const replica = {
      id: this.owner,
      handlers: this.registry.names(),
      lease: this.config.lease,
      suspectFrom: SUSPECT_DEATHS,
    };
    const suspects = await this.replicas.join(replica, {
      work: () => this.queue.hint(),
      lost: () => this.dropAll('The lease of this replica was lost.'),
      suspects: (executionIds) => void this.quarantine.admit(executionIds),
      mail: () => this.handOutMail(),
    });
    void this.quarantine.admit(suspects);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.queue.close();
    for (const { execution } of this.active.values()) execution.halt();
    const grace = this.environment.clock.timer(SHUTDOWN_GRACE_MS);
    await Promise.race([Promise.all(this.active.values().map(({ done }) => done)), grace.over]);
    grace.cancel();
    this.dropAll('The process is stopping.');
    await this.replicas.leave().catch((error: unknown) => {
      this.logger.warn(`What is held here is free when the lease is over: ${String(error)}`);
    });
  }

  /** Whether executions are still begun here. */
  get isOpen(): boolean {
    return !this.stopping;
  }

  /**
   * Promises a slot to an execution that is about to be accepted, if one is free and nobody waits: its owner is then
   * this process from the start. It is used with `begin` or given back with `forgo` when the acceptance is known.
   */
  reserve(): string | undefined {
    return !this.stopping && this.queue.reserve() ? this.owner : undefined;
  }

  /** Gives the slot back. One that is held has to wait for its key, and may have its turn by now. */
  forgo({ isHeld = false } = {}): void {
    this.queue.settle();
    if (isHeld) this.queue.hint();
    else this.queue.freed();
  }

  /** Begins an execution that was accepted with a promised slot. */
  begin(record: ExecutionRecord, log: readonly LoggedEvent[]): void {
    this.queue.settle();
    try {
      reach('accept.durable');
      this.startUnlessLost(record, log);
    } catch (error) {
      // It is accepted, whatever keeps it from beginning.
      void this.strays.startAgain(record.executionId, error);
    }
  }

  /** Says that an acceptance with a promised slot has failed in a way that leaves open whether it was made. */
  unsure(executionId: string, error: unknown): void {
    this.forgo();
    void this.strays.startAgain(executionId, error);
  }

  /** Says that something was accepted without a slot. */
  enqueued(): void {
    this.queue.look();
  }

  /** The durable row of an execution that is carried out here. */
  current(executionId: string): ExecutionRecord | undefined {
    return this.active.get(executionId)?.execution.journal.committed;
  }

  /**
   * Gives an order to an execution, whoever holds it. Resolves to the row when what it does is durable; to undefined if
   * there is none of this id. What the order is refused with is thrown, with nothing changed.
   */
  async command(executionId: string, order: Order): Promise<ExecutionRecord | undefined> {
    return this.apply(executionId, decisionOf(order), order);
  }

  /** The same for what `decide` says. Without an order it cannot be told to another replica, and waits for that to let go. */
  async apply(executionId: string, decide: Decision, order?: Order): Promise<ExecutionRecord | undefined> {
    const letter = order && this.replicas.shared ? this.post.letter(executionId, order) : undefined;
    const limit = this.environment.clock.now() + ANSWER_LEASES * this.config.lease;
    for (let pause = CLAIMED_MS; ; pause = Math.min(pause * 2, LOOK_AGAIN_MS)) {
      if (letter?.posted) {
        // It is delivered to whoever holds the execution, here too.
        if (await letter.isAnswered()) return this.store.find(null, executionId);
        if (this.inCharge(executionId)) this.handOutMail();
        if (this.environment.clock.now() > limit) throw letter.unanswered();
      } else {
        const obeyed = await this.inCharge(executionId)?.obey(decide).catch(unlessFencedOff);
        if (obeyed) return obeyed.record;
        // It is just being given up, or was taken over.
        await this.active.get(executionId)?.done;
      }
      if (!this.active.has(executionId)) {
        const idle = await this.alone(executionId, () => this.commandIdle(executionId, decide, letter));
        if (idle) return idle.found;
        // Another replica holds it, or this one has claimed it in the meantime and is reading its log.
        if (!this.active.has(executionId)) await letter?.post();
      }
      if (letter?.posted || !this.active.has(executionId)) await this.environment.clock.sleep(pause);
    }
  }

  private handOutMail(): void {
    this.post.deliver((executionId) => this.inCharge(executionId));
  }

  /** The execution, if it is carried out here and can be told something. */
  private inCharge(executionId: string): ActiveExecution | undefined {
    const execution = this.active.get(executionId)?.execution;
    return execution?.journal.isReleased === false ? execution : undefined;
  }

  private async alone<Result>(executionId: string, work: () => Promise<Result>): Promise<Result> {
    for (let ahead = this.claiming.get(executionId); ahead; ahead = this.claiming.get(executionId)) await ahead;
    const result = work();
    const over = result.catch(() => undefined).finally(() => this.claiming.delete(executionId));
    this.claiming.set(executionId, over);
    return result;
  }

  /**
   * A command to an execution that nobody runs: it is claimed first, so that nobody else appends to it. Undefined if it
   * cannot be claimed, because it has ended or somebody else has claimed it: it must be asked again.
   */
  private async commandIdle(
    executionId: string,
    decide: Decision,
    letter: OrderLetter | undefined,
  ): Promise<{ found: ExecutionRecord | undefined } | undefined> {
    if (this.active.has(executionId)) return undefined;
    const found = await this.store.find(null, executionId);
    // What was posted may be obeyed by now, until the execution has ended: then nothing follows any more.
    const isOpen = letter?.posted && found?.finishedAt === null;
    if (!isOpen && (!found || decide(found, await historyAt(this.store, found)).length === 0)) return { found };
    try {
      const claimed = await this.store.claimOne(this.owner, executionId, { again: this.strays.has(executionId) });
      if (!claimed) return undefined;
      const execution = this.newActive(claimed, await readLog(this.store, executionId));
      try {
        // Nobody else can obey it now that it is claimed; somebody may have before.
        if (await letter?.isAnswered()) return { found: execution.journal.committed };
        const { record } = await execution.obey(decide, letter?.posted ? [letter.obeyed] : []);
        return { found: record };
      } finally {
        const { failure, current } = execution.journal;
        // Another replica may have the version of the handler that this one has not.
        const isElsewhere = this.replicas.shared && !this.registry.find(current.intentType, current.handlerVersion);
        if (failure === undefined && (isElsewhere || isAtRest(current.status))) await this.giveBack(execution);
        else if (failure === undefined) this.carry(execution);
      }
    } catch (error) {
      if (error instanceof FenceLost) return undefined;
      // A refusal has changed nothing; after a failure of the store it must not stay claimed by nobody.
      if (!(error instanceof ProblemError)) void this.strays.startAgain(executionId, error);
      throw error;
    }
  }

  /** Begins one that may never have been begun, out of its turn. */
  private async beginAlone(executionId: string): Promise<Begun | undefined> {
    if (this.stopping) return undefined;
    await this.startFromLog(executionId, true).catch((error: unknown) =>
      this.strays.startAgain(executionId, error, true),
    );
    const active = this.active.get(executionId);
    return active && { journal: active.execution.journal, done: active.done };
  }

  /** Begins a claimed execution from its log; if that cannot be read, it is tried again until it can. */
  private async take(record: ExecutionRecord, asked: number): Promise<void> {
    try {
      const log = await readLog(this.store, record.executionId);
      reach('claim.log-read');
      // After so long it may have been taken for lost, and have ended since: its log is read once more.
      if (this.environment.clock.now() - asked > this.config.lease) throw new Error('its claim was told of late');
      this.startUnlessLost(record, log);
    } catch (error) {
      void this.strays.startAgain(record.executionId, error);
    }
  }

  /** One that was taken for lost before this process was told of it is claimed once more, and begins under that fence. */
  private startUnlessLost(record: ExecutionRecord, log: readonly LoggedEvent[]): void {
    if (!this.strays.has(record.executionId)) this.start(record, log);
  }

  private start(record: ExecutionRecord, log: readonly LoggedEvent[]): void {
    // A command may have claimed it since, and carries it out.
    const newer = this.active.get(record.executionId)?.execution.journal.current;
    if (newer && newer.fence > record.fence) return;
    const execution = this.newActive(record, log);
    if (record.runs > POISON_DEATHS) execution.tell([poisoned(record)]);
    this.carry(execution);
  }

  private newActive(record: ExecutionRecord, log: readonly LoggedEvent[]): ActiveExecution {
    const handler = this.registry.find(record.intentType, record.handlerVersion);
    return new ActiveExecution(record, log, handler, this);
  }

  /** Never throws: what keeps an execution from being carried out is tried again from its log. */
  private carry(execution: ActiveExecution): void {
    const { executionId } = execution.journal.current;
    // What is claimed while the process stops is for the next one.
    if (this.stopping) execution.halt();
    const done = execution
      .carry()
      .then(() => this.leave(execution))
      .catch((error: unknown) => this.recover(execution, error));
    this.active.set(executionId, { execution, done });
    this.strays.found(executionId);
  }

  private async giveBack(execution: ActiveExecution): Promise<void> {
    await execution.journal.release();
    this.strays.found(execution.journal.current.executionId);
    this.goesOn(execution.journal.committed);
  }

  private leave(execution: ActiveExecution): void {
    const { committed } = execution.journal;
    reach('end.durable');
    this.forget(execution);
    this.goesOn(committed);
    this.queue.freed();
  }

  /** Sees to it that somebody is there when an execution that was given up, or the next of its key, can go on. */
  private goesOn({ status, wakeAt, finishedAt, concurrencyKey }: ExecutionRecord): void {
    if (wakeAt !== null) this.queue.wakeAt(wakeAt);
    if (status === 'queued') this.queue.look();
    if (finishedAt !== null && concurrencyKey !== null) this.queue.hint();
  }

  /** After a failure what is in memory is ahead of the log, or not ours any more: the log decides how it goes on. */
  private async recover(execution: ActiveExecution, error: unknown): Promise<void> {
    const { journal } = execution;
    const { executionId } = journal.current;
    await execution.abandon(String(error));
    this.forget(execution);
    this.queue.freed();
    if (journal.failure instanceof FenceLost) {
      this.fencedOff += 1;
      this.logger.warn(journal.failure.message);
      return;
    }
    void this.strays.startAgain(executionId, error);
  }

  /** Nothing that is carried out here is recorded any more. */
  private dropAll(reason: string): void {
    for (const { execution } of this.active.values()) execution.drop(reason);
  }

  private forget(execution: ActiveExecution): void {
    const { executionId } = execution.journal.current;
    if (this.active.get(executionId)?.execution === execution) this.active.delete(executionId);
  }

  /** `outOfTurn` says that it may be begun even if it never was. */
  private startFromLog(executionId: string, outOfTurn: boolean): Promise<void> {
    return this.alone(executionId, async () => {
      // A command may have taken it up since.
      if (this.active.has(executionId)) return this.strays.found(executionId);
      const record = await this.store.claimOne(this.owner, executionId, { again: true });
      if (record) await this.goOn(record, await readLog(this.store, executionId), outOfTurn);
      else this.hasEnded(executionId);
    });
  }

  /** It is nobody's any more, and may have left its key to another one. */
  private hasEnded(executionId: string): void {
    this.strays.found(executionId);
    this.queue.look();
  }

  /** One that never began goes back to the queue, for its key or its tenant may have to wait; so does one without a slot. */
  private async goOn(record: ExecutionRecord, log: readonly LoggedEvent[], outOfTurn: boolean): Promise<void> {
    const mustWait = isAtRest(record.status) && !(outOfTurn && record.status === 'queued');
    const isFull = this.active.size >= this.config.concurrency;
    if (!mustWait && !isFull) return this.start(record, log);
    await this.giveBack(this.newActive(record, log));
    if (isFull) this.queue.look();
  }
}

/** What somebody else has taken over was not written, and can be asked of whoever that is. */
function unlessFencedOff(error: unknown): undefined {
  if (!(error instanceof FenceLost)) throw error;
}
