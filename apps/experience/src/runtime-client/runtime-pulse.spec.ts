import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { HttpService } from '@nestjs/axios';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { create } from 'axios';
import { RuntimeConnections } from './runtime-connections.js';
import { RuntimePulse } from './runtime-pulse.js';
import { FakeRuntime } from './testing/fake-runtime.js';

/** Longer than two misses in a row take. */
const LONG_MS = 4_500;

/** A Runtime in a thread of its own, which is there however busy this one is; it takes long for all but its health. */
const ELSEWHERE = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const server = createServer(({ url }, response) => setTimeout(() => response.end('{}'), url === '/healthz' ? 0 : ${LONG_MS}));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

describe('the pulse of Runtime', () => {
  let connections: RuntimeConnections;
  let stopping: (() => unknown)[];

  beforeEach(() => {
    connections = new RuntimeConnections();
    stopping = [() => connections.onApplicationShutdown()];
  });
  afterEach(async () => {
    for (const stop of stopping) await stop();
  });

  function pulseOf(baseURL: string): { pulse: RuntimePulse; ask: (path: string) => Promise<number> } {
    const http = new HttpService(create({ ...connections.pooled, baseURL }));
    const pulse = new RuntimePulse(http, connections);
    stopping.push(() => pulse.onModuleDestroy());
    const terms = { caller: new AbortController().signal, waits: false };
    const ask = (path: string): Promise<number> =>
      pulse.watch(terms, (signal) => http.axiosRef.get<unknown>(path, { signal })).then(({ status }) => status);
    return { pulse, ask };
  }

  it('is felt by a process that is too busy to listen for seconds', async () => {
    const runtime = new Worker(ELSEWHERE, { eval: true });
    stopping.push(() => runtime.terminate());
    const [port] = (await once(runtime, 'message')) as [number];
    const { pulse, ask } = pulseOf(`http://127.0.0.1:${port}`);
    const answer = ask('/slow');
    answer.catch(() => undefined);
    for (const until = Date.now() + LONG_MS; Date.now() < until; await sleep(1)) beBusy(1_200);
    await expect(answer).resolves.toBe(200);
    expect(pulse.isLost).toBe(false);
  });

  it('is felt in whatever it answers, when it has too much to do to say that it is there', async () => {
    const late = async (): Promise<object> => {
      await sleep(LONG_MS, undefined, { ref: false });
      return {};
    };
    const runtime = (await FakeRuntime.start())
      .on('GET /healthz', late)
      .on('GET /slow', late)
      .on('GET /', () => ({}));
    stopping.push(() => runtime.stop());
    const { ask } = pulseOf(runtime.url);
    const answer = ask('/slow');
    answer.catch(() => undefined);
    for (const until = Date.now() + LONG_MS; Date.now() < until; await sleep(100)) await ask('/');
    await expect(answer).resolves.toBe(200);
  });

  it('is missed when nothing is answered', async () => {
    const silence = (): Promise<object> => sleep(60_000, {}, { ref: false });
    const runtime = (await FakeRuntime.start()).on('GET /healthz', silence).on('GET /slow', silence);
    stopping.push(() => runtime.stop());
    const { pulse, ask } = pulseOf(runtime.url);
    await expect(ask('/slow')).rejects.toThrow('Runtime has stopped answering.');
    expect(pulse.isLost).toBe(true);
  });
});

/** Keeps this process from everything else. */
function beBusy(milliseconds: number): void {
  for (const until = performance.now() + milliseconds; performance.now() < until;);
}
