import type { PlannedUndo } from '@app/intent-contracts';
import type { StepHistory, StepRecord } from './step-history.js';

/** Steps whose effect stands or may stand in the world, in the order in which they would be undone. */
export function effectsLeft(history: StepHistory): PlannedUndo[] {
  return history
    .effects()
    .filter(({ undo }) => undo?.state !== 'succeeded' && undo?.state !== 'resolved')
    .map(toPlanned);
}

function toPlanned({ name, state, undoKind, undo }: StepRecord): PlannedUndo {
  return {
    step: name,
    action: undo?.state === 'skipped' ? 'skipped' : undoKind === 'irreversible' ? 'irreversible' : 'undo',
    effect: state === 'succeeded' ? 'applied' : 'unknown',
    ...(undo?.reason === undefined ? {} : { reason: undo.reason }),
  };
}
