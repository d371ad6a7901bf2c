import { problemOf, type Problem, type ResidualEffect } from '@app/intent-contracts';
import type { RealmChange } from '../storage/execution-store.js';
import { Attempt } from './attempt.js';
import type { Journal } from './journal.js';
import { retryDelay } from './retry-policy.js';
import { attemptContext, type RunEnvironment } from './run-environment.js';
import type { StepCall } from './step-call.js';
import type { StepRecord } from './step-history.js';

/**
 * Undoes what an execution has done: one step at a time, in reverse of the order in which they started. An undo that
 * fails for good parks the execution in `compensation_failed`, and those that would follow wait for an operator.
 */
export class TurnBack {
  private halting = false;
  private readonly leaving = new AbortController();
  private running: Attempt | undefined;

  constructor(
    private readonly journal: Journal,
    private readonly calls: ReadonlyMap<string, StepCall>,
    private readonly environment: RunEnvironment,
  ) {}

  /** Appends the list of what is to be undone. From then on the execution goes only backward. */
  announce(cause: Problem): void {
    const effects = this.journal.history.effects();
    const named = (kind: StepRecord['undoKind']): string[] =>
      effects.filter(({ undoKind }) => undoKind === kind).map(({ name }) => name);
    const irreversible = named('irreversible');
    const steps = named('function');
    if (steps.length > 0) {
      this.journal.append({ type: 'execution.compensating', data: { cause, steps, irreversible } });
      return;
    }
    const residual = irreversible.map((step): ResidualEffect => ({ step, cause: 'irreversible' }));
    this.journal.append({ type: 'execution.failed', data: { problem: cause, residual_effects: residual } });
  }

  /** Carries out the undos that are pending; resolves when all is undone, one has failed for good, or `halt` was called. */
  async run(): Promise<void> {
    const { turnedBack } = this.journal.history;
    if (!turnedBack) return;
    for (const step of this.journal.history.pendingUndos()) {
      if (!(await this.undo(step, turnedBack.cause))) return;
    }
    const residual = JSON.parse(this.journal.current.residualEffects) as ResidualEffect[];
    this.journal.append({
      type: 'execution.compensated',
      data: { problem: turnedBack.cause, residual_effects: residual },
    });
  }

  /** Begins no further attempt, and lets the one that runs finish. */
  halt(): void {
    this.halting = true;
    this.leaving.abort();
  }

  /** Aborts the attempt that runs, if one does. */
  abort(reason: string): void {
    this.running?.abort(reason);
  }

  /** False if the undos after this one must wait. */
  private async undo(step: StepRecord, cause: Problem): Promise<boolean> {
    const call = this.calls.get(step.name);
    const compensate = call?.definition.compensate;
    if (!call || typeof compensate !== 'function') {
      const detail = `The handler did not come to step "${step.name}" again, so its undo is not known. Deploy the handler that ran it and retry, or undo it by hand and resolve.`;
      this.park(step.name, problemOf('HISTORY_MISMATCH', detail, { step: step.name }));
      return false;
    }
    await this.sleepUntil(step.undo?.dueAt ?? 0);
    for (;;) {
      if (this.halting) return false;
      const attempt = (step.undo?.attempts.length ?? 0) + 1;
      const started = this.journal.append({ type: 'undo.started', data: { step: step.name, attempt } });
      await this.journal.durable(started.sequence);
      const changes: RealmChange[] = [];
      this.running = new Attempt(
        step.name,
        async (running) => {
          const context = attemptContext(
            this.environment,
            this.journal.committed,
            step.name,
            attempt,
            running,
            changes,
          );
          await compensate({ ...context, output: step.output, cause });
        },
        this.environment.clock,
        call.timeout,
      );
      const outcome = await this.running.outcome;
      this.running = undefined;
      if (outcome.kind === 'succeeded') {
        this.journal.append({ type: 'undo.succeeded', data: { step: step.name, attempt } }, changes);
        return true;
      }
      const failures = (step.undo?.failures ?? 0) + 1;
      if (failures >= call.undoRetry.maxAttempts || (outcome.kind === 'failed' && outcome.terminal)) {
        this.journal.append({ type: 'undo.failed', data: { step: step.name, attempt, problem: outcome.problem } });
        const detail = `The undo of step "${step.name}" failed after ${failures} attempt(s): ${outcome.problem.detail} Mend the cause and retry, or skip or resolve it.`;
        this.park(step.name, problemOf('UNDO_FAILED', detail, { step: step.name }));
        return false;
      }
      const asked = outcome.kind === 'failed' ? outcome.retryAfter : undefined;
      const dueAt =
        this.environment.clock.now() +
        (asked ?? retryDelay(call.undoRetry, failures, () => this.environment.ids.random()));
      const due_at = new Date(dueAt).toISOString();
      this.journal.append({
        type: 'undo.retrying',
        data: { step: step.name, attempt, problem: outcome.problem, due_at },
      });
      await this.sleepUntil(dueAt);
    }
  }

  private park(step: string, problem: Problem): void {
    this.journal.append({ type: 'execution.compensation_failed', data: { step, problem } });
  }

  private sleepUntil(dueAt: number): Promise<void> {
    const delay = dueAt - this.environment.clock.now();
    return delay > 0 ? this.environment.clock.sleep(delay, this.leaving.signal) : Promise.resolve();
  }
}
