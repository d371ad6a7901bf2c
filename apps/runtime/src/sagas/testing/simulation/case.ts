import type { ExecutionRecord } from '../../../storage/execution-record.js';
import { isOutcome, type LoggedEvent, type OutcomeEvent, type UndoKind } from '../../execution-events.js';
import type { EffectCall, HandlerRun, SentCommand } from './history.js';
import type { StoredEvent } from './simulated-database.js';

/** One execution with all that is known of it. */
export interface Case {
  readonly row: ExecutionRecord;
  readonly log: readonly StoredEvent[];
  readonly calls: readonly EffectCall[];
  readonly runs: readonly HandlerRun[];
  readonly commands: readonly SentCommand[];
  /** Lives whose memory may have been ahead of the log. */
  readonly disturbed: ReadonlySet<number>;
}

const TERMINAL = [
  'execution.succeeded',
  'execution.failed',
  'execution.compensated',
  'execution.cancelled',
  'execution.terminated',
];

export const isEnd = ({ type }: { type: string }): boolean => TERMINAL.includes(type);

export const outcomesOf = (log: readonly LoggedEvent[]): OutcomeEvent[] => log.filter(isOutcome);

/** A step as the checker reads it from the log: on its own, and not by the engine's fold. */
export interface SeenStep {
  readonly name: string;
  readonly undo: UndoKind;
  succeeded: boolean;
  output?: unknown;
  /** By attempt: whether it was vouched that nothing happened. */
  readonly vouched: boolean[];
}

/** The steps as the log tells of them up to the given entry, in the order of their first starts. */
export function stepsUpTo(log: readonly LoggedEvent[], sequence: number): SeenStep[] {
  const steps = new Map<string, SeenStep>();
  for (const event of log) {
    if (event.sequence >= sequence) break;
    switch (event.type) {
      case 'step.started': {
        const { step: name, undo } = event.data;
        const step = steps.get(name) ?? { name, undo, succeeded: false, vouched: [] };
        step.vouched.push(false);
        steps.set(name, step);
        break;
      }
      case 'step.succeeded': {
        const step = steps.get(event.data.step);
        if (step) Object.assign(step, { succeeded: true, output: event.data.output });
        break;
      }
      case 'step.retrying':
      case 'step.failed':
        if (event.data.not_applied) steps.get(event.data.step)!.vouched[event.data.attempt - 1] = true;
        break;
      case 'step.resolved': {
        const step = steps.get(event.data.step)!;
        if (event.data.outcome === 'applied') Object.assign(step, { succeeded: true, output: event.data.output });
        else step.vouched.fill(true);
        break;
      }
      default:
        break;
    }
  }
  return [...steps.values()];
}

/** Steps that succeeded or may have, newest start first. */
export function toUndo(steps: readonly SeenStep[], kind: UndoKind): string[] {
  return steps
    .filter(({ undo, succeeded, vouched }) => undo === kind && (succeeded || vouched.includes(false)))
    .map(({ name }) => name)
    .reverse();
}

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
