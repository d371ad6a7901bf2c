/** One event as a browser's EventSource would hand it over; `comment` for a heartbeat. */
export interface ServerSentEvent {
  id?: string;
  event?: string;
  data?: string;
  comment?: string;
}

/** Reads a stream until the server ends it or the signal stops it. Throws if the answer is not a stream. */
export async function* serverSentEvents(
  url: string,
  {
    headers = {},
    signal = AbortSignal.timeout(30_000),
  }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): AsyncGenerator<ServerSentEvent> {
  const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal });
  if (answer.status !== 200 || !answer.body) {
    throw new Error(`Expected a stream from ${url}, got ${answer.status} ${await answer.text()}`);
  }
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of answer.body) {
    const blocks = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const event of blocks.map(parse)) {
      // As a browser does, it says nothing of a block without data, which tells from where and how soon to come back.
      if (event.data !== undefined || event.comment !== undefined) yield event;
    }
  }
}

function parse(block: string): ServerSentEvent {
  const event: ServerSentEvent = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (colon === 0) event.comment = value;
    else if (field === 'data') event.data = event.data === undefined ? value : `${event.data}\n${value}`;
    else if (field === 'id' || field === 'event') event[field] = value;
  }
  return event;
}
