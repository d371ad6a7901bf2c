import type { Case } from './case.js';
import { same } from './same.js';

/** What a trip says of itself when it has got through. */
interface TripResult {
  heard?: (string | null)[];
  winners?: { of: string[]; winner: string }[];
}

/** I8 of the result: a handler was told of outcomes in the order of the log, so a race is won as it says. */
export function givesItsResult({ row, log }: Case): string[] {
  if (row.status !== 'succeeded') return [];
  const { heard, winners = [] } = row.result as TripResult;
  const logged = log.waitsEnded
    .filter(({ signal }) => signal !== undefined)
    .map(({ signalId }) => signalId ?? 'nothing');
  const told = heard?.map((id) => id ?? 'nothing') ?? logged;
  return [
    ...(same(told, logged) ? [] : [`heard ${told.join(', ')}; its log has ${logged.join(', ')}`]),
    ...winners.flatMap(({ of, winner }) => {
      const first = log.firstOutcomeOf(of);
      return first === winner ? [] : [`${winner} won a race; first in its log is ${first}`];
    }),
  ];
}

/** I8 of what a handler emits: each once, in order, and all of them if it got through. */
export function keepsItsNotes({ row, log, intent }: Case): string[] {
  const numbers = log.of('trips.noted').map(({ data }) => data['number'] as number);
  return [
    ...(numbers.every((number, index) => number === index + 1) ? [] : [`has the notes ${numbers.join(', ')}`]),
    ...(row.status === 'succeeded' && intent && numbers.length !== (intent.notes ?? 0)
      ? [`has ${numbers.length} notes of ${intent.notes ?? 0}`]
      : []),
  ];
}
