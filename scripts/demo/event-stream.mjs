import { setTimeout as sleep } from 'node:timers/promises';
import { DemoFailed } from './demo-failed.mjs';

const END_WITHIN_MS = 120_000;
const RECONNECT_AFTER_MS = 250;

/**
 * Follows an execution as a browser's EventSource would. Yields `{event}` for each event, `{comment}` for what the
 * server says beside them, `{lost}` when the connection breaks and `{resumedAfter}` when a new one stands, which goes
 * on after that cursor. Returns when the execution has ended; throws if that takes too long.
 */
export async function* follow(url) {
  const deadline = AbortSignal.timeout(END_WITHIN_MS);
  let lastEventId;
  for (let isLost = false; ;) {
    const answer = await connect(url, lastEventId, deadline);
    if (answer?.status === 204) return;
    if (answer) {
      if (isLost) yield { resumedAfter: lastEventId };
      isLost = false;
      for await (const { id, type, data, comment } of frames(answer.body)) {
        if (type === 'end') return;
        if (id) lastEventId = id;
        if (comment !== undefined) yield { comment };
        // A frame without data is no event, but what a browser keeps in mind: the id, and how soon to come back.
        if (data !== undefined) yield { event: JSON.parse(data) };
      }
    }
    if (deadline.aborted) {
      throw new DemoFailed(
        `${url} did not come to its end within ${END_WITHIN_MS / 1000} s.`,
        'Ask for the status at the same address without /events: it says what the execution waits for.',
      );
    }
    if (!isLost) yield { lost: true };
    isLost = true;
    await sleep(RECONNECT_AFTER_MS);
  }
}

/** The answer to one attempt; none if nobody is there, which is a reason to try again. */
async function connect(url, lastEventId, signal) {
  const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) };
  const answer = await fetch(url, { headers, signal }).catch(() => undefined);
  if (answer && !answer.ok && answer.status !== 503) {
    throw new DemoFailed(`${url} was answered ${answer.status} instead of a stream.`, 'Try again with `npm run demo`.');
  }
  return answer?.ok ? answer : undefined;
}

/** The frames of a stream, but for one that broke off. */
async function* frames(body) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of untilBroken(body)) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop();
    yield* blocks.map(frameOf);
  }
}

/** A connection that breaks and one that ends are the same to who reconnects. */
async function* untilBroken(body) {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true }));
    if (done) return;
    yield value;
  }
}

function frameOf(block) {
  const frame = {};
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*): ?(.*)$/.exec(line);
    frame[{ '': 'comment', event: 'type' }[field] ?? field] = value;
  }
  return frame;
}
