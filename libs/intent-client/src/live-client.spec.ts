import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { problemOf, type StreamItem } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import type { Fetch } from './http/http-door.js';
import { LiveClient } from './live-client.js';
import type { LiveClientOptions } from './live-client-options.js';
import { StreamRefused } from './stream-refused.js';
import { TestServer } from './testing/test-server.js';
import { collect, told, until } from './testing/told.js';
import { connectWith } from './websocket/connect-with.js';

const TRANSPORTS = ['websocket', 'sse', 'polling'] as const;
const EXECUTION = { execution_id: 'exe_1' };

let server: TestServer;
let clients: LiveClient[];

beforeEach(async () => {
  server = await TestServer.listen();
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  await server.stop();
});

function clientOf(transport: LiveClientOptions['transport'], options: Partial<LiveClientOptions> = {}): LiveClient {
  const client = new LiveClient({
    url: server.url,
    transport,
    connect: connectWith(WebSocket),
    backoff: { startMs: 1, capMs: 5, soonMs: 1 },
    ...options,
  });
  clients.push(client);
  return client;
}

const events = (seen: (number | string)[]) => seen.filter((one) => typeof one === 'number');

/** Cuts the client off four times within nine events. */
async function cutAgainAndAgain(client: LiveClient) {
  server.log.add(2);
  const cuts = new Set([2, 3, 5, 7]);
  const seen = await collect(client.follow(EXECUTION), (all) => {
    const last = all.at(-1);
    if (typeof last !== 'number' || !cuts.delete(last)) return false;
    server.cut();
    setImmediate(() => (cuts.size === 0 ? server.log.end() : server.log.add(2)));
    return false;
  });
  return { seen: events(seen), resumedAfter: server.asked.slice(1).map(({ after }) => after) };
}

/** Cuts the client off between its asking for the latest and what then comes. */
async function cutOffBeforeTheLatest(client: LiveClient) {
  server.log.add(3);
  const seen = collect(client.follow(EXECUTION, { after: 'latest' }));
  await until(() => server.followers === 1 || server.asked.length > 2);
  server.cut();
  server.log.add(1);
  server.log.end();
  return events(await seen);
}

describe.each(TRANSPORTS)('one who follows by %s', (transport) => {
  it('is told what was and what comes, each once and in order, and the end', async () => {
    server.log.add(3);
    const following = clientOf(transport).follow(EXECUTION);
    const seen = collect(following, (all) => {
      if (all.length === 3) server.log.add(2);
      if (all.length === 5) server.log.end();
      return false;
    });
    expect(await seen).toEqual([1, 2, 3, 4, 5, 6, 'end']);
    await until(() => server.followers === 0);
  });

  it('goes on after each cursor that any transport gave', async () => {
    server.log.add(3);
    server.log.end();
    for (const other of TRANSPORTS) {
      const cursors: string[] = [];
      for await (const item of clientOf(other).follow(EXECUTION)) if ('cursor' in item) cursors.push(item.cursor);
      const rests = await Promise.all(
        cursors.map((after) => collect(clientOf(transport).follow(EXECUTION, { after }))),
      );
      expect(rests).toEqual([[2, 3, 4, 'end'], [3, 4, 'end'], [4, 'end'], ['end'], ['end']]);
    }
  });

  it('loses nothing and is told nothing again when the connection is lost, again and again', async () => {
    const { seen, resumedAfter } = await cutAgainAndAgain(clientOf(transport));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(resumedAfter).not.toContain(undefined);
  });

  it('is told once that the server is away, and once that it is back', async () => {
    server.log.add(1);
    const { port } = new URL(server.url);
    const following = clientOf(transport).follow(EXECUTION);
    const seen: (number | string)[] = [];
    for await (const item of following) {
      seen.push(told(item));
      if (seen.length === 1) await server.stop();
      if (told(item) !== 'away') continue;
      server = await TestServer.listen({}, Number(port));
      server.log.add(2);
      server.log.end();
    }
    expect(seen).toEqual([1, 'away', 'back', 2, 3, 'end']);
  });

  it('begins with what comes when it asks for the latest, also if it is cut off before that comes', async () => {
    expect(await cutOffBeforeTheLatest(clientOf(transport))).toEqual([4, 5]);
  });

  it('is told when the server has begun to tell: it has every event that comes from then on, and no other', async () => {
    server.log.add(3);
    const began: string[] = [];
    const following = clientOf(transport).follow(EXECUTION, {
      after: 'latest',
      began: () => {
        began.push('began');
        if (began.length === 1) server.log.add(2);
        else server.log.end();
      },
    });
    const seen = await collect(following, (all) => {
      // One who asks for pages loses the connection only while a page is held back.
      if (all.length === 2) void until(() => server.followers === 1).then(() => server.cut());
      return false;
    });
    expect(events(seen)).toEqual([4, 5, 6]);
    expect(began).toHaveLength(2);
  });

  it('is told of the types that it asks for, and of the end', async () => {
    for (const type of ['execution.accepted', 'step.started', 'step.succeeded']) server.log.append(type);
    server.log.end();
    const types = ['step.started', 'execution.succeeded'];
    expect(await collect(clientOf(transport).follow(EXECUTION, { types }))).toEqual([2, 4, 'end']);
  });

  it('is told of a gap, and how things stand', async () => {
    server.log.add(5);
    server.log.keepFrom(4);
    server.log.end();
    const items: StreamItem[] = [];
    for await (const item of clientOf(transport).follow(EXECUTION, { after: 'c1' })) items.push(item);
    expect(items.slice(0, 2)).toEqual([
      { kind: 'gap', oldest: 'c3' },
      { kind: 'snapshot', status: { status: 'running' } },
    ]);
    expect(items.slice(2).map(told)).toEqual([4, 5, 6, 'end']);
  });

  it('may name an execution by whatever answer tells of it', async () => {
    server.log.end();
    const accepted = { execution_id: 'exe_1', session_id: 'ses_1', tenant_id: 'acme', status: 'queued' };
    expect(await collect(clientOf(transport).follow(accepted))).toEqual([1, 'end']);
    expect(server.asked[0]).not.toHaveProperty('session_id');
  });

  it('is refused with the problem', async () => {
    const unknown = collect(clientOf(transport).follow({ execution_id: 'exe_2' }));
    await expect(unknown).rejects.toBeInstanceOf(StreamRefused);
    await expect(unknown).rejects.toMatchObject({ problem: { code: 'EXECUTION_NOT_FOUND', status: 404 } });
    const forged = collect(clientOf(transport).follow(EXECUTION, { after: 'nonsense' }));
    await expect(forged).rejects.toMatchObject({ problem: { code: 'CURSOR_INVALID' } });
  });

  it.each([
    ['is away', problemOf('RUNTIME_UNAVAILABLE', '-'), ['away', 'back']],
    ['has too much to do', problemOf('TOO_MANY_REQUESTS', '-'), []],
  ])('tries again by itself while the server says that it %s', async (_says, problem, states) => {
    server.log.add(1);
    server.log.end();
    server.refusal = problem;
    const seen = collect(clientOf(transport).follow(EXECUTION));
    await until(() => server.asked.length > 3);
    server.refusal = undefined;
    expect(await seen).toEqual([...states, 1, 2, 'end']);
  });

  it('leaves nothing behind at the server, however it goes', async () => {
    server.log.add(1);
    const leaving = new AbortController();
    const client = clientOf(transport);
    const byBreak = collect(client.follow(EXECUTION), (all) => all.length === 1);
    const bySignal = client.follow(EXECUTION, { signal: leaving.signal });
    const byReturn = client.follow(EXECUTION);
    const byClosing = client.follow(EXECUTION);
    const staying = [bySignal, byReturn, byClosing];
    expect((await Promise.all(staying.map((one) => one.next()))).map(({ value }) => told(value!))).toEqual([1, 1, 1]);
    expect(await byBreak).toEqual([1]);
    const waiting = staying.map((one) => one.next());
    await until(() => server.followers === 3);
    leaving.abort();
    await byReturn.return();
    client.close();
    expect((await Promise.all(waiting)).map(({ done }) => done)).toEqual([true, true, true]);
    await until(() => server.followers === 0);
    await until(() => server.sockets.size === 0);
    await expect(client.follow(EXECUTION).next()).rejects.toThrow(/closed/);
  });
});

describe('a client that forgets its cursor', () => {
  const forgetful: Fetch = (url, init) => {
    const target = new URL(url);
    target.searchParams.delete('after');
    const { 'last-event-id': _, ...headers } = init.headers;
    return fetch(target.href, { ...init, headers });
  };
  class ForgetfulSocket extends WebSocket {
    override send(text: string): void {
      super.send(text.replace(/,"after":"[^"]*"/, ''));
    }
  }

  const twin = (transport: LiveClientOptions['transport']) =>
    clientOf(transport, { fetch: forgetful, connect: connectWith(ForgetfulSocket) });

  it.each(TRANSPORTS)('is caught by what it asks for, though it is told nothing twice (%s)', async (transport) => {
    const { seen, resumedAfter } = await cutAgainAndAgain(twin(transport));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(resumedAfter).toContain(undefined);
  });

  it.each(TRANSPORTS)('is caught by where the latest is (%s)', async (transport) => {
    expect(await cutOffBeforeTheLatest(twin(transport))).not.toEqual([4, 5]);
  });
});

describe('a client that needs tickets', () => {
  it('gets a fresh one for each connection, and loses nothing over them', async () => {
    let made = 0;
    const ticket = async (): Promise<string> => `ticket/${(made += 1)}`;
    const { seen } = await cutAgainAndAgain(clientOf('websocket', { ticket }));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(server.tickets).toEqual(['ticket/1', 'ticket/2', 'ticket/3', 'ticket/4', 'ticket/5']);
  });

  it('asks again while none is to be had', async () => {
    server.log.add(1);
    server.log.end();
    let asked = 0;
    const ticket = async (): Promise<string> => {
      asked += 1;
      if (asked < 3) throw new TypeError('fetch failed');
      return 'ticket';
    };
    const seen = await collect(clientOf('websocket', { ticket }).follow(EXECUTION));
    expect(events(seen)).toEqual([1, 2]);
    expect(asked).toBe(3);
  });

  it('is told of it when it is refused one', async () => {
    const refused = new StreamRefused(problemOf('UNAUTHENTICATED', 'Say who you are.'));
    const ticket = (): Promise<string> => Promise.reject(refused);
    await expect(collect(clientOf('websocket', { ticket }).follow(EXECUTION))).rejects.toBe(refused);
    expect(server.connections).toBe(0);
  });
});
