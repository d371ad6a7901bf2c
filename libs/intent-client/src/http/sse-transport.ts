import type { StreamItem, UpstreamState } from '@app/intent-contracts';
import type { Backoff } from '../backoff.js';
import type { FollowRequest } from '../follow.js';
import { pause } from '../pause.js';
import { ToldUpstream } from '../told-upstream.js';
import { Transport } from '../transport.js';
import { EventStreamParser, type ServerSentMessage } from './event-stream-parser.js';
import { Exchange } from './exchange.js';
import type { HttpDoor } from './http-door.js';
import { afterFailure } from './persistence.js';
import { startOf } from './start-of.js';

/** Events as a server-sent stream for each who follows. What is not read stays in the network, and with the server. */
export class SseTransport extends Transport {
  constructor(
    private readonly door: HttpDoor,
    private readonly backoff: () => Backoff,
    private readonly silenceMs: number,
  ) {
    super();
  }

  async *follow(request: FollowRequest): AsyncGenerator<StreamItem, void> {
    const { signal } = request;
    const backoff = this.backoff();
    const upstream = new ToldUpstream();
    let cursor = yield* startOf(request, this.door, { backoff, upstream, silenceMs: this.silenceMs });
    while (!signal.aborted) {
      const exchange = new Exchange(signal, this.silenceMs);
      try {
        const answer = await exchange.expect(this.open(request, cursor, exchange.signal));
        yield* upstream.tell('back');
        if (answer.status === 204) return yield { kind: 'end', cursor: cursor ?? '' };
        request.began?.();
        for await (const message of messagesOf(answer, exchange)) {
          cursor = message.id || cursor;
          backoff.reset();
          yield* itemsOf(message, cursor ?? '', upstream);
          if (message.event === 'end') return;
        }
        // The server has ended it before the execution: it stops, or something on the way has had enough.
        await pause(backoff.soon(), signal);
      } catch (error) {
        yield* afterFailure(error, upstream, backoff, signal);
      } finally {
        exchange.end();
      }
    }
  }

  close(): void {}

  private open(
    { target, types, tenantId }: FollowRequest,
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    const headers = { accept: 'text/event-stream', ...(cursor && { 'last-event-id': cursor }) };
    return this.door.get({ target, query: { type: types?.join(','), tenant_id: tenantId }, headers, signal });
  }
}

async function* messagesOf({ body }: Response, exchange: Exchange): AsyncGenerator<ServerSentMessage, void> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  const parser = new EventStreamParser();
  while (reader) {
    const { done, value } = await exchange.expect(reader.read());
    if (done) return;
    yield* parser.push(decoder.decode(value, { stream: true }));
  }
}

function* itemsOf(message: ServerSentMessage, cursor: string, upstream: ToldUpstream): Generator<StreamItem, void> {
  const { event, data, comment } = message;
  const state = /^runtime is (?<state>away|back)$/.exec(comment ?? '')?.groups?.['state'];
  if (state !== undefined) return yield* upstream.tell(state as UpstreamState);
  if (data === undefined) return;
  if (event === 'end') return yield { kind: 'end', cursor };
  const said = JSON.parse(data) as never;
  if (event === 'gap') yield { kind: 'gap', ...(said as { oldest: string }) };
  else if (event === 'snapshot') yield { kind: 'snapshot', ...(said as { status: never }) };
  else yield { kind: 'event', cursor, event: said };
}
