import type { Schemas } from '../experience/experience-client.js';

/** What keeps an execution, in a few words. A step in doubt is no failure yet, though it is recorded as one. */
export function troubleOf({
  error,
  pause_reason: reason,
}: Pick<Schemas['Execution'], 'error' | 'pause_reason'>): string | undefined {
  return reason === 'uncertain' ? 'Outcome of a step unknown' : error?.title;
}
