import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeRuntime, type Reply, type Seen } from '../../runtime-client/testing/fake-runtime.js';
import { startExperience, type StartedExperience } from '../../testing/started-experience.js';

const EVENTS = '/v1/execution/exe_1/events';
const STREAM = { accept: 'text/event-stream' };

/** A log of so many events in pages of two, of an execution that has ended. */
function logOf(count: number) {
  return ({ query }: Seen): Reply => {
    const from = Number(query.get('after') ?? 0);
    const sequences = [from + 1, from + 2].filter((sequence) => sequence <= count);
    const events = sequences.map((sequence) => ({ id: `exe_1:${sequence}`, type: 'step.started', sequence }));
    const next = sequences.at(-1) ?? from;
    return { body: { events, cursors: sequences.map(String), next_cursor: String(next), done: next >= count } };
  };
}

describe('server-sent events', () => {
  let runtime: FakeRuntime;
  let experience: StartedExperience;

  beforeEach(async () => {
    runtime = await FakeRuntime.start();
    experience = await startExperience({ RUNTIME_URL: runtime.url });
  });
  afterEach(async () => {
    await experience.app.close();
    await runtime.stop();
  });

  function stream(headers: Record<string, string> = {}, query = ''): Promise<Response> {
    return fetch(`${experience.url}${EVENTS}${query}`, { headers: { ...STREAM, ...headers } });
  }

  /** Frames without the ends of their lines, less the one that opens every stream. */
  function framesIn(text: string): string[] {
    return text.trim().split('\n\n').slice(1);
  }

  it('tell every event once, in order, each with its cursor, and then the end', async () => {
    runtime.on('GET /api/execution/exe_1/events', logOf(5));
    const answer = await stream();
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const frames = framesIn(await answer.text());
    expect(frames.slice(0, 5)).toEqual(
      [1, 2, 3, 4, 5].map(
        (n) => `id: ${n}\nevent: step.started\ndata: {"id":"exe_1:${n}","type":"step.started","sequence":${n}}`,
      ),
    );
    expect(frames.slice(5)).toEqual(['id: 5\nevent: end\ndata: {}']);
  });

  it.each([
    ['Last-Event-ID', { 'last-event-id': '3' }, ''],
    ['after', {}, '?after=3'],
    ['Last-Event-ID rather than after, as a browser that reconnects sends both', { 'last-event-id': '3' }, '?after=1'],
  ])('go on in the middle of a page by %s', async (_by, headers, query) => {
    runtime.on('GET /api/execution/exe_1/events', logOf(5));
    const frames = framesIn(await (await stream(headers, query)).text());
    expect(frames.map((frame) => frame.split('\n')[0])).toEqual(['id: 4', 'id: 5', 'id: 5']);
  });

  it('are answered 204 when nothing follows, so that a browser stops asking', async () => {
    runtime.on('GET /api/execution/exe_1/events', logOf(5));
    const answer = await stream({ 'last-event-id': '5' });
    expect(answer.status).toBe(204);
    expect(await answer.text()).toBe('');
  });

  it('are refused before the stream begins when there is no such execution', async () => {
    runtime.on('GET /api/execution/exe_1/events', () => ({
      status: 404,
      body: { code: 'EXECUTION_NOT_FOUND', detail: '-' },
    }));
    const answer = await stream();
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'EXECUTION_NOT_FOUND', instance: EVENTS });
  });

  it('go on without loss or repetition when Runtime has been away', async () => {
    const { port } = runtime;
    runtime.on('GET /api/execution/exe_1/events', ({ query }) => {
      const page = logOf(99)({ query } as Seen);
      return query.get('after') === null ? page : new Promise<Reply>(() => undefined);
    });
    const answer = await stream();
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const readUntil = async (what: string): Promise<void> => {
      while (!text.includes(what)) text += (await reader.read()).value ?? '';
    };
    await readUntil('id: 2');
    await runtime.stop();
    await readUntil(': runtime is away');
    runtime = await FakeRuntime.start(port);
    runtime.on('GET /api/execution/exe_1/events', logOf(3));
    await readUntil('event: end');
    expect(text).toContain(': runtime is back');
    expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(['1', '2', '3', '3']);
  });

  it('end cleanly when this server stops, without claiming that the execution has ended', async () => {
    runtime.on('GET /api/execution/exe_1/events', ({ query }) =>
      query.get('after') === null ? logOf(99)({ query } as Seen) : new Promise<Reply>(() => undefined),
    );
    const answer = await stream();
    const text = answer.text();
    await sleep(100);
    await experience.app.close();
    expect(await text).toContain('id: 2');
    expect(await text).not.toContain('event: end');
    experience = await startExperience({ RUNTIME_URL: runtime.url });
  });

  it('stop asking Runtime when the client has gone', async () => {
    const left = new Promise<void>((resolve) => {
      runtime.on('GET /api/execution/exe_1/events', logOf(99));
      runtime.onRaw('GET /api/execution/exe_1/events', (request, response) => {
        if (request.url?.includes('after')) return void response.once('close', resolve);
        const page = logOf(99)({ query: new URLSearchParams() } as Seen).body;
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(page));
      });
    });
    const leaving = new AbortController();
    const answer = await fetch(experience.url + EVENTS, { headers: STREAM, signal: leaving.signal });
    await answer.body!.getReader().read();
    leaving.abort();
    await left;
  });

  it('share their path with the JSON pages, and each client gets the form that it likes best', async () => {
    runtime.on('GET /api/execution/exe_1/events', logOf(2));
    const typeFor = async (accept: string) =>
      (await fetch(experience.url + EVENTS, { headers: { accept } })).headers.get('content-type');
    expect(await typeFor('text/event-stream')).toBe('text/event-stream');
    expect(await typeFor('application/json')).toContain('application/json');
    expect(await typeFor('*/*')).toContain('application/json');
    expect(await typeFor('text/event-stream, application/json;q=0.5')).toBe('text/event-stream');
  });
});

describe('an adapter that is left out', () => {
  let runtime: FakeRuntime;
  beforeEach(async () => {
    runtime = await FakeRuntime.start();
    runtime.on('GET /api/execution/exe_1/events', logOf(2)).on('GET /api/intent/types', () => ({ body: {} }));
  });
  afterEach(() => runtime.stop());

  it.each([
    ['sse', ['rest'], 200, 404, 200],
    ['rest', ['sse'], 404, 200, 404],
  ])('(%s) is missed by nothing but its own routes', async (_left, adapters, pages, streams, catalogue) => {
    const { app, url } = await startExperience({ RUNTIME_URL: runtime.url, EXPERIENCE_ADAPTERS: adapters });
    expect((await fetch(url + EVENTS, { headers: { accept: 'application/json' } })).status).toBe(pages);
    expect((await fetch(url + EVENTS, { headers: STREAM })).status).toBe(streams);
    expect((await fetch(`${url}/v1/intent/types`)).status).toBe(catalogue);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const document = (await (await fetch(`${url}/v1/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths)).toContain('/v1/execution/{executionId}/events');
    expect('/v1/intent/types' in document.paths).toBe(catalogue === 200);
    await app.close();
  });
});
