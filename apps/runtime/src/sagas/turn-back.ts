import { problemOf, type Problem, type ResidualEffect } from '@app/intent-contracts';
import { reach } from '../determinism/fault-points.js';
import type { RealmChange } from '../storage/execution-store.js';
import { Attempt, type AttemptOutcome } from './attempt.js';
import type { EngineEvent, Trigger } from './execution-events.js';
import type { Journal } from './journal.js';
import { LazyAbort } from './lazy-abort.js';
import { retryDelay } from './retry-policy.js';
import { AttemptRun, type RunEnvironment } from './run-environment.js';
import { stepId, type SagaCall } from './saga-call.js';
import type { UndoContext } from './saga.js';
import { StepCall } from './step-call.js';
import type { StepRecord } from './step-history.js';

type Compensate = (context: UndoContext<unknown>) => unknown;
type Failure = Exclude<AttemptOutcome, { kind: 'succeeded' }>;

/**
 * Undoes what an execution has done: one step at a time, in reverse of the order in which they started. An undo that
 * fails for good parks the execution in `compensation_failed`, and those that would follow wait for an operator.
 */
export class TurnBack {
  private mode: 'going' | 'halting' | 'dropped' = 'going';
  private readonly leaving = new LazyAbort();
  private running: Attempt | undefined;

  constructor(
    private readonly journal: Journal,
    private readonly calls: ReadonlyMap<string, SagaCall>,
    private readonly environment: RunEnvironment,
  ) {}

  /** Appends the list of what is to be undone, or the end if there is nothing. From then on it goes only backward. */
  announce(trigger: Trigger, cause: Problem): void {
    const effects = this.journal.history.effects();
    const named = (kind: StepRecord['undoKind']): string[] =>
      effects.filter(({ undoKind }) => undoKind === kind).map(({ name }) => name);
    const irreversible = named('irreversible');
    const steps = named('function');
    if (steps.length > 0) {
      this.journal.append({ type: 'execution.compensating', data: { trigger, cause, steps, irreversible } });
      reach('undo.announced');
      return;
    }
    const residual_effects = irreversible.map((step): ResidualEffect => ({ step, cause: 'irreversible' }));
    const type = trigger === 'cancel' ? 'execution.cancelled' : 'execution.failed';
    this.journal.append({ type, data: { problem: cause, residual_effects } });
    reach('end.appended');
  }

  /** Carries out the undos that are pending; resolves when all is undone, one has failed for good, or it was halted. */
  async run(): Promise<void> {
    const { turnedBack } = this.journal.history;
    if (!turnedBack) return;
    const { trigger, cause: problem } = turnedBack;
    for (const step of this.journal.history.pendingUndos()) {
      if (!(await this.undo(step, problem))) return;
    }
    if (!this.is('going')) return;
    const residual_effects = JSON.parse(this.journal.current.residualEffects) as ResidualEffect[];
    const type = trigger === 'cancel' ? 'execution.cancelled' : 'execution.compensated';
    this.journal.append({ type, data: { problem, residual_effects } });
    reach('end.appended');
  }

  /** Begins no further attempt, and lets the one that runs finish. */
  halt(): void {
    if (this.mode === 'going') this.mode = 'halting';
    this.leaving.abort('It goes on no further here.');
  }

  /** Aborts the attempt that runs, if one does, and records nothing more. */
  drop(reason: string): void {
    this.mode = 'dropped';
    this.leaving.abort('It goes on no further here.');
    this.running?.abort(reason);
  }

  /** Resolves when no attempt runs any more. */
  async ended(): Promise<void> {
    await this.running?.outcome;
  }

  /** The mode changes while something is awaited, which the compiler does not see. */
  private is(mode: TurnBack['mode']): boolean {
    return this.mode === mode;
  }

  /** False if the undos after this one must wait. */
  private async undo(step: StepRecord, cause: Problem): Promise<boolean> {
    const call = this.calls.get(stepId(step.name));
    const compensate = call instanceof StepCall ? call.definition.compensate : undefined;
    if (!(call instanceof StepCall) || typeof compensate !== 'function') {
      const detail = `The handler did not come to step "${step.name}" again, so its undo is not known. Deploy the handler that ran it and retry, or undo it by hand and resolve.`;
      this.park(step.name, problemOf('HISTORY_MISMATCH', detail, { step: step.name }));
      return false;
    }
    await this.sleepUntil(step.undo?.dueAt ?? 0);
    while (this.is('going')) {
      const attempt = (step.undo?.attempts.length ?? 0) + 1;
      const started = this.journal.append({ type: 'undo.started', data: { step: step.name, attempt } });
      reach('undo.started');
      await this.journal.durable(started.sequence);
      reach('undo.armed');
      if (this.is('dropped')) return false;
      const changes: RealmChange[] = [];
      const outcome = await this.attempt(step, attempt, call, compensate, cause, changes);
      reach('undo.invoked');
      // What an undo did after it was dropped is done again by whoever takes over; its key is the same.
      if (this.is('dropped')) return false;
      if (outcome.kind === 'succeeded') {
        this.journal.append({ type: 'undo.succeeded', data: { step: step.name, attempt } }, changes);
        reach('undo.succeeded');
        return true;
      }
      if (!(await this.again(step, call, attempt, outcome))) return false;
    }
    return false;
  }

  private async attempt(
    step: StepRecord,
    number: number,
    call: StepCall,
    compensate: Compensate,
    cause: Problem,
    changes: RealmChange[],
  ): Promise<AttemptOutcome> {
    const { environment, journal } = this;
    const work = async (running: Attempt): Promise<void> => {
      const context = new AttemptRun(environment, journal.committed, step.name, number, running, changes);
      await compensate(Object.assign(context, { output: step.output, cause }));
    };
    this.running = new Attempt(step.name, work, environment.clock, call.timeout);
    const outcome = await this.running.outcome;
    this.running = undefined;
    return outcome;
  }

  /** Records a failure and waits for the next attempt. False if there is none. */
  private async again(step: StepRecord, call: StepCall, attempt: number, failure: Failure): Promise<boolean> {
    const { problem } = failure;
    const failures = (step.undo?.failures ?? 0) + 1;
    if (failures >= call.undoRetry.maxAttempts || (failure.kind === 'failed' && failure.terminal)) {
      this.journal.append({ type: 'undo.failed', data: { step: step.name, attempt, problem } });
      reach('undo.failed');
      const detail = `The undo of step "${step.name}" failed after ${failures} attempt(s): ${problem.detail} Mend the cause and retry, or skip or resolve it.`;
      this.park(step.name, problemOf('UNDO_FAILED', detail, { step: step.name }));
      return false;
    }
    const { clock, ids } = this.environment;
    const asked = failure.kind === 'failed' ? failure.retryAfter : undefined;
    const dueAt = clock.now() + (asked ?? retryDelay(call.undoRetry, failures, () => ids.random()));
    const due_at = new Date(dueAt).toISOString();
    this.journal.append({ type: 'undo.retrying', data: { step: step.name, attempt, problem, due_at } });
    reach('undo.retrying');
    await this.sleepUntil(dueAt);
    return true;
  }

  /** An operator's pause that came in the meantime stands: the undo is tried once more when it is resumed. */
  private park(step: string, problem: Problem): void {
    if (this.journal.current.status === 'paused') return;
    const event: EngineEvent = { type: 'execution.compensation_failed', data: { step, problem } };
    this.journal.append(event);
    reach('undo.parked');
  }

  private sleepUntil(dueAt: number): Promise<void> {
    const delay = dueAt - this.environment.clock.now();
    return delay > 0 ? this.environment.clock.sleep(delay, this.leaving.signal) : Promise.resolve();
  }
}
