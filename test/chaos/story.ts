import type { History } from './history.js';

/** What everybody knows of one execution, in lines in the order of time: for whoever looks for the cause of a violation. */
export function storyOf({ events, ledger, intents }: History, executionId: string): string[] {
  const logged = (events.get(executionId) ?? []).map(({ time, sequence, type, data }) => ({
    at: Date.parse(time),
    line: `${sequence} ${type} ${JSON.stringify(data).slice(0, 200)}`,
  }));
  const called = ledger
    .filter(({ execution_id }) => execution_id === executionId)
    .map((call) => ({
      at: call.at,
      line: `ledger: ${call.kind} ${call.step} ${call.attempt}${call.abandoned ? ' (abandoned)' : ''}`,
    }));
  const told = intents
    .filter(({ acknowledged }) => acknowledged.includes(executionId))
    .map(({ ended, cancel, signals }) => ({
      at: ended?.at ?? Number.POSITIVE_INFINITY,
      line: `client: ${JSON.stringify({ ended, cancel, signals })}`,
    }));
  return [...logged, ...called, ...told]
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, line }) => `${at} ${line}`);
}
