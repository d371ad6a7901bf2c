import type { EventData, Problem } from '@app/intent-contracts';
import { isOutcome, type LoggedEvent, type UndoKind } from './execution-events.js';

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

/** What the log says of a wait. */
export interface WaitRecord {
  /** `name#n`. */
  readonly name: string;
  /** Name of the signal that is waited for; undefined for a sleep. */
  readonly signal: string | undefined;
  /** When the time is over; null if there is none. */
  readonly dueAt: number | null;
  /** What ended it. */
  ended?: { readonly by: 'timer' | 'signal'; readonly signalId: string | undefined };
}

/** A signal that was received. */
export interface SignalRecord {
  readonly name: string;
  readonly id: string;
  readonly payload: unknown;
  /** Whether a wait has been ended by it. */
  taken: boolean;
}

/** The steps and waits of an execution in the order of their starts, folded from its log. */
export class StepHistory {
  /** In the order of their first starts. */
  readonly steps = new Map<string, StepRecord>();
  /** In the order of their starts. */
  readonly waits = new Map<string, WaitRecord>();
  /** By id, in the order in which they came. */
  readonly signals = new Map<string, SignalRecord>();
  /** Whether a handler has begun. */
  started = false;
  /** Set once somebody has asked for it to be cancelled. */
  cancelRequested: EventData['execution.cancel_requested'] | undefined;
  /** Set once the execution has turned back. */
  turnedBack: EventData['execution.compensating'] | undefined;
  /** How many notes of the handler are committed. */
  noted = 0;
  /** Whether the log has nothing: that of an execution begins with its acceptance, so it has been dropped. */
  isEmpty = true;

  apply(event: LoggedEvent): void {
    this.isEmpty = false;
    if (isOutcome(event) && event.data.noted !== undefined) this.noted = event.data.noted;
    switch (event.type) {
      case 'execution.started':
        this.started = true;
        break;
      case 'execution.cancel_requested':
        this.cancelRequested = event.data;
        break;
      case 'wait.started': {
        const { wait: name, signal, due_at } = event.data;
        this.waits.set(name, { name, signal, dueAt: due_at === undefined ? null : Date.parse(due_at) });
        break;
      }
      case 'wait.ended': {
        const { wait, by, signal_id: signalId } = event.data;
        this.waits.get(wait)!.ended = { by, signalId };
        if (signalId !== undefined) this.signals.get(signalId)!.taken = true;
        break;
      }
      case 'signal.received': {
        const { name, signal_id: id, payload } = event.data;
        this.signals.set(id, { name, id, payload, taken: false });
        break;
      }
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

  /** The first signal of the name that has ended no wait. */
  pendingSignal(name: string): SignalRecord | undefined {
    for (const signal of this.signals.values()) if (signal.name === name && !signal.taken) return signal;
    return undefined;
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
