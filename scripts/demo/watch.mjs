import { assertSeen } from './demo-failed.mjs';
import { follow } from './event-stream.mjs';

/** The line under which whatever belongs to an event stands. */
const BELOW = ' '.repeat(15);

const COLORS = [
  [/failed$/, 'red'],
  [/^execution\.succeeded$/, 'green'],
  [/^step\.succeeded$/, 'green'],
  [/^(undo\.|execution\.compensat)/, 'yellow'],
  [/started$/, 'dim'],
];

/** Shows an execution as it happens, to its end, and returns its events. Throws if one is missing or comes twice. */
export async function watch(stage, { v1 }, executionId) {
  const events = [];
  for await (const item of follow(`${v1}/execution/${executionId}/events`)) {
    if (item.event) {
      events.push(item.event);
      await showEvent(stage, item.event, events[0]);
    } else {
      const notice = noticeOf(item);
      if (notice) await stage.show(`${BELOW}(${notice})`, 'dim');
    }
  }
  stage.line();
  assertSeen(
    events.every(({ sequence }, index) => sequence === index + 1),
    `The events of ${executionId} are not 1, 2, 3 …, but ${events.map(({ sequence }) => sequence).join(', ')}.`,
  );
  return events;
}

/** What the demo itself did between two events. */
export async function showDeed(stage, text) {
  await stage.show(BELOW + text, 'bold');
}

async function showEvent(stage, { type, sequence, time, data }, first) {
  const seconds = ((Date.parse(time) - Date.parse(first.time)) / 1_000).toFixed(3);
  const again = data.attempt > 1 ? `, attempt ${data.attempt}` : '';
  const color = COLORS.find(([pattern]) => pattern.test(type))?.[1];
  const line = `${String(sequence).padStart(2)} ${seconds.padStart(8)} s  ${type.padEnd(22)}`;
  await stage.show(`${line}  ${data.step ?? ''}${again}`.trimEnd(), color);
  if (type === 'step.failed') await stage.show(BELOW + data.problem.detail, color);
}

function noticeOf({ lost, resumedAfter, comment }) {
  if (lost) return 'the stream is cut';
  if (resumedAfter) return `the stream is back, with Last-Event-ID: ${resumedAfter.slice(0, 8)}…`;
  return comment?.startsWith('runtime is') ? `the stream says: ${comment}` : undefined;
}

/** The steps of the events of a type, in the order in which they came. */
export function stepsOf(events, type) {
  return events.filter((event) => event.type === type).map(({ data }) => data.step);
}
