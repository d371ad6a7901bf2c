import type { Execution } from '@app/intent-contracts';
import type { Case } from './case.js';
import { same } from './same.js';

/** I3 */
export function ends({ row }: Case): string[] {
  return row.done ? [] : [`is still ${row.status}`];
}

/** I5 */
export function restsAfterTheEnd({ log, calls, intent }: Case): string[] {
  const last = log.terminal[0];
  const after = last === undefined ? [] : log.events.filter(({ sequence }) => sequence > last.sequence);
  const endedAt = intent?.ended?.at ?? Number.POSITIVE_INFINITY;
  return [
    ...after.map(({ type, sequence }) => `${type} (${sequence}) follows ${last?.type} (${last?.sequence})`),
    ...calls
      .filter(({ at, abandoned }) => at > endedAt && !abandoned)
      .map(({ kind, step, at }) => `${kind} ${step} was called ${at - endedAt} ms after the client saw the end`),
  ];
}

/** I7 of the log. */
export function endsOnce({ log, row }: Case): string[] {
  const terminal = log.terminal.map(({ type }) => type);
  if (!row.done)
    return terminal.length === 0 ? [] : [`the log has ${terminal.join(', ')}, and the row is ${row.status}`];
  return same(terminal, [`execution.${row.status}`])
    ? []
    : [`the row is ${row.status}, the log ends with ${terminal.join(', ') || 'nothing'}`];
}

/** I8 of the row. */
export function foldsToItsRow({ log, row }: Case): string[] {
  const holes = log.events.flatMap(({ sequence, id }, index) => {
    if (sequence !== index + 1) return [`event ${index + 1} has sequence ${sequence}`];
    return id === `${row.execution_id}:${sequence}` ? [] : [`event ${sequence} has the id ${id}`];
  });
  if (log.events.length === 0) return ['has no events'];
  const { completed_steps, residual_effects, ...folded } = log.fold();
  const left = row.residual_effects.map(({ step }) => step);
  const differences = Object.entries({ ...folded, completed_steps }).flatMap(([member, value]) => {
    const shown = member === 'completed_steps' ? row.progress.completed_steps : row[member as keyof Execution];
    return JSON.stringify(shown ?? null) === JSON.stringify(value ?? null)
      ? []
      : [`${member}: the row has ${JSON.stringify(shown)}, its events give ${JSON.stringify(value)}`];
  });
  return [
    ...holes,
    ...differences,
    ...(same(left, residual_effects)
      ? []
      : [`left behind: ${left.join(', ')}; by its log: ${residual_effects.join(', ')}`]),
  ];
}

/** I9 of attempts. */
export function attemptsGoForward({ log, calls }: Case): string[] {
  return (['do', 'undo'] as const).flatMap((kind) =>
    log.steps.flatMap((step) => {
      const logged = log.attempts(kind, step);
      const seen = calls
        .filter((call) => call.kind === kind && call.step === step && !call.no_undo && !call.abandoned)
        .map(({ attempt }) => attempt);
      return [
        ...(logged.every((attempt, index) => attempt === index + 1)
          ? []
          : [`the log has the attempts ${logged.join(', ')} of ${kind} ${step}`]),
        ...(neverFalls(seen) ? [] : [`the ledger saw the attempts ${seen.join(', ')} of ${kind} ${step}`]),
      ];
    }),
  );
}

function neverFalls(numbers: number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? 0));
}
