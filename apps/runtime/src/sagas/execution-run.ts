import { problemOf, type PauseReason, type Problem } from '@app/intent-contracts';
import { v5 } from 'uuid';
import type { Timer } from '../determinism/clock.js';
import { recordable } from './attempt.js';
import type { LoggedEvent } from './execution-events.js';
import type { Handles } from './intent-handler.js';
import type { Journal } from './journal.js';
import type { RunEnvironment } from './run-environment.js';
import { problemOfThrown, TerminalError } from './saga-errors.js';
import type { Saga, StepDefinition } from './saga.js';
import { StepCall } from './step-call.js';
import { StepRunner } from './step-runner.js';
import { TurnBack } from './turn-back.js';

/** Why the way forward ended. */
type Ending =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'pause'; readonly reason: PauseReason; readonly problem: Problem }
  | { readonly kind: 'halted' }
  /** Something that the engine was not made for: the execution starts again from its log. */
  | { readonly kind: 'broken'; readonly error: unknown };

/** Namespace of the ids that `saga.uuid()` gives: any constant serves. */
const UUID_NAMESPACE = '6ba7b812-9dad-11d1-80b4-00c04fd430c8';

/**
 * One execution while this process carries it out: replays what the log holds, goes on from there, turns back when
 * it must. The handler is told of one outcome at a time, in the order of the log, each after it has come to rest from
 * the one before, so that it decides when replayed as it did live.
 */
export class ExecutionRun {
  private phase: 'replaying' | 'live' | 'left' = 'replaying';
  /** Calls by step name: what the handler has asked for. */
  private readonly calls = new Map<string, StepCall>();
  private readonly outcomes: { call: StepCall; event: LoggedEvent }[] = [];
  private delivering = false;
  private handlerEnd: Extract<Ending, { kind: 'returned' | 'threw' }> | undefined;
  private endForward!: (ending: Ending) => void;
  private readonly forwardEnded = new Promise<Ending>((resolve) => (this.endForward = resolve));
  private readonly steps: StepRunner;
  private readonly undos: TurnBack;
  private handedOverAt: number;
  private uuids = 0;

  constructor(
    private readonly journal: Journal,
    private readonly recorded: readonly LoggedEvent[],
    private readonly handler: Handles<unknown>,
    private readonly input: unknown,
    private readonly environment: RunEnvironment,
  ) {
    this.handedOverAt = recorded[0]?.time ?? journal.committed.createdAt;
    this.steps = new StepRunner(journal, environment, {
      outcome: (call, event) => this.deliver(call, event),
      pause: (reason, problem) => this.leave({ kind: 'pause', reason, problem }),
      broken: (error) => this.leave({ kind: 'broken', error }),
    });
    this.undos = new TurnBack(journal, this.calls, environment);
  }

  /** Carries the execution as far as it goes: to its end, or to where it waits for an operator. Rejects if the store fails. */
  async run(): Promise<void> {
    this.startHandler();
    await this.environment.clock.atRest();
    const mismatch = await this.replay();
    if (this.journal.history.turnedBack) {
      this.phase = 'left';
      await this.undos.run();
    } else {
      if (mismatch) this.leave({ kind: 'pause', reason: 'history_mismatch', problem: mismatch });
      else this.goLive();
      const deadline = this.watchDeadline();
      const ending = await this.forwardEnded;
      deadline?.cancel();
      await this.conclude(ending);
    }
    await this.journal.settled();
  }

  /** Lets running attempts finish and begins no other: `run` resolves, and the execution may be given up. */
  halt(): void {
    this.undos.halt();
    this.leave({ kind: 'halted' });
  }

  /** Stops and records nothing more: the store has failed, or another owner has taken over. */
  drop(reason: string): void {
    this.halt();
    this.undos.abort(reason);
    this.steps.drop(reason);
  }

  private startHandler(): void {
    const { executionId, tenantId, sessionId } = this.journal.committed;
    const saga: Saga = {
      executionId,
      tenantId,
      sessionId,
      step: <Output>(name: string, definition: StepDefinition<Output>) =>
        this.ask(name, definition as StepDefinition<unknown>) as Promise<Awaited<Output>>,
      now: () => new Date(this.handedOverAt),
      uuid: () => v5(`${executionId}:${(this.uuids += 1)}`, UUID_NAMESPACE),
    };
    const run = async (): Promise<unknown> => this.handler.run(saga, this.input as never);
    run().then(
      (value) => this.handlerEnded({ kind: 'returned', value }),
      (error: unknown) => this.handlerEnded({ kind: 'threw', error }),
    );
  }

  private ask(name: string, definition: StepDefinition<unknown>): Promise<unknown> {
    // A handler that was left is not told so: its calls never settle.
    if (this.phase === 'left') return new Promise(() => undefined);
    if (this.calls.has(name)) {
      throw new TypeError(
        `The step name "${name}" is used twice. A step is known by its name: give each its own, e.g. "${name}#2".`,
      );
    }
    const call = new StepCall(name, definition);
    this.calls.set(name, call);
    if (this.phase === 'live') this.steps.begin(call);
    return call.promise;
  }

  /**
   * Hands the recorded outcomes to the handler. Before each one, every start that the log holds before it must have
   * been asked for again. Returns the problem if the handler no longer follows its history.
   */
  private async replay(): Promise<Problem | undefined> {
    const expected = new Set<string>();
    for (const event of this.recorded) {
      if (event.type === 'execution.compensating') break;
      if (event.type === 'step.started') expected.add(event.data.step);
      if (!isOutcomeOfStep(event)) continue;
      const mismatch = this.mismatch(expected);
      if (mismatch) return mismatch;
      this.settle(this.calls.get(event.data.step)!, event);
      await this.environment.clock.atRest();
    }
    return this.mismatch(expected);
  }

  private mismatch(expected: Set<string>): Problem | undefined {
    for (const name of expected) {
      if (!this.calls.has(name)) {
        const detail = `The log says that step "${name}" began here, but the handler did not ask for it again. Deploy the handler that wrote this history and resume, or give the changed one a version of its own.`;
        return problemOf('HISTORY_MISMATCH', detail, { step: name });
      }
    }
    expected.clear();
    return undefined;
  }

  private goLive(): void {
    if (this.phase === 'left') return;
    this.phase = 'live';
    for (const call of this.calls.values()) if (!call.settled) this.steps.begin(call);
    this.checkEnd();
  }

  /** Turns the execution back when its time is over, whatever the handler is at. */
  private watchDeadline(): Timer | undefined {
    const [accepted] = this.recorded;
    const at = accepted?.type === 'execution.accepted' ? accepted.data.deadline_at : undefined;
    if (at === undefined) return undefined;
    const timer = this.environment.clock.timer(Math.max(Date.parse(at) - this.environment.clock.now(), 0));
    void timer.over.then(() => {
      const detail = `The execution had not ended by its deadline, ${at}. Give the handler a later one, or find out what takes so long.`;
      this.leave({ kind: 'threw', error: new TerminalError(detail, { code: 'DEADLINE_EXCEEDED' }) });
    });
    return timer;
  }

  /** Tells the handler of an outcome, after those that came before. */
  private deliver(call: StepCall, event: LoggedEvent): void {
    this.outcomes.push({ call, event });
    if (!this.delivering) void this.deliverAll();
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

  private settle(call: StepCall, event: LoggedEvent): void {
    this.handedOverAt = event.time;
    if (event.type === 'step.failed') call.fail(event.data.problem);
    else if (event.type === 'step.succeeded' || event.type === 'step.resolved') call.succeed(event.data.output);
  }

  private handlerEnded(end: Extract<Ending, { kind: 'returned' | 'threw' }>): void {
    this.handlerEnd = end;
    if (!this.delivering) this.checkEnd();
  }

  /** A handler that threw turns back at once; one that returned is done when the steps it left running are. */
  private checkEnd(): void {
    if (this.phase !== 'live' || !this.handlerEnd) return;
    if (this.handlerEnd.kind === 'returned' && (this.steps.busy || this.outcomes.length > 0)) return;
    this.leave(this.handlerEnd);
  }

  /** Ends the way forward; only the first ending counts. */
  private leave(ending: Ending): void {
    this.phase = 'left';
    this.endForward(ending);
  }

  private async conclude(ending: Ending): Promise<void> {
    switch (ending.kind) {
      case 'returned':
        await this.succeed(ending.value);
        break;
      case 'threw':
        await this.turnBack(problemOfThrown(ending.error));
        break;
      case 'pause':
        await this.steps.halt();
        this.journal.append({ type: 'execution.paused', data: { reason: ending.reason, problem: ending.problem } });
        break;
      case 'halted':
        await this.steps.halt();
        break;
      case 'broken':
        this.steps.drop(String(ending.error));
        throw ending.error;
    }
  }

  private async succeed(value: unknown): Promise<void> {
    let result: unknown;
    try {
      result = recordable(undefined, value) ?? null;
    } catch (error) {
      return this.turnBack(problemOfThrown(error));
    }
    this.journal.append({ type: 'execution.succeeded', data: { result } });
  }

  private async turnBack(cause: Problem): Promise<void> {
    await this.steps.turnBack(`The execution turns back: ${cause.detail}`);
    this.undos.announce(cause);
    await this.undos.run();
  }
}

function isOutcomeOfStep(
  event: LoggedEvent,
): event is Extract<LoggedEvent, { type: 'step.succeeded' | 'step.failed' | 'step.resolved' }> {
  if (event.type === 'step.resolved') return event.data.outcome === 'applied';
  return event.type === 'step.succeeded' || event.type === 'step.failed';
}
