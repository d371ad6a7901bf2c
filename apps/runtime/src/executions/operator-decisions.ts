import { ProblemError, type ResolveStep, type ResolveUndo, type SkipUndo } from '@app/intent-contracts';
import type { StepHistory, StepRecord } from '../sagas/step-history.js';
import type { Decision } from './executions.service.js';

/** What goes on when a pause ends: forward, or backward if it had turned back. */
const goingOn = (history: StepHistory): 'running' | 'compensating' => (history.turnedBack ? 'compensating' : 'running');

/** Goes on as before the pause. */
export const resume: Decision = (_, history) => [{ type: 'execution.resumed', data: { status: goingOn(history) } }];

/** Goes on from the step that used up its attempts, with its attempts counted anew. */
export const retry: Decision = (_, history) => {
  const stopped = [...history.steps.values()].find(({ state }) => state === 'retrying');
  const data = { status: goingOn(history), ...(stopped ? { retry: { step: stopped.name } } : {}) };
  return [{ type: 'execution.resumed', data }];
};

/** Tries the undo that failed again. */
export const retryUndo: Decision = () => [{ type: 'execution.resumed', data: { status: 'compensating' } }];

/** Leaves the undo that failed undone, and says why; the others go on. */
export const skipUndo =
  ({ reason }: SkipUndo): Decision =>
  (_, history) => {
    const step = stuckUndo(history);
    return [{ type: 'undo.skipped', data: { step: step.name, attempt: step.undo?.attempts.length ?? 0, reason } }];
  };

/** Takes the undo that failed as done by other means, and says how that is known; the others go on. */
export const resolveUndo =
  ({ evidence }: ResolveUndo): Decision =>
  (_, history) => {
    const step = stuckUndo(history);
    return [{ type: 'undo.resolved', data: { step: step.name, attempt: step.undo?.attempts.length ?? 0, evidence } }];
  };

/** Says whether a step of unknown outcome took effect; the execution goes on accordingly. */
export const resolveStep =
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
