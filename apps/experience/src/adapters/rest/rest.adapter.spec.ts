import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeRuntime, type Reply } from '../../runtime-client/testing/fake-runtime.js';
import { startExperience, type StartedExperience } from '../../testing/started-experience.js';

const STATUS = {
  execution_id: 'exe_1',
  intent_type: 'content.upload',
  realm: 'content',
  session_id: 'ses_1',
  tenant_id: 'acme',
  status: 'succeeded',
  done: true,
  progress: { completed_steps: 3, current_step: null },
  result: { artifact_id: 'art_1' },
  residual_effects: [],
  cursor: 'c9',
  member_of_next_year: { kept: true },
};
const INTENT = { intent_type: 'content.upload', realm: 'content', session_id: 'ses_1', tenant_id: 'acme', payload: {} };

describe('REST', () => {
  let runtime: FakeRuntime;
  let experience: StartedExperience;

  beforeAll(async () => {
    runtime = await FakeRuntime.start();
    experience = await startExperience({ RUNTIME_URL: runtime.url });
  });
  afterAll(async () => {
    await experience.app.close();
    await runtime.stop();
  });

  function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(experience.url + path, { headers, redirect: 'manual' });
  }

  function post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    if (body === undefined) return fetch(experience.url + path, { method: 'POST', headers });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const sent = { 'content-type': 'application/json', ...headers };
    return fetch(experience.url + path, { method: 'POST', headers: sent, body: text });
  }

  async function problemOf(answer: Response): Promise<Record<string, unknown>> {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    return (await answer.json()) as Record<string, unknown>;
  }

  it('starts a session, and says where it is found here', async () => {
    const session = { session_id: 'ses_1', tenant_id: 'acme', status: 'open' };
    runtime.on('POST /api/session/create', () => ({
      status: 201,
      headers: { Location: '/api/session/ses_1' },
      body: { session },
    }));
    const answer = await post('/v1/session', {
      tenant_id: 'acme',
      user_id: 'ann',
      context: { desk: [1, { a: null }] },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/v1/session/ses_1');
    expect(await answer.json()).toEqual({ session });
    expect(runtime.calls('POST /api/session/create').at(-1)?.body).toEqual({
      tenant_id: 'acme',
      user_id: 'ann',
      context: { desk: [1, { a: null }] },
    });
  });

  it('accepts an intent with links that lead on here and nowhere else', async () => {
    runtime.on('POST /api/intent/submit', () => ({
      status: 202,
      headers: { Location: '/api/execution/exe_1/status', 'Retry-After': '1', 'Idempotent-Replayed': 'true' },
      body: { ...STATUS, status: 'queued', done: false, links: { status: '/api/a', events: '/api/b' } },
    }));
    const answer = await post('/v1/intent/submit', INTENT, {
      'idempotency-key': 'k',
      prefer: 'respond-async, wait=99',
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe('/v1/execution/exe_1/status');
    expect(answer.headers.get('link')).toBe('</v1/execution/exe_1/status>; rel="status"');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('idempotent-replayed')).toBe('true');
    const text = await answer.text();
    expect(text).not.toContain('/api/');
    expect(JSON.parse(text)).toMatchObject({ links: { events: '/v1/execution/exe_1/events' } });
    const { headers, body } = runtime.calls('POST /api/intent/submit').at(-1)!;
    expect(headers).toMatchObject({ 'idempotency-key': 'k', prefer: 'wait=30' });
    expect(body).toEqual(INTENT);
  });

  it('answers a submit that was waited for with the status, whatever the outcome, members of later releases included', async () => {
    const failed = { ...STATUS, status: 'compensated', error: { code: 'CODE_OF_NEXT_YEAR', status: 500 } };
    runtime.on('POST /api/intent/submit', () => ({ headers: { 'Preference-Applied': 'wait=5' }, body: failed }));
    const answer = await post('/v1/intent/submit', INTENT, { prefer: 'wait=5' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe('wait=5');
    expect(await answer.json()).toEqual(failed);
  });

  it("passes Runtime's refusals on with their status and code, but in this server's paths", async () => {
    runtime.on('POST /api/intent/submit', () => ({
      status: 404,
      headers: { 'Retry-After': '7' },
      body: {
        code: 'INTENT_TYPE_UNKNOWN',
        type: 'urn:x',
        title: 't',
        status: 404,
        detail: 'See GET /api/intent/types.',
        instance: '/api/intent/submit',
        allowed: ['a'],
        errors: [{ pointer: '/intent_type', code: 'unknown', detail: 'See /api/intent/types' }],
      },
    }));
    const answer = await post('/v1/intent/submit', INTENT);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await problemOf(answer)).toMatchObject({
      code: 'INTENT_TYPE_UNKNOWN',
      detail: 'See GET /v1/intent/types.',
      instance: '/v1/intent/submit',
      allowed: ['a'],
      errors: [{ pointer: '/intent_type', detail: 'See /v1/intent/types' }],
    });
  });

  it('passes on a refusal whose code only a later release knows', async () => {
    runtime.on('GET /api/execution/exe_2', () => ({
      status: 451,
      body: { code: 'EMBARGOED', detail: 'Not now.', status: 451 },
    }));
    const answer = await get('/v1/execution/exe_2');
    expect(answer.status).toBe(451);
    expect(await problemOf(answer)).toMatchObject({ code: 'EMBARGOED', detail: 'Not now.' });
  });

  it('says nothing of itself when Runtime answers nonsense', async () => {
    runtime.on('GET /api/execution/exe_3', () => ({ status: 500, body: { secret: 'stack of runtime' } }));
    const answer = await get('/v1/execution/exe_3');
    expect(answer.status).toBe(500);
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(JSON.stringify(problem)).not.toContain('127.0.0.1');
  });

  it('keeps a trace that a request comes with, and makes one for a request that has none', async () => {
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    expect(await problemOf(await get('/nowhere', { traceparent }))).toMatchObject({ trace_id: 'ab'.repeat(16) });
    expect((await problemOf(await get('/nowhere')))['trace_id']).toMatch(/^[\da-f]{32}$/);
    runtime.on('GET /api/intent/types', () => ({ body: { intent_types: [] } }));
    await get('/v1/intent/types', { traceparent });
    expect(runtime.calls('GET /api/intent/types').at(-1)?.headers['traceparent']).toContain('ab'.repeat(16));
  });

  it.each([
    ['a body that is no JSON', '{', 400, 'MALFORMED_JSON'],
    ['a body that is JSON but no object', '3', 400, 'MALFORMED_JSON'],
    ['no body', undefined, 422, 'REQUEST_INVALID'],
    ['a body over a mebibyte', JSON.stringify({ context: { text: 'x'.repeat(2 ** 20) } }), 413, 'PAYLOAD_TOO_LARGE'],
  ])('refuses %s', async (_what, body, status, code) => {
    const answer = await post('/v1/session', body);
    expect(answer.status).toBe(status);
    expect(await problemOf(answer)).toMatchObject({ code, instance: '/v1/session' });
  });

  it('takes an intent of several mebibytes, for small files travel in its payload', async () => {
    runtime.on('POST /api/intent/submit', () => ({ body: STATUS }));
    const payload = { file_data: 'QUJD'.repeat(2 ** 20) };
    expect((await post('/v1/intent/submit', { ...INTENT, payload })).status).toBe(200);
    const tooLarge = { file_data: 'QUJD'.repeat(5 * 2 ** 20) };
    const answer = await post('/v1/intent/submit', { ...INTENT, payload: tooLarge });
    expect(answer.status).toBe(413);
    expect(await problemOf(answer)).toMatchObject({ detail: expect.stringContaining('/v1/content/upload') });
  });

  it('refuses what is no JSON by its type', async () => {
    const answer = await post('/v1/session', 'tenant_id=a', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer.status).toBe(415);
    expect(await problemOf(answer)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('points at every member that does not fit, once, and at what it does not know', async () => {
    const answer = await post('/v1/session', { tenant_id: 7, context: 'none', surprise: 1 });
    expect(answer.status).toBe(422);
    const { errors } = (await problemOf(answer)) as { errors: { pointer: string }[] };
    const pointers = [...new Set(errors.map(({ pointer }) => pointer))];
    expect(pointers.toSorted()).toEqual(['/context', '/surprise', '/tenant_id', '/user_id']);
    expect(errors.filter(({ pointer }) => pointer === '/user_id')).toEqual([
      { pointer: '/user_id', code: 'is_defined', detail: 'user_id is missing' },
    ]);
  });

  it('lists executions, passing the filter on, with a link to the next page', async () => {
    runtime.on('GET /api/execution', () => ({ body: { executions: [STATUS], next_page_token: 'p2' } }));
    const answer = await get('/v1/execution?status=succeeded&page_size=1&tenant_id=acme');
    expect(await answer.json()).toEqual({ executions: [STATUS], next_page_token: 'p2' });
    expect(answer.headers.get('link')).toBe(
      '</v1/execution?status=succeeded&page_size=1&tenant_id=acme&page_token=p2>; rel="next"',
    );
    const { query, headers } = runtime.calls('GET /api/execution').at(-1)!;
    expect(query.toString()).toBe('status=succeeded&page_size=1');
    expect(headers['x-tenant-id']).toBe('acme');
  });

  it.each(['status=done', 'page_size=0', 'page_size=x', 'colour=red'])('refuses to list by %s', async (query) => {
    expect((await get(`/v1/execution?${query}`)).status).toBe(422);
  });

  it('refuses a request that names two tenants', async () => {
    const answer = await get('/v1/execution/exe_1?tenant_id=acme', { 'x-tenant-id': 'other' });
    expect(answer.status).toBe(422);
    expect(await problemOf(answer)).toMatchObject({ errors: [{ pointer: '/tenant_id' }] });
  });

  it('holds a long poll as long as Runtime does, and answers 304 when nothing has changed', async () => {
    runtime.on('GET /api/execution/exe_1/status', ({ headers }): Reply =>
      headers['if-none-match'] === '"5"'
        ? { status: 304, headers: { ETag: '"5"', 'Preference-Applied': 'wait=3' } }
        : { headers: { ETag: '"5"' }, body: STATUS },
    );
    const changed = await get('/v1/execution/exe_1/status');
    expect(changed.headers.get('etag')).toBe('"5"');
    expect(await changed.json()).toEqual(STATUS);
    const unchanged = await get('/v1/execution/exe_1/status', { 'if-none-match': '"5"', prefer: 'wait=3' });
    expect(unchanged.status).toBe(304);
    expect(unchanged.headers.get('preference-applied')).toBe('wait=3');
    expect(runtime.calls('GET /api/execution/exe_1/status').at(-1)?.headers['prefer']).toBe('wait=3');
  });

  it.each([
    ['cancel', { reason: 'ordered twice' }],
    ['cancel', {}],
    ['pause', { reason: 'the bank asks' }],
    ['resume', undefined],
    ['terminate', { reason: 'the shop is gone' }],
    ['signal/approval', { id: 'sig-1', payload: { by: ['Ann'] } }],
    ['signal/a%2Fb', {}],
    ['retry', undefined],
    ['compensation/retry', undefined],
    ['compensation/skip', { reason: 'the shop is closed' }],
    ['compensation/resolve', { evidence: 'refunded by hand' }],
    ['step/charge-card/resolve', { outcome: 'applied', output: { id: 1 }, evidence: 'the bank says so' }],
  ])('passes on %s from an operator', async (command, body) => {
    runtime.on(`POST /api/execution/exe_1/${command}`, () => ({ status: 202, body: STATUS }));
    const answer = await post(`/v1/execution/exe_1/${command}`, body);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual(STATUS);
    expect(runtime.calls(`POST /api/execution/exe_1/${command}`).at(-1)?.body).toEqual(body);
  });

  it('passes on what a command says beyond the status that it knows', async () => {
    const waits = [{ wait: 'approval#1', kind: 'signal', due_at: '2026-02-03T04:05:06.000Z' }];
    const body = { ...STATUS, status: 'waiting', blocked_on: { kind: 'wait', detail: '-', waits }, retry_of: 'exe_0' };
    runtime.on('POST /api/execution/exe_1/resume', () => ({ status: 202, body }));

    expect(await (await post('/v1/execution/exe_1/resume')).json()).toEqual(body);
  });

  it('says where a repeated execution is found here', async () => {
    runtime.on('POST /api/execution/exe_1/retry', () => ({
      status: 202,
      headers: { Location: '/api/execution/exe_2/status' },
      body: { ...STATUS, execution_id: 'exe_2', retry_of: 'exe_1' },
    }));
    runtime.on('POST /api/execution/exe_2/retry', () => ({ status: 202, body: { ...STATUS, execution_id: 'exe_2' } }));

    expect((await post('/v1/execution/exe_1/retry')).headers.get('location')).toBe('/v1/execution/exe_2/status');
    expect((await post('/v1/execution/exe_2/retry')).headers.get('location')).toBeNull();
  });

  it.each([
    ['terminate', {}, '/reason'],
    ['terminate', { reason: '' }, '/reason'],
    ['cancel', { why: 'so' }, '/why'],
    ['signal/approval', { id: '' }, '/id'],
    ['signal/approval', { data: 1 }, '/data'],
  ])('refuses %s with %j', async (command, body, pointer) => {
    const answer = await post(`/v1/execution/exe_1/${command}`, body);

    expect(answer.status).toBe(422);
    expect(await problemOf(answer)).toMatchObject({ errors: [{ pointer }] });
  });

  it('gives the plan of what would be undone', async () => {
    const plan = {
      execution_id: 'exe_1',
      status: 'running',
      steps: [{ step: 'pay', action: 'undo', effect: 'unknown' }],
    };
    runtime.on('GET /api/execution/exe_1/undo-plan', () => ({ body: plan }));

    expect(await (await get('/v1/execution/exe_1/undo-plan')).json()).toEqual(plan);
  });

  it('gives a page of events and what is asked of Runtime for it', async () => {
    const page = { events: [{ type: 'execution.accepted' }], cursors: ['c1'], next_cursor: 'c1', done: false };
    runtime.on('GET /api/execution/exe_1/events', () => ({ body: page }));
    runtime.on('GET /api/events', () => ({ body: page }));
    expect(await (await get('/v1/execution/exe_1/events?after=c0', { prefer: 'wait=2' })).json()).toEqual(page);
    expect(await (await get('/v1/events?session_id=ses_1&type=step.failed&after=c0')).json()).toEqual(page);
    expect(runtime.calls('GET /api/execution/exe_1/events').at(-1)?.query.get('after')).toBe('c0');
    expect(runtime.calls('GET /api/events').at(-1)?.query.toString()).toBe(
      'session_id=ses_1&type=step.failed&after=c0',
    );
  });

  it('reads content for the tenant that it belongs to when the client names none', async () => {
    runtime.on('GET /api/artifact/art_1', () => ({ body: { artifact: { artifact_id: 'art_1', tenant_id: 'acme' } } }));
    runtime.on('GET /api/session/ses_1', () => ({ body: { session: { session_id: 'ses_1', tenant_id: 'acme' } } }));
    runtime.on('POST /api/query/submit', ({ body }) => ({ body: { result: { asked: body } } }));
    const asked = async (path: string) => ((await (await get(path)).json()) as { asked: unknown }).asked;
    expect(await asked('/v1/content?session_id=ses_1&page_size=2')).toEqual({
      query_type: 'content.list',
      realm: 'content',
      tenant_id: 'acme',
      payload: { session_id: 'ses_1', page_size: 2 },
    });
    expect(await asked('/v1/content/art_1')).toMatchObject({
      query_type: 'content.get',
      payload: { artifact_id: 'art_1' },
    });
    expect(await asked('/v1/content/art_1/profile')).toMatchObject({
      query_type: 'content.profile',
      tenant_id: 'acme',
    });
    expect(await asked('/v1/content/art_1/preview?rows=5&table=2024&tenant_id=other')).toMatchObject({
      query_type: 'content.preview',
      tenant_id: 'other',
      payload: { artifact_id: 'art_1', rows: 5, table: '2024' },
    });
    expect((await get('/v1/content')).status).toBe(422);
    runtime.on('GET /api/artifact/art_0', () => ({ status: 404, body: { code: 'ARTIFACT_NOT_FOUND', detail: '-' } }));
    expect(await problemOf(await get('/v1/content/art_0'))).toMatchObject({ code: 'CONTENT_NOT_FOUND' });
  });

  it('streams a download as an attachment that no browser opens, whole or in part', async () => {
    const bytes = Buffer.from('id,name\n1,Ann\n');
    runtime.onRaw('GET /api/artifact/art_1/content', (request, response) => {
      const headers = { ETag: '"sha"', 'Content-Type': 'text/html', 'Accept-Ranges': 'bytes' };
      if (request.headers['if-none-match'] === '"sha"') return void response.writeHead(304, headers).end();
      if (request.headers.range === 'bytes=0-1') {
        return void response.writeHead(206, { ...headers, 'Content-Range': 'bytes 0-1/14' }).end(bytes.subarray(0, 2));
      }
      if (request.headers.range !== undefined) {
        const problem = { code: 'RANGE_NOT_SATISFIABLE', detail: 'Outside.' };
        return void response
          .writeHead(416, { 'Content-Type': 'application/problem+json' })
          .end(JSON.stringify(problem));
      }
      response.writeHead(200, { ...headers, 'Content-Disposition': 'attachment; filename="a.csv"' }).end(bytes);
    });
    const whole = await get('/v1/content/art_1/download');
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
    expect(whole.headers.get('content-disposition')).toBe('attachment; filename="a.csv"');
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    expect(whole.headers.get('content-type')).toBe('text/html');
    const part = await get('/v1/content/art_1/download', { range: 'bytes=0-1' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 0-1/14');
    expect(part.headers.get('content-disposition')).toBe('attachment');
    expect(await part.text()).toBe('id');
    expect((await get('/v1/content/art_1/download', { 'if-none-match': '"sha"' })).status).toBe(304);
    const outside = await get('/v1/content/art_1/download', { range: 'bytes=99-' });
    expect(await problemOf(outside)).toMatchObject({ code: 'RANGE_NOT_SATISFIABLE', status: 416 });
  });

  it("shows both planes' documents without saying where Runtime is", async () => {
    runtime.on('GET /api/openapi.json', () => ({
      body: { openapi: '3.1.0', servers: [{ url: runtime.url }], paths: {} },
    }));
    expect(await (await get('/v1/docs')).text()).toContain('swagger-ui');
    const script = await (await get('/v1/docs/swagger-ui-init.js')).text();
    expect(script).toContain('/v1/docs/runtime-openapi.json');
    expect(script).not.toContain(String(runtime.port));
    expect(await (await get('/v1/docs/runtime-openapi.json')).json()).toEqual({ openapi: '3.1.0', paths: {} });
    expect(await (await get('/v1/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
  });
});
