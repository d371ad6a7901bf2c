import type { Case } from './case.js';
import type { History } from './history.js';
import type { Violation } from './violation.js';

/** I4 over all executions. */
export function keysAreUnique({ ledger }: History): Violation[] {
  const owner = new Map<string, string>();
  return ledger.flatMap(({ key, execution_id, step }) => {
    const place = `${execution_id} ${step}`;
    const other = owner.get(key) ?? place;
    owner.set(key, other);
    if (other === place) return [];
    return [{ invariant: 'I4', of: execution_id, detail: `${step} came with the key of ${other}: ${key}` }];
  });
}

/** I4 of effects. The start of a step without an undo may be lost with the process: only armed ones are held to it. */
export function appliedOnce({ log, calls }: Case): string[] {
  const stepsCalled = [...new Set(calls.map(({ step }) => step))];
  const armed = calls.filter(({ no_undo }) => !no_undo);
  const keys = stepsCalled.flatMap((step) => {
    const used = [...new Set(calls.filter((call) => call.step === step).map(({ key }) => key))];
    return used.length > 1 ? [`${step} came with ${used.length} keys: ${used.join(', ')}`] : [];
  });
  const unarmed = armed
    .filter(({ kind, step, attempt }) => !log.attempts(kind, step).includes(attempt))
    .map(({ kind, step, attempt }) => `${kind} ${step}, attempt ${attempt}, is not in the log`);
  const again = (['do', 'undo'] as const).flatMap((kind) =>
    log.steps
      .filter((step) => log.of(kind === 'do' ? 'step.succeeded' : 'undo.succeeded', step).length > 1)
      .map((step) => `${kind} ${step} is recorded as succeeded more than once`),
  );
  const repeated = stepsCalled.flatMap((step) =>
    (['do', 'undo'] as const)
      .filter(
        (kind) => armed.filter((call) => call.kind === kind && call.step === step && call.attempt === 1).length > 1,
      )
      .map((kind) => `${kind} ${step} was called twice as the first attempt: it was not armed`),
  );
  return [...keys, ...unarmed, ...again, ...repeated];
}
