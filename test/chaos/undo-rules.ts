import type { Case } from './case.js';
import type { LedgerCall } from './history.js';
import { same } from './same.js';

/** I6: what is undone is what was done or may have been done, once each, in reverse. */
export function undoneInReverse(one: Case): string[] {
  const { log, calls, row } = one;
  const turned = log.of('execution.compensating');
  const undoCalls = firstOf(calls.filter(({ kind }) => kind === 'undo'));
  const list = log.compensating;
  if (list === undefined) {
    const kept = calls.filter(({ kind, no_undo }) => kind === 'do' && !no_undo).map(({ step }) => step);
    return [
      ...undoCalls.map((step) => `undo ${step} was called, and the execution never turned back`),
      ...log.undone.map((step) => `${step} is undone, and the execution never turned back`),
      ...(['failed', 'cancelled'].includes(row.status) && kept.length > 0
        ? [`${row.status}, and left behind ${kept.join(', ')}`]
        : []),
      ...(row.status === 'succeeded' ? effectsMissing(one) : []),
    ];
  }
  const { steps } = list;
  // What an operator has taken upon himself the ledger need not have seen.
  const called = steps.filter((step) => !log.excused.includes(step) || undoCalls.includes(step));
  return [
    ...(turned.length > 1 ? [`turned back ${turned.length} times`] : []),
    ...wrongList(one, steps),
    ...(row.done && !same(log.undone, steps) ? [`to undo: ${steps.join(', ')}; undone: ${log.undone.join(', ')}`] : []),
    ...(row.done && !same(undoCalls, called)
      ? [`to undo: ${called.join(', ')}; the ledger saw: ${undoCalls.join(', ')}`]
      : []),
    ...doAfterUndo(calls),
  ];
}

/** The list is what succeeded or may have been applied, in reverse of the order in which it began, and no more. */
function wrongList({ log, calls }: Case, steps: string[]): string[] {
  const begun = log.steps;
  const reversed = begun.filter((step) => steps.includes(step)).toReversed();
  const applied = (step: string) => calls.some((call) => call.kind === 'do' && call.step === step);
  return [
    ...(same(steps, reversed) ? [] : [`the list ${steps.join(', ')} is not ${reversed.join(', ')}`]),
    ...begun
      .filter((step) => log.isArmed(step) && !steps.includes(step))
      .filter((step) => log.mayHaveHappened(step) || applied(step))
      .map((step) => `${step} was applied, or may have been, and is not undone`),
    ...steps
      .filter((step) => !log.mayHaveHappened(step))
      .map((step) => `${step} is undone although it certainly did not happen`),
    ...steps.filter((step) => !log.isArmed(step)).map((step) => `${step} is undone, and has no undo`),
  ];
}

function effectsMissing({ log, calls }: Case): string[] {
  return log.steps
    .filter((step) => log.succeeded('do', step))
    .filter((step) => !calls.some((call) => call.kind === 'do' && call.step === step))
    .map((step) => `succeeded, and the ledger never saw do ${step}`);
}

function doAfterUndo(calls: LedgerCall[]): string[] {
  const turned = calls.findIndex(({ kind }) => kind === 'undo');
  if (turned < 0) return [];
  return calls
    .slice(turned)
    .filter(({ kind, abandoned }) => kind === 'do' && !abandoned)
    .map(({ step }) => `do ${step} was called after the first undo`);
}

function firstOf(calls: LedgerCall[]): string[] {
  return [...new Set(calls.map(({ step }) => step))];
}
