import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TcpProxy } from './tcp-proxy.js';

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Answers every byte with one of its own, and the end with an end. */
async function answering(letter: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('data', (bytes) => socket.write(letter.repeat(bytes.length)));
    socket.on('end', () => socket.end('.'));
    socket.on('error', () => undefined);
    socket.on('close', () => ends.push(letter));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** The servers whose connections have ended, in order. */
let ends: string[] = [];

class Caller {
  text = '';
  error: NodeJS.ErrnoException | undefined;
  readonly closed: Promise<unknown>;
  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text: string) => (this.text += text));
    socket.on('error', (error) => (this.error = error));
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  static async to(port: number): Promise<Caller> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    await once(socket, 'connect');
    return new Caller(socket);
  }

  /** Sends and waits until so much has come back, in all. */
  async exchange(sent: string, total: number): Promise<string> {
    this.socket.write(sent);
    while (this.text.length < total) await once(this.socket, 'data');
    return this.text;
  }
}

describe('a TCP proxy', () => {
  let servers: Server[];
  let proxy: TcpProxy;
  beforeEach(async () => {
    ends = [];
    servers = [await answering('a'), await answering('b')];
    proxy = await TcpProxy.listen(portOf(servers[0]!));
  });
  afterEach(async () => {
    await proxy.close();
    for (const server of servers) server.close();
  });

  it('passes on what either party says, in order and to the last byte, and that one has said all', async () => {
    const caller = await Caller.to(proxy.port);
    const sent = 'x'.repeat(3_000_000);
    caller.socket.end(sent);
    await once(caller.socket, 'end');
    expect(caller.text.length).toBe(sent.length + 1);
    expect(caller.text.endsWith('a.')).toBe(true);
    await caller.closed;
    expect(caller.error).toBeUndefined();
  });

  it('leads new connections to another server from one moment to the next, and leaves the others where they are', async () => {
    const early = await Caller.to(proxy.port);
    await early.exchange('1', 1);
    proxy.target = portOf(servers[1]!);
    const late = await Caller.to(proxy.port);
    await expect(late.exchange('1', 1)).resolves.toBe('b');
    await expect(early.exchange('2', 2)).resolves.toBe('aa');
  });

  it('that cuts resets every connection at both ends', async () => {
    const callers = [await Caller.to(proxy.port), await Caller.to(proxy.port)];
    for (const caller of callers) await caller.exchange('1', 1);
    proxy.cut();
    await Promise.all(callers.map(({ closed }) => closed));
    expect(callers.map(({ error }) => error?.code)).toEqual(['ECONNRESET', 'ECONNRESET']);
    while (ends.length < 2) await sleep(5);
    await expect((await Caller.to(proxy.port)).exchange('1', 1)).resolves.toBe('a');
  });

  it('cuts after as many bytes as it is told, once, and counts one direction alone', async () => {
    const caller = await Caller.to(proxy.port);
    proxy.cutAfter(5, 'answers');
    await caller.exchange('123', 3);
    caller.socket.write('4567');
    await Promise.race([caller.closed, once(caller.socket, 'end')]);
    expect(caller.text).toBe('aaaaa');

    proxy.cutAfter(0, 'requests');
    const next = await Caller.to(proxy.port);
    next.socket.write('1');
    await next.closed;
    expect(next.text).toBe('');
    await expect((await Caller.to(proxy.port)).exchange('1', 1)).resolves.toBe('a');
  });

  it('that refuses takes no new connections until it accepts again, and leaves those that there are', async () => {
    const early = await Caller.to(proxy.port);
    await early.exchange('1', 1);
    proxy.refuse();
    await expect(Caller.to(proxy.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(early.exchange('2', 2)).resolves.toBe('aa');
    await proxy.accept();
    await expect((await Caller.to(proxy.port)).exchange('1', 1)).resolves.toBe('a');
  });

  it('that is frozen keeps connections and passes nothing on, not even that a party has gone', async () => {
    const [waiting, leaving] = [await Caller.to(proxy.port), await Caller.to(proxy.port)];
    await waiting.exchange('1', 1);
    await leaving.exchange('1', 1);
    ends = [];
    proxy.freeze();
    waiting.socket.write('2');
    leaving.socket.resetAndDestroy();
    const late = await Caller.to(proxy.port);
    late.socket.write('1');
    await sleep(150);
    expect([waiting.text, late.text, ends]).toEqual(['a', '', []]);

    proxy.thaw();
    await waiting.exchange('', 2);
    await late.exchange('', 1);
    while (ends.length === 0) await sleep(5);
    expect(waiting.socket.destroyed).toBe(false);
  });

  it('that delays adds its time to every message, once, however many are on their way', async () => {
    const caller = await Caller.to(proxy.port);
    await caller.exchange('1', 1);
    proxy.delay(60);
    const start = performance.now();
    for (let sent = 0; sent < 20; sent += 1) {
      caller.socket.write('1');
      await sleep(2);
    }
    await caller.exchange('', 21);
    const took = performance.now() - start;
    expect(took).toBeGreaterThan(118);
    expect(took).toBeLessThan(20 * 60);
  });
});
