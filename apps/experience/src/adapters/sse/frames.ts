import { eventText, type OpenedStream, type StreamItem } from '../../adapter-kit/index.js';

/** Proxies and clients give up on a stream that is silent for longer. */
const HEARTBEAT_MS = 15_000;
const HEARTBEAT = ': still here\n\n';

/**
 * Goes before everything, so that a client knows at once that it is connected, how soon to come back, and from where if
 * it is cut off before it was told anything: a browser remembers an id without data, too.
 */
const opening = (cursor: string): string => `${cursor && `id: ${cursor}\n`}retry: 1000\n\n`;

/**
 * What goes over the wire: every item as a frame, a comment when none came for a while. Asks for the next item only
 * when the last frame was taken, so a client that does not read costs no memory.
 */
export async function* framesOf(
  { cursor, items: opened }: Pick<OpenedStream, 'cursor' | 'items'>,
  heartbeatMs = HEARTBEAT_MS,
): AsyncGenerator<string, void> {
  const items = opened[Symbol.asyncIterator]();
  try {
    yield opening(cursor);
    for (let next = items.next(); ;) {
      const result = await orSilence(next, heartbeatMs);
      if (result === undefined) {
        yield HEARTBEAT;
        continue;
      }
      if (result.done === true) return;
      yield frameOf(result.value);
      if (result.value.kind === 'end') return;
      next = items.next();
    }
  } finally {
    await items.return?.();
  }
}

function frameOf(item: StreamItem): string {
  switch (item.kind) {
    case 'event':
      return `id: ${item.cursor}\nevent: ${item.event.type}\ndata: ${eventText(item.event)}\n\n`;
    // No id: what is still kept of the time before comes next, and is not to be passed over.
    case 'gap':
      return `event: gap\ndata: ${JSON.stringify({ oldest: item.oldest })}\n\n`;
    case 'snapshot':
      return `event: snapshot\ndata: ${JSON.stringify({ status: item.status })}\n\n`;
    case 'end':
      return `id: ${item.cursor}\nevent: end\ndata: {}\n\n`;
    case 'upstream':
      return `: runtime is ${item.state}\n\n`;
  }
}

/** The promise's result, or nothing if there is none in time. */
async function orSilence<Result>(promise: Promise<Result>, afterMs: number): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, afterMs, undefined);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
