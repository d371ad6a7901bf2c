import 'reflect-metadata';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startExperience, type StartedExperience } from '../testing/started-experience.js';
import { FakeRuntime } from './testing/fake-runtime.js';

const INTENT = { intent_type: 'orders.place', realm: 'orders', session_id: 'ses_1', tenant_id: 'acme', payload: {} };
const SUBMIT = 'POST /api/intent/submit';
const ACCEPTED = {
  status: 202,
  body: { execution_id: 'exe_1', status: 'queued', links: { status: '/api/x', events: '/api/y' } },
};

describe('when Runtime does not answer', () => {
  const open: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const { close } of open.splice(0).toReversed()) await close();
  });

  async function experienceOf(url: string): Promise<StartedExperience> {
    const experience = await startExperience({ RUNTIME_URL: url });
    open.push({ close: () => experience.app.close() });
    return experience;
  }

  async function runtime(port?: number): Promise<FakeRuntime> {
    const fake = await FakeRuntime.start(port);
    open.push({ close: () => fake.stop() });
    return fake;
  }

  async function timed(url: string, init?: RequestInit): Promise<{ answer: Response; ms: number }> {
    const begun = performance.now();
    const answer = await fetch(url, init);
    return { answer, ms: performance.now() - begun };
  }

  function submit(url: string, headers: Record<string, string> = {}): Promise<Response> {
    const body = JSON.stringify(INTENT);
    return fetch(`${url}/v1/intent/submit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  it('a client is told so within a second, and served again soon after it is back', async () => {
    const first = await FakeRuntime.start();
    const { port } = first;
    await first.stop();
    const { url } = await experienceOf(`http://127.0.0.1:${port}`);

    for (const path of ['/v1/intent/types', '/v1/session/ses_1', '/v1/execution/exe_1/status']) {
      const { answer, ms } = await timed(`${url}${path}`);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({ code: 'RUNTIME_UNAVAILABLE', retryable: true });
      expect(ms).toBeLessThan(1_000);
    }
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);

    const back = await runtime(port);
    back.on('GET /api/intent/types', () => ({ body: { intent_types: [] } }));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await fetch(`${url}/v1/intent/types`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('although it takes connections, calls end within three seconds and the next ones at once', async () => {
    const sockets: Socket[] = [];
    const hole: Server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
    open.push({
      close: () => {
        for (const socket of sockets) socket.destroy();
        return new Promise((resolve) => hole.close(resolve));
      },
    });
    const { url } = await experienceOf(`http://127.0.0.1:${(hole.address() as AddressInfo).port}`);

    const first = await timed(`${url}/v1/intent/types`);
    expect(first.answer.status).toBe(503);
    expect(first.ms).toBeLessThan(4_000);
    const second = await timed(`${url}/v1/intent/types`);
    expect(second.answer.status).toBe(503);
    expect(second.ms).toBeLessThan(200);
  });

  it('for a while but is there, its answer is waited for', async () => {
    const fake = await runtime();
    fake.on('GET /api/intent/types', async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      return { body: { intent_types: [] } };
    });
    const { url } = await experienceOf(fake.url);
    expect((await fetch(`${url}/v1/intent/types`)).status).toBe(200);
  });

  it('to a submit without key that it may have read, the submit is not sent again', async () => {
    const fake = await runtime();
    fake.onRaw(SUBMIT, (request) => request.socket.destroy());
    const { url } = await experienceOf(fake.url);
    const answer = await submit(url);
    expect(answer.status).toBe(503);
    expect(fake.calls(SUBMIT)).toHaveLength(1);
  });

  it('to a submit with a key, the submit is sent again with that key', async () => {
    const fake = await runtime();
    let cut = 1;
    fake.onRaw(SUBMIT, (request, response) => {
      if (cut-- > 0) return void request.socket.destroy();
      request.resume();
      response.writeHead(202, { 'Content-Type': 'application/json' }).end(JSON.stringify(ACCEPTED.body));
    });
    const { url } = await experienceOf(fake.url);
    const answer = await submit(url, { 'Idempotency-Key': 'k1' });
    expect(answer.status).toBe(202);
    expect(fake.calls(SUBMIT).map(({ headers }) => headers['idempotency-key'])).toEqual(['k1', 'k1']);
  });

  it('because it has closed an idle connection, not even a submit without key is lost', async () => {
    const fake = await runtime();
    let calls = 0;
    fake.onRaw(SUBMIT, (request, response) => {
      calls += 1;
      // The first answer leaves a connection in the pool; the second request meets its end there.
      if (calls === 2) return void request.socket.resetAndDestroy();
      request.resume();
      response.writeHead(202, { 'Content-Type': 'application/json' }).end(JSON.stringify(ACCEPTED.body));
    });
    const { url } = await experienceOf(fake.url);
    expect((await submit(url)).status).toBe(202);
    expect((await submit(url)).status).toBe(202);
  });

  it('because the client has left, it is not kept waiting in vain', async () => {
    const fake = await runtime();
    const left = new Promise<void>((resolve) => {
      fake.onRaw('GET /api/execution/exe_1/status', (_request, response) => void response.once('close', resolve));
    });
    const { url } = await experienceOf(fake.url);
    const leaving = new AbortController();
    const asked = fetch(`${url}/v1/execution/exe_1/status`, {
      headers: { prefer: 'wait=30', 'if-none-match': '"1"' },
      signal: leaving.signal,
    });
    setTimeout(() => leaving.abort(), 200);
    await expect(asked).rejects.toThrow();
    await left;
  });

  it('and this server is told to stop, those who wait are told to ask again', async () => {
    const fake = await runtime();
    const asked = new Promise<void>((resolve) => {
      fake.onRaw('GET /api/execution/exe_1/status', () => resolve());
    });
    const experience = await startExperience({ RUNTIME_URL: fake.url });
    const answer = fetch(`${experience.url}/v1/execution/exe_1/status`, { headers: { prefer: 'wait=30' } });
    await asked;
    await experience.app.close();
    expect((await answer).status).toBe(503);
    expect(await (await answer).json()).toMatchObject({ code: 'SHUTTING_DOWN', retryable: true });
  });
});
