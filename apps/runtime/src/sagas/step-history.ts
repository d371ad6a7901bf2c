import type { Problem } from '@app/intent-contracts';
import type { EventData, LoggedEvent, UndoKind } from './execution-events.js';

/** One try of a step or an undo, as recorded. Times are milliseconds since the epoch. */
export interface AttemptRecord {
  readonly attempt: number;
  readonly startedAt: number;
  /** Null while it runs, and for one whose process died. */
  endedAt: number | null;
  problem?: Problem;
  /** True if the thrower vouched that nothing happened. */
  notApplied?: boolean;
}

/** What the log says of the undo of a step. */
export interface UndoRecord {
  state: 'running' | 'retrying' | 'succeeded' | 'failed' | 'skipped' | 'resolved';
  readonly attempts: AttemptRecord[];
  /** Failures that count against the retry policy. */
  failures: number;
  /** When the next attempt is due, while retrying. */
  dueAt: number | null;
  reason?: string;
}

/** What the log says of a step. */
export interface StepRecord {
  readonly name: string;
  readonly undoKind: UndoKind;
  state: 'running' | 'retrying' | 'uncertain' | 'succeeded' | 'failed';
  readonly attempts: AttemptRecord[];
  /** Failures that count against the retry policy: those that a crash cut off do not. */
  failures: number;
  /** When the next attempt is due, while retrying. */
  dueAt: number | null;
  output?: unknown;
  problem?: Problem;
  undo?: UndoRecord;
}

/** The steps of an execution in the order of their starts, folded from its log. */
export class StepHistory {
  /** In the order of their first starts. */
  readonly steps = new Map<string, StepRecord>();
  /** Set once the execution has turned back. */
  turnedBack: EventData['execution.compensating'] | undefined;

  apply(event: LoggedEvent): void {
    switch (event.type) {
      case 'step.started':
        this.startStep(event.data, event.time);
        break;
      case 'step.retrying': {
        const step = this.endAttempt(event.data.step, event.time, event.data.problem, event.data.not_applied);
        step.state = 'retrying';
        step.failures += 1;
        step.dueAt = Date.parse(event.data.due_at);
        break;
      }
      case 'step.uncertain': {
        const step = this.endAttempt(event.data.step, event.time, event.data.problem, false);
        step.state = 'uncertain';
        // Without a problem it was a crash, which says nothing of the step itself.
        if (event.data.problem) step.failures += 1;
        break;
      }
      case 'step.succeeded': {
        const step = this.endAttempt(event.data.step, event.time);
        step.state = 'succeeded';
        step.output = event.data.output;
        break;
      }
      case 'step.failed': {
        const step = this.endAttempt(event.data.step, event.time, event.data.problem, event.data.not_applied);
        step.state = 'failed';
        step.problem = event.data.problem;
        break;
      }
      case 'step.resolved': {
        const step = this.step(event.data.step);
        if (event.data.outcome === 'applied') {
          step.state = 'succeeded';
          step.output = event.data.output;
        } else {
          step.state = 'retrying';
          step.dueAt = event.time;
          for (const attempt of step.attempts) attempt.notApplied = true;
        }
        break;
      }
      case 'execution.resumed': {
        // An operator's retry starts the count of failures anew.
        const { retry } = event.data;
        if (retry) this.step(retry.step).failures = 0;
        break;
      }
      case 'execution.compensating':
        this.turnedBack = event.data;
        break;
      case 'undo.started': {
        const undo = this.undo(event.data.step);
        undo.state = 'running';
        undo.dueAt = null;
        undo.attempts.push({ attempt: event.data.attempt, startedAt: event.time, endedAt: null });
        break;
      }
      case 'undo.retrying': {
        const undo = this.endUndo(event.data.step, 'retrying', event.time, event.data.problem);
        undo.failures += 1;
        undo.dueAt = Date.parse(event.data.due_at);
        break;
      }
      case 'undo.succeeded':
        this.endUndo(event.data.step, 'succeeded', event.time);
        break;
      case 'undo.failed':
        this.endUndo(event.data.step, 'failed', event.time, event.data.problem).failures = 0;
        break;
      case 'undo.skipped':
        this.endUndo(event.data.step, 'skipped', event.time).reason = event.data.reason;
        break;
      case 'undo.resolved':
        this.endUndo(event.data.step, 'resolved', event.time).reason = event.data.evidence;
        break;
      default:
        break;
    }
  }

  /** Steps whose effect may stand in the world, newest start first: what turning back has to see to. */
  effects(): StepRecord[] {
    return [...this.steps.values()].filter((step) => step.undoKind !== 'none' && mayHaveApplied(step)).reverse();
  }

  /** Of the listed undos those that are not done, in order. */
  pendingUndos(): StepRecord[] {
    const done = ['succeeded', 'skipped', 'resolved'];
    return (this.turnedBack?.steps ?? [])
      .map((name) => this.step(name))
      .filter(({ undo }) => undo === undefined || !done.includes(undo.state));
  }

  private startStep({ step: name, attempt, undo }: EventData['step.started'], time: number): void {
    let step = this.steps.get(name);
    if (!step) {
      step = { name, undoKind: undo, state: 'running', attempts: [], failures: 0, dueAt: null };
      this.steps.set(name, step);
    }
    step.state = 'running';
    step.dueAt = null;
    step.attempts.push({ attempt, startedAt: time, endedAt: null });
  }

  private endAttempt(name: string, time: number, problem?: Problem, notApplied?: boolean): StepRecord {
    const step = this.step(name);
    end(step.attempts, time, problem, notApplied);
    return step;
  }

  private endUndo(name: string, state: UndoRecord['state'], time: number, problem?: Problem): UndoRecord {
    const undo = this.undo(name);
    undo.state = state;
    undo.dueAt = null;
    end(undo.attempts, time, problem);
    return undo;
  }

  private step(name: string): StepRecord {
    const step = this.steps.get(name);
    if (!step) throw new Error(`The log speaks of step "${name}", which never started.`);
    return step;
  }

  private undo(name: string): UndoRecord {
    const step = this.step(name);
    step.undo ??= { state: 'running', attempts: [], failures: 0, dueAt: null };
    return step.undo;
  }
}

function end(attempts: AttemptRecord[], time: number, problem?: Problem, notApplied?: boolean): void {
  const attempt = attempts.at(-1);
  if (!attempt || attempt.endedAt !== null) return;
  attempt.endedAt = time;
  if (problem) attempt.problem = problem;
  if (notApplied) attempt.notApplied = true;
}

function mayHaveApplied(step: StepRecord): boolean {
  return step.state === 'succeeded' || step.attempts.some((attempt) => !attempt.notApplied);
}
