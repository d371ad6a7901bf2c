import { problemOf, type PauseReason, type Problem } from '@app/intent-contracts';
import type { Timer } from '../determinism/clock.js';
import { reach } from '../determinism/fault-points.js';
import { recordable } from './attempt.js';
import { isOutcome, type EngineEvent, type LoggedEvent, type OutcomeEvent, type Trigger } from './execution-events.js';
import { HandlerNotes } from './handler-notes.js';
import type { Handles } from './intent-handler.js';
import type { Journal } from './journal.js';
import type { RunEnvironment } from './run-environment.js';
import { callOf, type SagaCall } from './saga-call.js';
import { SagaCalls } from './saga-calls.js';
import { problemOfThrown } from './saga-errors.js';
import { StepCall } from './step-call.js';
import { StepRunner } from './step-runner.js';
import { TurnBack } from './turn-back.js';
import type { WaitCall } from './wait-call.js';
import { hasSignalled, openWaits, WaitRunner } from './wait-runner.js';

/** Why the way forward ended. */
type Ending =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'turned'; readonly trigger: Trigger; readonly cause: Problem }
  | { readonly kind: 'pause'; readonly reason: PauseReason; readonly problem: Problem; readonly step?: string }
  /** Every open call is a wait. */
  | { readonly kind: 'waiting' }
  /** Somebody else decides how it goes on: an operator, or the next process. */
  | { readonly kind: 'halted' }
  /** Something that the engine was not made for: the execution starts again from its log. */
  | { readonly kind: 'broken'; readonly error: unknown };

/** How the handler itself ended. */
type HandlerEnd = { readonly kind: 'returned'; readonly value: unknown } | { readonly kind: 'threw'; error: unknown };

/**
 * One execution while this process carries it out: replays what the log holds, goes on from there, turns back when
 * it must. The handler is told of one outcome at a time, in the order of the log, each after it has come to rest from
 * the one before, so that it decides when replayed as it did live.
 */
export class ExecutionRun {
  private phase: 'replaying' | 'live' | 'left' = 'replaying';
  private readonly calls: SagaCalls;
  private readonly outcomes: { call: SagaCall; event: OutcomeEvent }[] = [];
  private delivering = false;
  private handlerEnd: HandlerEnd | undefined;
  private ending: Ending | undefined;
  private endForward!: (ending: Ending) => void;
  private readonly forwardEnded = new Promise<Ending>((resolve) => (this.endForward = resolve));
  private endDropped!: () => void;
  private readonly dropped = new Promise<void>((resolve) => (this.endDropped = resolve));
  private readonly steps: StepRunner;
  private readonly waits: WaitRunner;
  private readonly undos: TurnBack;
  private readonly deadline: number | undefined;
  private handedOverAt: number;

  constructor(
    private readonly journal: Journal,
    private readonly recorded: readonly LoggedEvent[],
    private readonly handler: Handles<unknown>,
    private readonly input: unknown,
    private readonly environment: RunEnvironment,
  ) {
    const [accepted] = recorded;
    const due = accepted?.type === 'execution.accepted' ? accepted.data.deadline_at : undefined;
    this.deadline = due === undefined ? undefined : Date.parse(due);
    this.handedOverAt = accepted?.time ?? journal.committed.createdAt;
    journal.notes = new HandlerNotes(journal.history.noted);
    this.calls = new SagaCalls(journal, environment, {
      asked: (call) => this.asked(call),
      now: () => this.handedOverAt,
    });
    this.steps = new StepRunner(journal, environment, {
      outcome: (call, event) => this.deliver(call, event),
      resting: () => this.checkEnd(),
      pause: (reason, problem, step) => this.leave({ kind: 'pause', reason, problem, step }),
      broken: (error) => this.leave({ kind: 'broken', error }),
    });
    this.waits = new WaitRunner(journal, environment, {
      ended: (call, event) => this.deliver(call, event),
      broken: (error) => this.leave({ kind: 'broken', error }),
    });
    this.undos = new TurnBack(journal, this.calls.byId, environment);
  }

  /** Carries the execution as far as it goes: to its end, or to where it waits for somebody. Rejects if the engine fails. */
  async run(): Promise<void> {
    await Promise.race([this.carryOut(), this.dropped]);
  }

  /** What was appended from outside while it runs: a command, a signal. */
  told(event: EngineEvent): void {
    switch (event.type) {
      case 'signal.received':
        if (this.phase === 'live') this.waits.signalled();
        break;
      case 'execution.cancel_requested':
        this.cancel();
        break;
      case 'execution.paused':
        this.halt();
        break;
      case 'execution.terminated':
        this.drop(event.data.problem.detail);
        break;
      default:
        // It resumes what is coming to rest: whoever carries it out begins anew.
        break;
    }
  }

  /** Lets running attempts finish and begins no other: `run` resolves, and the execution may be given up. */
  halt(): void {
    this.undos.halt();
    this.leave({ kind: 'halted' });
  }

  /** Stops and records nothing more: the store has failed, another owner has taken over, or it was terminated. */
  drop(reason: string): void {
    this.halt();
    this.waits.leave();
    this.undos.drop(reason);
    this.steps.drop(reason);
    this.endDropped();
  }

  /** Resolves when none of its attempts runs any more. */
  async ended(): Promise<void> {
    await Promise.all([this.steps.ended(), this.undos.ended()]);
  }

  private async carryOut(): Promise<void> {
    reach('run.begins');
    this.startHandler();
    await this.environment.clock.atRest();
    const mismatch = await this.replay();
    reach('run.replayed');
    const { history } = this.journal;
    if (history.turnedBack) {
      this.phase = 'left';
      if (!this.ending) await this.undos.run();
      return;
    }
    if (history.cancelRequested) this.cancel();
    else if (mismatch) this.leave({ kind: 'pause', reason: 'history_mismatch', problem: mismatch });
    else if (this.isOverdue()) this.leaveOverdue();
    this.goLive();
    const deadline = this.watchDeadline();
    const ending = await this.forwardEnded;
    deadline?.cancel();
    this.waits.leave();
    reach('run.left');
    await this.conclude(ending);
  }

  private startHandler(): void {
    const run = async (): Promise<unknown> => this.handler.run(this.calls.saga(), this.input as never);
    run().then(
      (value) => this.handlerEnded({ kind: 'returned', value }),
      (error: unknown) => this.handlerEnded({ kind: 'threw', error }),
    );
  }

  private asked(call: SagaCall): boolean {
    if (this.phase === 'left') return false;
    this.calls.byId.set(call.id, call);
    if (this.phase === 'live') this.begin(call);
    return true;
  }

  private begin(call: SagaCall): void {
    if (call instanceof StepCall) this.steps.begin(call);
    else this.waits.begin(call as WaitCall);
  }

  /**
   * Hands the recorded outcomes to the handler. Before each one, every start that the log holds before it must have
   * been asked for again. Returns the problem if the handler no longer follows its history.
   */
  private async replay(): Promise<Problem | undefined> {
    const expected = new Set<string>();
    for (const event of this.recorded) {
      if (event.type === 'execution.compensating') break;
      if (event.type === 'step.started' || event.type === 'wait.started') expected.add(callOf(event.data)!);
      if (!isOutcome(event)) continue;
      const mismatch = this.mismatch(expected);
      if (mismatch) return mismatch;
      this.settle(this.calls.byId.get(callOf(event.data)!)!, event);
      await this.environment.clock.atRest();
    }
    return this.mismatch(expected);
  }

  private mismatch(expected: Set<string>): Problem | undefined {
    for (const id of expected) {
      if (!this.calls.byId.has(id)) {
        const detail = `The log says that ${id} began here, but the handler did not ask for it again. Deploy the handler that wrote this history and resume, or give the changed one a version of its own.`;
        return problemOf('HISTORY_MISMATCH', detail, id.startsWith('step ') ? { step: id.slice(5) } : {});
      }
    }
    expected.clear();
    return undefined;
  }

  private goLive(): void {
    if (this.ending) {
      this.phase = 'left';
      return;
    }
    this.phase = 'live';
    for (const call of this.calls.byId.values()) if (!call.settled) this.begin(call);
    this.checkEnd();
  }

  private isOverdue(): boolean {
    return this.deadline !== undefined && this.deadline <= this.environment.clock.now();
  }

  private leaveOverdue(): void {
    const at = new Date(this.deadline!).toISOString();
    const detail = `The execution had not ended by its deadline, ${at}. Give the handler a later one, or find out what takes so long.`;
    this.leave({ kind: 'turned', trigger: 'deadline', cause: problemOf('DEADLINE_EXCEEDED', detail) });
  }

  /** Turns the execution back when its time is over, whatever the handler is at. */
  private watchDeadline(): Timer | undefined {
    if (this.deadline === undefined) return undefined;
    const { clock } = this.environment;
    const timer = clock.timer(Math.max(this.deadline - clock.now(), 0));
    void timer.over.then(() => this.leaveOverdue());
    return timer;
  }

  private cancel(): void {
    this.leave({ kind: 'turned', trigger: 'cancel', cause: this.causeOfCancel() });
  }

  private causeOfCancel(): Problem {
    const { reason } = this.journal.history.cancelRequested!;
    return problemOf('CANCELLED', `The execution was cancelled${reason === undefined ? '' : `: ${reason}`}.`);
  }

  /** Tells the handler of an outcome, after those that came before. */
  private deliver(call: SagaCall, event: OutcomeEvent): void {
    this.outcomes.push({ call, event });
    if (!this.delivering && this.phase === 'live') void this.deliverAll();
  }

  private async deliverAll(): Promise<void> {
    this.delivering = true;
    while (this.outcomes.length > 0 && this.phase === 'live') {
      const { call, event } = this.outcomes.shift()!;
      this.settle(call, event);
      await this.environment.clock.atRest();
    }
    this.delivering = false;
    this.checkEnd();
  }

  private settle(call: SagaCall, event: OutcomeEvent): void {
    this.handedOverAt = event.time;
    call.settle(event);
  }

  private handlerEnded(end: HandlerEnd): void {
    this.handlerEnd = end;
    this.checkEnd();
  }

  /**
   * A handler that threw turns back at once; one that returned is done when the steps it left running are. One that
   * only waits is dropped.
   */
  private checkEnd(): void {
    if (this.phase !== 'live' || this.delivering || this.outcomes.length > 0) return;
    if (this.handlerEnd?.kind === 'threw') {
      this.leave({ kind: 'turned', trigger: 'failure', cause: problemOfThrown(this.handlerEnd.error) });
    } else if (this.handlerEnd) {
      if (!this.steps.busy) this.leave(this.handlerEnd);
    } else if (this.isDormant()) {
      this.leave({ kind: 'waiting' });
    }
  }

  private isDormant(): boolean {
    let waiting = false;
    for (const call of this.calls.byId.values()) {
      if (call.settled) continue;
      if (call instanceof StepCall && !this.steps.isResting(call)) return false;
      waiting = true;
    }
    return waiting;
  }

  /** Ends the way forward; only the first ending counts. A replay is finished first: it is how the undos become known. */
  private leave(ending: Ending): void {
    if (this.ending) return;
    this.ending = ending;
    if (this.phase === 'live') this.phase = 'left';
    this.endForward(ending);
  }

  private async conclude(ending: Ending): Promise<void> {
    if (ending.kind === 'broken') {
      this.steps.drop(String(ending.error));
      throw ending.error;
    }
    if (ending.kind === 'turned') return this.turnBack(ending.trigger, ending.cause);
    await this.steps.halt();
    // What came in the meantime goes first.
    if (ending.kind === 'halted' || this.isPaused()) return;
    if (this.journal.history.cancelRequested) return this.turnBack('cancel', this.causeOfCancel());
    switch (ending.kind) {
      case 'returned':
        await this.succeed(ending.value);
        break;
      case 'pause': {
        const { reason, problem, step } = ending;
        const data = { reason, problem, ...(step === undefined ? {} : { step }) };
        this.journal.append({ type: 'execution.paused', data });
        break;
      }
      case 'waiting':
        this.fallAsleep();
        break;
    }
  }

  private isPaused(): boolean {
    return this.journal.current.status === 'paused';
  }

  /** Nothing is appended if a signal has come for one of the waits: it runs on, from its log. */
  private fallAsleep(): void {
    const { history } = this.journal;
    const { waits, wakeAt } = openWaits(history, this.deadline);
    if (hasSignalled(history)) return;
    const wake = wakeAt === undefined ? {} : { wake_at: new Date(wakeAt).toISOString() };
    this.journal.append({ type: 'execution.waiting', data: { waits, ...wake } });
    reach('wait.dropped');
  }

  private async succeed(value: unknown): Promise<void> {
    let result: unknown;
    try {
      result = recordable(undefined, value) ?? null;
    } catch (error) {
      return this.turnBack('failure', problemOfThrown(error));
    }
    this.journal.append({ type: 'execution.succeeded', data: { result } });
    reach('end.appended');
  }

  private async turnBack(trigger: Trigger, cause: Problem): Promise<void> {
    await this.steps.turnBack(`The execution turns back: ${cause.detail}`);
    // When it is resumed it comes to the same end, and turns back then.
    if (this.isPaused()) return;
    if (this.journal.history.cancelRequested) this.undos.announce('cancel', this.causeOfCancel());
    else this.undos.announce(trigger, cause);
    await this.undos.run();
  }
}
