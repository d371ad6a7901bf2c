import type { StreamItem } from '@symphainy/experience/adapter-kit';

/** What happened, in words for whoever waits for an execution; undefined for what says nothing to them. */
export function happening(item: StreamItem): string | undefined {
  if (item.kind === 'upstream') return item.state === 'away' ? 'Runtime cannot be reached' : 'Runtime is back';
  if (item.kind !== 'event') return undefined;
  const { type, data } = item.event;
  const { step, problem } = data as { step?: string; problem?: { detail?: string } };
  const [family, what = ''] = type.split('.', 2);
  const subject = step === undefined ? family : family === 'undo' ? `undo of ${step}` : step;
  const why = problem?.detail === undefined ? '' : `: ${problem.detail}`;
  return `${subject} ${what.replaceAll('_', ' ')}${why}`;
}
