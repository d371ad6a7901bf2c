import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectWith, LiveClient, UpgradeRefused } from '@app/intent-client';
import { STREAM_CLOSE, STREAM_PROTOCOL, type ClientFrame, type Session } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { RawSocket } from './raw-socket.js';

let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  planes = await BothPlanes.start();
  session = await planes.api.session();
});

afterAll(() => planes.kill());

async function order(delay = 0): Promise<string> {
  const { execution_id } = await planes.api.accepted(placeOrder(session, { simulate: { delay_ms: delay } }));
  if (delay === 0) await planes.api.ended(execution_id);
  return execution_id;
}

const subscribe = (sub: string, execution_id: string, more: object = {}) =>
  ({ event: 'subscribe', data: { sub, execution_id, ...more } }) satisfies ClientFrame;

describe.each([
  ['Experience', () => planes.v1.base, 'live'],
  ['Runtime', () => planes.api.base, 'events/stream'],
])('the WebSocket of %s', (plane, base, path) => {
  const url = () => `${base().replace('http', 'ws')}/${path}`;
  let socket: RawSocket;

  beforeEach(async () => {
    socket = await RawSocket.open(url(), STREAM_PROTOCOL);
  });
  afterEach(() => socket.close());

  it('speaks our protocol, and says first how often it is to be heard of and how much it takes', async () => {
    expect(socket.protocol).toBe(STREAM_PROTOCOL);
    await socket.answered();
    expect(socket.frames[0]).toEqual({
      event: 'welcome',
      data: { heartbeat_ms: expect.any(Number), max_subscriptions: expect.any(Number) },
    });
  });

  it('is not for one who wants to speak another protocol', async () => {
    await expect(RawSocket.open(url(), 'intent-events.v0')).rejects.toThrow(/subprotocol/);
  });

  it('tells a stream once from the beginning to the end, each with the name of the subscription', async () => {
    const id = await order();
    socket.send(subscribe('mine', id));
    const { cursor } = await socket.frame('end');
    await socket.answered();
    const log = await planes.api.events(id);
    expect(socket.of('mine')).toEqual(['subscribed', ...log.map(() => 'event'), 'end']);
    // It is over: the name is free, and nothing but the end follows.
    socket.forget();
    socket.send(subscribe('mine', id, { after: cursor }));
    await socket.frame('end');
    await socket.answered();
    expect(socket.of('mine')).toEqual(['subscribed', 'end']);
  });

  it('carries many subscriptions at once, and ends the one that is taken back', async () => {
    const id = await order(150);
    for (const sub of ['a', 'b', 'c']) socket.send(subscribe(sub, id));
    await socket.frame('event', ({ sub }) => sub === 'b');
    socket.send({ event: 'unsubscribe', data: { sub: 'b' } });
    await socket.answered();
    const told = socket.of('b').length;
    for (const each of ['a', 'c']) await socket.frame('end', ({ sub }) => sub === each);
    await socket.answered();
    expect(socket.of('b')).toHaveLength(told);
    expect(socket.of('a')).toEqual(socket.of('c'));
  });

  it.each([
    ['JSON that is none', '{"event":', 'MALFORMED_JSON', undefined],
    ['JSON that is no object', '[1]', 'REQUEST_INVALID', ''],
    ['a frame that it does not know', '{"event":"shout","data":{}}', 'REQUEST_INVALID', '/event'],
    ['a frame without data', '{"event":"subscribe"}', 'REQUEST_INVALID', '/data'],
    [
      'a member that it does not know',
      '{"event":"subscribe","data":{"sub":"x","execution_id":"exe_1","colour":"red"}}',
      'REQUEST_INVALID',
      '/data/colour',
    ],
    ['no name', '{"event":"subscribe","data":{"tenant":true}}', 'REQUEST_INVALID', '/data/sub'],
    ['no stream', '{"event":"subscribe","data":{"sub":"x"}}', 'REQUEST_INVALID', ''],
    [
      'two streams',
      '{"event":"subscribe","data":{"sub":"x","execution_id":"exe_1","session_id":"ses_1"}}',
      'REQUEST_INVALID',
      '',
    ],
    ['__proto__', '{"event":"subscribe","data":{"sub":"x","__proto__":{"tenant":true}}}', 'REQUEST_INVALID', undefined],
    ['binary frames', Buffer.from('{"event":"ping","data":{}}'), 'MALFORMED_REQUEST', undefined],
  ])('says what is wrong with %s, and stands', async (_what, data, code, pointer) => {
    socket.sendRaw(data);
    const { problem } = await socket.frame('error');
    expect(problem).toMatchObject({ code, title: expect.any(String), detail: expect.any(String), retryable: false });
    if (pointer !== undefined)
      expect(new Set(problem.errors?.map((error) => error.pointer))).toEqual(new Set([pointer]));
    await socket.answered();
  });

  it('does not take a name twice, and goes on with the subscription that has it', async () => {
    const id = await order(50);
    socket.send(subscribe('mine', id));
    await socket.frame('event');
    socket.send(subscribe('mine', id));
    const { sub, problem } = await socket.frame('error');
    expect({ sub, errors: problem.errors }).toMatchObject({ sub: 'mine', errors: [{ pointer: '/sub' }] });
    await socket.frame('end');
    expect(socket.of('mine').filter((event) => event === 'event')).toHaveLength((await planes.api.events(id)).length);
  });

  it.each([
    ['an execution that does not exist', { execution_id: 'exe_unknown' }, 'EXECUTION_NOT_FOUND'],
    ['a forged cursor', { tenant: true as const, tenant_id: 'acme', after: 'nonsense' }, 'CURSOR_INVALID'],
  ])('refuses %s by the name of the subscription, which is free again', async (_what, asked, code) => {
    socket.send({ event: 'subscribe', data: { sub: 'mine', ...asked } });
    const { sub, problem } = await socket.frame('error');
    expect({ sub, code: problem.code }).toEqual({ sub: 'mine', code });
    socket.send(subscribe('mine', await order()));
    await socket.frame('end');
  });

  it(`is closed with ${STREAM_CLOSE.tooBig} for a frame that is too large`, async () => {
    socket.sendRaw(JSON.stringify(subscribe('x'.repeat(70_000), 'exe_1')));
    expect(await socket.closed).toBe(STREAM_CLOSE.tooBig);
  });

  it(`is closed with ${STREAM_CLOSE.policy} when nothing that is sent can be understood`, async () => {
    for (let sent = 0; sent < 200; sent += 1) socket.sendRaw('?');
    expect(await socket.closed).toBe(STREAM_CLOSE.policy);
  });

  it('is not opened for a page of another origin', async () => {
    const headers = { origin: 'http://evil.example' };
    const client = new LiveClient({ url: base(), socketPath: path, headers, connect: connectWith(WebSocket) });
    const refused = await client
      .follow({ execution_id: 'exe_1' })
      .next()
      .catch((error: unknown) => error);
    client.close();
    expect(refused).toBeInstanceOf(UpgradeRefused);
    expect(refused).toMatchObject({ status: 403, problem: { code: 'ORIGIN_NOT_ALLOWED' } });
  });

  it(`is told that the server is about to stop, and closed with ${STREAM_CLOSE.goingAway}`, async () => {
    const id = await order(100);
    socket.send(subscribe('mine', id));
    await socket.frame('event');
    const server = plane === 'Runtime' ? planes.runtime : planes.experience;
    const stopped = server.stop();
    await socket.frame('draining');
    expect(await socket.closed).toBe(STREAM_CLOSE.goingAway);
    await stopped;
    await server.start();
  });
});
