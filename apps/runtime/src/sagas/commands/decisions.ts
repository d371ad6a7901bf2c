import {
  allowedCommands,
  COMMAND_ALLOWED_IN,
  isTerminal,
  ProblemError,
  problemOf,
  type ExecutionCommand,
  type ExecutionStatus,
  type GiveReason,
  type ResidualEffect,
  type ResolveStep,
  type ResolveUndo,
  type SendSignal,
  type SkipUndo,
  type Terminate,
} from '@app/intent-contracts';
import type { ExecutionRecord } from '../../storage/execution-record.js';
import { effectsLeft } from '../effects-left.js';
import type { EngineEvent } from '../execution-events.js';
import { CALL_NAME } from '../step-call.js';
import type { StepHistory, StepRecord } from '../step-history.js';
import type { Order } from './order.js';

/** What a command appends, decided by the row and by what the log holds. Nothing: it is a harmless repeat. */
export type Decision = (record: Readonly<ExecutionRecord>, history: StepHistory) => readonly EngineEvent[];

/**
 * What an order does to an execution. Throws `TRANSITION_NOT_ALLOWED`, with what is allowed instead, where it is not for
 * an execution of this status and is no repeat of what has taken effect already.
 */
export function decisionOf(order: Order): Decision {
  const { command } = order;
  return (record, history) => {
    if (COMMAND_ALLOWED_IN[command].includes(record.status)) {
      return attributed(effectOf(order)(record, history), order.actor);
    }
    if (TAKEN_EFFECT[command].includes(record.status) || wasHeard(order, history)) return [];
    throw notAllowed(command, record);
  };
}

/** What a command appends begins with what the log says of it: there it says, too, whose it was. */
function attributed(events: readonly EngineEvent[], actor: string | undefined): readonly EngineEvent[] {
  const [first, ...others] = events;
  if (first === undefined || actor === undefined) return events;
  return [{ ...first, data: { ...first.data, actor } } as EngineEvent, ...others];
}

function effectOf(order: Order): Decision {
  switch (order.command) {
    case 'cancel':
      return cancel(order);
    case 'pause':
      return pause(order);
    case 'resume':
      return resume;
    case 'retry':
      return retry;
    case 'terminate':
      return terminate(order);
    case 'signal':
      return signal(order.name, order.id, order);
    case 'compensation/retry':
      return retryUndo;
    case 'compensation/skip':
      return skipUndo(order);
    case 'compensation/resolve':
      return resolveUndo(order);
    case 'step/resolve':
      return resolveStep(order.step, order);
  }
}

/** In which statuses a command has taken effect already. */
const TAKEN_EFFECT: Readonly<Record<ExecutionCommand, readonly ExecutionStatus[]>> = {
  cancel: ['compensating', 'compensation_failed', 'cancelled'],
  pause: ['paused'],
  resume: ['queued', 'running', 'waiting', 'compensating'],
  retry: ['running', 'compensating'],
  terminate: ['terminated'],
  signal: [],
  'compensation/retry': ['compensating'],
  'compensation/skip': ['compensating'],
  'compensation/resolve': ['compensating'],
  'step/resolve': ['running', 'compensating'],
};

/** A signal that came before is sent again by whoever was not answered, and may be what has ended the execution. */
function wasHeard(order: Order, history: StepHistory): boolean {
  return order.command === 'signal' && history.signals.has(order.id);
}

function notAllowed(command: ExecutionCommand, { status, executionId }: Readonly<ExecutionRecord>): ProblemError {
  const allowed = allowedCommands(status);
  const instead = allowed.length > 0 ? `It takes: ${allowed.join(', ')}.` : 'It takes no command in this status.';
  const detail = `"${command}" is not for an execution that is ${status}. ${instead}`;
  return new ProblemError('TRANSITION_NOT_ALLOWED', detail, { allowed, execution_id: executionId });
}

/** What goes on when a pause ends: from the queue, forward, or backward if it had turned back. */
function goingOn(history: StepHistory): 'queued' | 'running' | 'compensating' {
  if (history.turnedBack) return 'compensating';
  return history.started ? 'running' : 'queued';
}

/** Turns it back. One that never began is cancelled at once; one that has turned back already goes on with that. */
const cancel =
  ({ reason }: GiveReason): Decision =>
  (_, history) => {
    if (history.cancelRequested || history.turnedBack) return [];
    const events: EngineEvent[] = [
      { type: 'execution.cancel_requested', data: reason === undefined ? {} : { reason } },
    ];
    if (!history.started) {
      const problem = problemOf('CANCELLED', 'The execution was cancelled before it began.');
      events.push({ type: 'execution.cancelled', data: { problem, residual_effects: [] } });
    }
    return events;
  };

/** Holds it where it is. What runs is let finish, and timers keep their due times. */
const pause =
  ({ reason: note }: GiveReason): Decision =>
  () => [{ type: 'execution.paused', data: { reason: 'operator', ...(note === undefined ? {} : { note }) } }];

/** Ends it at once; nothing is undone any more. */
const terminate =
  ({ reason }: Terminate): Decision =>
  (_, history) => {
    const problem = problemOf('TERMINATED', `The execution was terminated: ${reason}`);
    const residual_effects = effectsLeft(history).map(({ step, action, reason: why }): ResidualEffect => ({
      step,
      cause: action === 'undo' ? 'terminated' : action,
      ...(why === undefined ? {} : { reason: why }),
    }));
    return [{ type: 'execution.terminated', data: { reason, problem, residual_effects } }];
  };

/** Keeps a signal for the wait that it ends. One of an id that has come before is passed over. */
const signal =
  (name: string, id: string, { payload }: SendSignal): Decision =>
  (_, history) => {
    if (!CALL_NAME.test(name)) {
      const detail = `No wait can have the name "${name}": letters, digits and . _ # -, 100 at most.`;
      throw new ProblemError('REQUEST_INVALID', detail, { errors: [{ pointer: '/name', code: 'name', detail }] });
    }
    if (history.signals.has(id)) return [];
    const data = { name, signal_id: id, ...(payload === undefined ? {} : { payload }) };
    return [{ type: 'signal.received', data }];
  };

/** Goes on as before the pause. */
const resume: Decision = (_, history) => [{ type: 'execution.resumed', data: { status: goingOn(history) } }];

/** Goes on from the step that used up its attempts, with its attempts counted anew. */
const retry: Decision = ({ status, executionId }, history) => {
  if (isTerminal(status)) {
    const detail = `Execution ${executionId} has ended in the meantime: it is ${status}. Asked again, a new one is made.`;
    throw new ProblemError('TRANSITION_NOT_ALLOWED', detail, { execution_id: executionId });
  }
  const stopped = [...history.steps.values()].find(({ state }) => state === 'retrying');
  const data = { status: goingOn(history), ...(stopped ? { retry: { step: stopped.name } } : {}) };
  return [{ type: 'execution.resumed', data }];
};

/** Tries the undo that failed again. */
const retryUndo: Decision = () => [{ type: 'execution.resumed', data: { status: 'compensating' } }];

/** Leaves the undo that failed undone, and says why; the others go on. */
const skipUndo =
  ({ reason }: SkipUndo): Decision =>
  (_, history) => {
    const step = stuckUndo(history);
    return [{ type: 'undo.skipped', data: { step: step.name, attempt: step.undo?.attempts.length ?? 0, reason } }];
  };

/** Takes the undo that failed as done by other means, and says how that is known; the others go on. */
const resolveUndo =
  ({ evidence }: ResolveUndo): Decision =>
  (_, history) => {
    const step = stuckUndo(history);
    return [{ type: 'undo.resolved', data: { step: step.name, attempt: step.undo?.attempts.length ?? 0, evidence } }];
  };

/** Says whether a step of unknown outcome took effect; the execution goes on accordingly. */
const resolveStep =
  (name: string, { outcome, output, evidence }: ResolveStep): Decision =>
  (record, history) => {
    const step = history.steps.get(name);
    if (!step) throw new ProblemError('STEP_NOT_FOUND', `Execution ${record.executionId} has no step "${name}".`);
    if (step.state !== 'uncertain') {
      const detail = `The outcome of step "${name}" is known: ${step.state}. There is nothing to resolve.`;
      throw new ProblemError('TRANSITION_NOT_ALLOWED', detail, { execution_id: record.executionId });
    }
    const attempt = step.attempts.length;
    const data = { step: name, attempt, outcome, ...(output === undefined ? {} : { output }), evidence };
    return [
      { type: 'step.resolved', data },
      { type: 'execution.resumed', data: { status: goingOn(history) } },
    ];
  };

function stuckUndo(history: StepHistory): StepRecord {
  const [stuck] = history.pendingUndos();
  if (!stuck) throw new ProblemError('STEP_NOT_FOUND', 'No undo is pending here.');
  return stuck;
}
