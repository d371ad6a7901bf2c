import type { ExecutionEvent } from '@app/intent-contracts';
import type { History, SeenEvent, Subscription } from './history.js';
import type { Violation } from './violation.js';

/** I10: what was seen live, in pieces and through deaths, is what the log says now, no more, no less, in its order. */
export function seenAsLogged({ executions, events, feed, subscriptions = [] }: History): Violation[] {
  if (!feed) return [];
  return [
    ...executions.flatMap(({ execution_id: id }) =>
      compare(`feed of ${id}`, feedOf(feed, id), (events.get(id) ?? []).map(lineOfEvent)),
    ),
    ...subscriptions.flatMap((subscription) => {
      const of = nameOf(subscription);
      const { execution_id: id, session_id, types, complete, seen } = subscription;
      const asked =
        id === undefined
          ? feed
              .filter((event) => session_id === undefined || event.session_id === session_id)
              .filter(({ type }) => types === undefined || types.includes(type))
              .map(lineOf)
          : (events.get(id) ?? []).map(lineOfEvent);
      return complete
        ? compare(of, seen.map(lineOf), asked)
        : [{ invariant: 'I10' as const, of, detail: 'could not be read to its end' }];
    }),
  ];
}

function compare(of: string, seen: string[], logged: string[]): Violation[] {
  const at = logged.findIndex((line, index) => line !== seen[index]);
  const index = at < 0 && seen.length > logged.length ? logged.length : at;
  if (index < 0) return [];
  const detail = `event ${index + 1} is ${seen[index] ?? 'missing'}, and in the log ${logged[index] ?? 'nothing'}`;
  return [{ invariant: 'I10', of, detail }];
}

/** By execution, made once for a feed. */
const byExecution = new WeakMap<SeenEvent[], Map<string, string[]>>();

function feedOf(feed: SeenEvent[], executionId: string): string[] {
  let map = byExecution.get(feed);
  if (!map) {
    map = new Map();
    for (const event of feed) {
      const id = event.id.slice(0, event.id.lastIndexOf(':'));
      const lines = map.get(id);
      if (lines) lines.push(lineOf(event));
      else map.set(id, [lineOf(event)]);
    }
    byExecution.set(feed, map);
  }
  return map.get(executionId) ?? [];
}

function nameOf({ execution_id, session_id, types }: Subscription): string {
  if (execution_id !== undefined) return `events of ${execution_id}`;
  return `feed${session_id === undefined ? '' : ` of ${session_id}`}${types === undefined ? '' : ` (${types.join(', ')})`}`;
}

function lineOf({ id, type, time }: SeenEvent): string {
  return `${id} ${type} ${time}`;
}

function lineOfEvent({ id, type, time }: ExecutionEvent): string {
  return `${id} ${type} ${time}`;
}
