import { problemOf, type PauseReason, type Problem } from '@app/intent-contracts';
import { reach } from '../determinism/fault-points.js';
import type { RealmChange } from '../storage/execution-store.js';
import { Attempt, GRACE_MS, recordable, type AttemptOutcome } from './attempt.js';
import type { EngineEvent, OutcomeEvent } from './execution-events.js';
import type { Journal } from './journal.js';
import { LazyAbort } from './lazy-abort.js';
import { retryDelay } from './retry-policy.js';
import { AttemptRun, type RunEnvironment } from './run-environment.js';
import type { StepContext } from './saga.js';
import type { StepCall } from './step-call.js';

type Failure = Exclude<AttemptOutcome, { kind: 'succeeded' }>;

/** An execution is not held for a step that is tried again later than this. */
const REST_MS = 2_000;
/** How often an attempt may say how far it has come. */
const PROGRESS_MS = 1_000;

/** Who is told what became of steps. */
export interface StepObserver {
  /** An outcome was appended, for the handler to be told of. */
  outcome(call: StepCall, event: OutcomeEvent): void;
  /** A step that failed waits so long until it is tried again that nobody need hold the execution. */
  resting(): void;
  /** A step cannot go on without an operator. */
  pause(reason: PauseReason, problem: Problem, step: string): void;
  /** The engine itself has failed. */
  broken(error: unknown): void;
}

/**
 * Carries out the steps of one execution: attempts, retries, and what is recorded of them.
 * While it is `going` steps begin and are tried again; `halt` lets running attempts finish and begins no other;
 * `turnBack` aborts them and gives them a grace, after which what they say is not recorded any more.
 */
export class StepRunner {
  private mode: 'going' | 'halting' | 'turning' | 'closed' = 'going';
  private readonly running = new Map<StepCall, Attempt>();
  private readonly carried = new Set<Promise<void>>();
  private readonly resting = new Set<StepCall>();
  private readonly leaving = new LazyAbort();

  constructor(
    private readonly journal: Journal,
    private readonly environment: RunEnvironment,
    private readonly observer: StepObserver,
  ) {}

  /** Whether a step has begun and has no outcome yet. */
  get busy(): boolean {
    return this.carried.size > 0;
  }

  /** Whether a step is only waiting for a time that is far off. */
  isResting(call: StepCall): boolean {
    return this.resting.has(call);
  }

  /** Resolves when no attempt runs any more, whoever it was that told it to stop. */
  async ended(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ outcome }) => outcome));
  }

  /** Begins a step, or goes on with it from what the log says. */
  begin(call: StepCall): void {
    const carried: Promise<void> = this.carryOut(call)
      .catch((error: unknown) => {
        // A journal that fails has told so itself.
        if (this.journal.failure === undefined) this.observer.broken(error);
      })
      .finally(() => this.carried.delete(carried));
    this.carried.add(carried);
  }

  /** Begins no further attempt; resolves when those that run have ended and are recorded. */
  async halt(): Promise<void> {
    if (this.mode === 'going') this.mode = 'halting';
    this.leaving.abort('It goes on no further here.');
    await Promise.all(this.carried);
  }

  /** Aborts what runs; resolves when all of it has ended and is recorded, or its grace is over. */
  async turnBack(reason: string): Promise<void> {
    this.mode = 'turning';
    this.leaving.abort('It goes on no further here.');
    for (const attempt of this.running.values()) attempt.abort(reason);
    if (this.busy) {
      const grace = this.environment.clock.timer(GRACE_MS);
      await Promise.race([Promise.all(this.carried), grace.over]);
      grace.cancel();
    }
    this.mode = 'closed';
  }

  /** Stops at once: nothing that happens from now on is recorded. */
  drop(reason: string): void {
    this.mode = 'closed';
    this.leaving.abort('It goes on no further here.');
    for (const attempt of this.running.values()) attempt.abort(reason);
  }

  /** The mode changes while something is awaited, which the compiler does not see. */
  private is(mode: StepRunner['mode']): boolean {
    return this.mode === mode;
  }

  private async carryOut(call: StepCall): Promise<void> {
    if (!(await this.resume(call))) return;
    while (this.is('going')) {
      const attempt = (this.journal.history.steps.get(call.name)?.attempts.length ?? 0) + 1;
      const outcomesBefore = this.journal.lastOutcome;
      const started = this.journal.append({
        type: 'step.started',
        data: { step: call.name, attempt, undo: call.undoKind },
      });
      reach('step.started');
      // Armed first: an effect whose undo could be forgotten must not begin before the log knows of it.
      await this.journal.durable(call.armed ? started.sequence : outcomesBefore);
      reach('step.armed');
      if (this.is('turning')) {
        this.notInvoked(call, attempt);
        return;
      }
      if (this.is('closed')) return;
      const changes: RealmChange[] = [];
      const outcome = await this.attempt(call, attempt, changes);
      reach('step.invoked');
      if (this.is('closed')) {
        const { executionId } = this.journal.committed;
        this.environment.warn(
          `Step "${call.name}" of execution ${executionId} ended (${outcome.kind}) when it was no longer waited for; this changes nothing.`,
        );
        return;
      }
      if (outcome.kind === 'succeeded') {
        const data = { step: call.name, attempt, ...(outcome.output === undefined ? {} : { output: outcome.output }) };
        this.tell(call, { type: 'step.succeeded', data }, changes);
        reach('step.succeeded');
        return;
      }
      if (!(await this.again(call, attempt, outcome))) return;
    }
  }

  /** Sees to what a former life left of the step. False if it must not go on. */
  private async resume(call: StepCall): Promise<boolean> {
    const step = this.journal.history.steps.get(call.name);
    if (!step) return true;
    const attempt = step.attempts.at(-1)!.attempt;
    if (step.state === 'running') {
      this.journal.append({ type: 'step.uncertain', data: { step: call.name, attempt } });
      reach('step.uncertain');
    }
    if (step.state === 'uncertain' && call.undoKind === 'irreversible') {
      this.pauseUncertain(call);
      return false;
    }
    if (step.dueAt !== null) await this.sleepUntil(call, step.dueAt);
    return true;
  }

  /** Records a failure and waits for the next attempt. False if there is none. */
  private async again(call: StepCall, attempt: number, failure: Failure): Promise<boolean> {
    const { name: step, definition } = call;
    const { problem } = failure;
    const notApplied = failure.kind === 'failed' && failure.notApplied;
    const terminal = failure.kind === 'failed' && failure.terminal;
    const failures = (this.journal.history.steps.get(step)?.failures ?? 0) + 1;
    const exhausted = failures >= call.retry.maxAttempts;

    if (failure.kind === 'timed_out' && call.undoKind === 'irreversible') {
      this.journal.append({ type: 'step.uncertain', data: { step, attempt, problem } });
      this.pauseUncertain(call);
      return false;
    }
    const pausing = exhausted && !terminal && definition.onExhausted === 'pause' && !this.is('turning');
    if (!pausing && (terminal || exhausted || this.is('turning'))) {
      this.tell(call, { type: 'step.failed', data: { step, attempt, problem, not_applied: notApplied } });
      reach('step.failed');
      return false;
    }
    const asked = failure.kind === 'failed' ? failure.retryAfter : undefined;
    const delay = pausing ? 0 : (asked ?? retryDelay(call.retry, failures, () => this.environment.ids.random()));
    const dueAt = this.environment.clock.now() + delay;
    const data = { step, attempt, problem, not_applied: notApplied, due_at: new Date(dueAt).toISOString() };
    this.journal.append({ type: 'step.retrying', data });
    reach('step.retrying');
    if (pausing) {
      this.observer.pause('retries_exhausted', problem, step);
      return false;
    }
    await this.sleepUntil(call, dueAt);
    return true;
  }

  private async attempt(call: StepCall, number: number, changes: RealmChange[]): Promise<AttemptOutcome> {
    const { environment, journal } = this;
    const work = (attempt: Attempt): unknown => {
      const context = new AttemptRun(environment, journal.committed, call.name, number, attempt, changes);
      return call.definition.invoke(Object.assign(context, { progress }));
    };
    let isOver = false;
    const progress = this.progressOf(call, number, () => isOver);
    const attempt = new Attempt(call.name, work, environment.clock, call.timeout);
    this.running.set(call, attempt);
    const outcome = await attempt.outcome;
    this.running.delete(call);
    isOver = true;
    return outcome;
  }

  /** What an attempt says comes too late when it has ended, and too soon within a second of what it said last. */
  private progressOf(call: StepCall, attempt: number, isOver: () => boolean): StepContext['progress'] {
    let last = -Infinity;
    return (progress) => {
      const now = this.environment.clock.now();
      if (now - last < PROGRESS_MS || isOver() || this.is('closed')) return;
      last = now;
      const data = { step: call.name, attempt, progress: recordable(call.name, progress) ?? null };
      this.journal.append({ type: 'step.progress', data });
    };
  }

  private async sleepUntil(call: StepCall, dueAt: number): Promise<void> {
    const delay = dueAt - this.environment.clock.now();
    if (delay <= 0) return;
    if (delay >= REST_MS) {
      this.resting.add(call);
      this.observer.resting();
    }
    await this.environment.clock.sleep(delay, this.leaving.signal);
    this.resting.delete(call);
  }

  private tell(call: StepCall, event: EngineEvent, changes?: readonly RealmChange[]): void {
    this.observer.outcome(call, this.journal.append(event, changes) as OutcomeEvent);
  }

  private notInvoked(call: StepCall, attempt: number): void {
    const problem = problemOf('STEP_FAILED', 'The execution turned back before the attempt began.', {
      step: call.name,
    });
    this.tell(call, { type: 'step.failed', data: { step: call.name, attempt, problem, not_applied: true } });
  }

  private pauseUncertain(call: StepCall): void {
    const detail = `It is not known whether the irreversible step "${call.name}" took effect. Find out, and say so with step/${call.name}/resolve.`;
    this.observer.pause('uncertain', problemOf('STEP_FAILED', detail, { step: call.name }), call.name);
  }
}
