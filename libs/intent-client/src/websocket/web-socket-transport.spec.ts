import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { problemOf, type StreamLimits } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import { LiveClient } from '../live-client.js';
import type { LiveClientOptions } from '../live-client-options.js';
import { TestServer } from '../testing/test-server.js';
import { collect, told, until } from '../testing/told.js';
import { connectWith } from './connect-with.js';
import { SocketClosed } from './socket-closed.js';
import { UpgradeRefused } from './upgrade-refused.js';

const EXECUTION = { execution_id: 'exe_1' };

let server: TestServer;
let client: LiveClient;

async function begin(limits: Partial<StreamLimits> = {}, options: Partial<LiveClientOptions> = {}): Promise<void> {
  server = await TestServer.listen(limits);
  client = new LiveClient({
    url: server.url,
    connect: connectWith(WebSocket),
    backoff: { startMs: 1, capMs: 5, soonMs: 5 },
    ...options,
  });
}

beforeEach(() => begin());

afterEach(async () => {
  client.close();
  await server.stop();
});

/** Ends what was begun before the test, and begins with what the test needs. */
async function beginAgain(limits: Partial<StreamLimits>, options: Partial<LiveClientOptions> = {}): Promise<void> {
  client.close();
  await server.stop();
  await begin(limits, options);
}

const framesOf = (event: string) => server.frames.filter((frame) => frame.event === event);

describe('the WebSocket of a client', () => {
  it('is one for all who follow, is opened by the first, and closed when nobody has followed for a while', async () => {
    await beginAgain({}, { idleMs: 20 });
    server.log.add(1);
    expect(server.connections).toBe(0);
    const all = Array.from({ length: 20 }, () => collect(client.follow(EXECUTION)));
    await until(() => server.followers === 20);
    server.log.end();
    for (const seen of await Promise.all(all)) expect(seen).toEqual([1, 2, 'end']);
    expect(server.connections).toBe(1);
    await until(() => server.sockets.size === 0);
    expect(await collect(client.follow(EXECUTION))).toEqual([1, 2, 'end']);
    expect(server.connections).toBe(2);
  });

  it('is joined by others where a server takes only so many subscriptions over one', async () => {
    await beginAgain({ maxSubscriptions: 8 });
    server.log.add(1);
    const all = Array.from({ length: 20 }, () => collect(client.follow(EXECUTION)));
    await until(() => server.followers === 20);
    server.log.end();
    for (const seen of await Promise.all(all)) expect(seen).toEqual([1, 2, 'end']);
    expect(server.connections).toBe(3);
  });

  it('moves when its server is about to stop, and nobody notices', async () => {
    server.log.add(1);
    const seen = collect(client.follow(EXECUTION));
    await until(() => server.followers === 1);
    server.drain();
    await until(() => server.connections === 2);
    server.log.end();
    expect(await seen).toEqual([1, 2, 'end']);
  });

  it.each([1001, 1013])('is opened again when its server says goodbye with %d', async (code) => {
    server.log.add(1);
    const seen = collect(client.follow(EXECUTION));
    await until(() => server.followers === 1);
    server.turnAway(code);
    await until(() => server.connections === 2);
    server.log.end();
    expect(await seen).toEqual([1, 'away', 'back', 2, 'end']);
  });

  it('is given up when its server has fallen silent, though it seems open', async () => {
    await beginAgain({ heartbeatMs: 10 });
    server.log.add(1);
    const seen = collect(client.follow(EXECUTION), (all) => {
      if (all.length === 1) server.fallSilent();
      return false;
    });
    await until(() => server.connections === 2);
    server.log.end();
    expect(await seen).toEqual([1, 'away', 'back', 2, 'end']);
  });

  it('stays when nothing happens, since its server answers', async () => {
    await beginAgain({ heartbeatMs: 10 });
    server.log.add(1);
    const seen = collect(client.follow(EXECUTION));
    await until(() => framesOf('ping').length === 10);
    server.log.end();
    expect(await seen).toEqual([1, 2, 'end']);
    expect(server.connections).toBe(1);
  });

  it('is given up when its server takes the connection and says nothing', async () => {
    await beginAgain({}, { silenceMs: 20 });
    server.log.end();
    const welcome = server.muteNext();
    expect(await collect(client.follow(EXECUTION))).toEqual(['away', 'back', 1, 'end']);
    await welcome;
  });

  it.each([
    [1008, /could not understand/],
    [1009, /too large/],
    [4401, /credentials/],
    [4403, /may not follow/],
  ])('is closed for good by %d, and those who follow are told why', async (code, why) => {
    server.log.add(1);
    const all = [1, 2].map(() => collect(client.follow(EXECUTION)));
    await until(() => server.followers === 2);
    server.turnAway(code, 'because');
    for (const seen of await Promise.allSettled(all)) {
      expect(seen).toMatchObject({ status: 'rejected', reason: { code, message: expect.stringMatching(why) } });
      expect((seen as PromiseRejectedResult).reason).toBeInstanceOf(SocketClosed);
    }
    expect(server.connections).toBe(1);
  });

  it('says when its server has none, so that the caller can follow in another way', async () => {
    server.upgradeRefusal = problemOf('ROUTE_NOT_FOUND', 'There is no GET /v1/live.');
    const refused = client.follow(EXECUTION).next();
    await expect(refused).rejects.toBeInstanceOf(UpgradeRefused);
    await expect(refused).rejects.toMatchObject({ status: 404, problem: { code: 'ROUTE_NOT_FOUND' } });
    server.upgradeRefusal = undefined;
    server.log.end();
    expect(await collect(client.follow(EXECUTION))).toEqual([1, 'end']);
  });

  it('is tried again when its server has no room for it now', async () => {
    server.log.end();
    server.upgradeRefusal = problemOf('SHUTTING_DOWN', '-');
    const following = client.follow(EXECUTION);
    expect(told((await following.next()).value!)).toBe('away');
    server.upgradeRefusal = undefined;
    expect(await collect(following)).toEqual(['back', 1, 'end']);
  });

  it('teaches where there is none', async () => {
    await beginAgain({}, { connect: undefined });
    const following = client.follow(EXECUTION).next();
    if ('WebSocket' in globalThis) return;
    await expect(following).rejects.toThrow(/connectWith/);
  });
});

describe('one who does not read', () => {
  it('holds so many items and no more, and misses nothing when it reads again', async () => {
    await beginAgain({}, { queueLimit: 10 });
    server.log.add(1);
    const slow = client.follow(EXECUTION);
    const quick = client.follow(EXECUTION);
    const seen = [told((await slow.next()).value!)];
    const readQuickly = collect(quick, ({ length }) => length === 200);
    server.log.add(199);
    expect(await readQuickly).toHaveLength(200);
    await until(() => framesOf('unsubscribe').length > 0);
    // It is not asked for anything while nobody reads.
    const asked = framesOf('subscribe').length;
    server.log.add(100);
    await collect(client.follow(EXECUTION, { after: 'c299' }), ({ length }) => length === 1);
    expect(framesOf('subscribe').length).toBe(asked + 1);
    server.log.end();
    seen.push(...(await collect(slow)));
    expect(seen).toEqual([...Array.from({ length: 301 }, (_, index) => index + 1), 'end']);
  });
});
