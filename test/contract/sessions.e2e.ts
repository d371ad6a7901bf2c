import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Facts, Problem, Session, SessionAnswer } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { send, type Answer } from '../processes/plane-client.js';

let planes: BothPlanes;

beforeAll(async () => {
  planes = await BothPlanes.start();
});

afterAll(() => planes.kill());

describe('a session', () => {
  it('is opened at either plane and is the same at both', async () => {
    const opened = await planes.api.post<SessionAnswer>('/session/create', {
      tenant_id: 'acme',
      user_id: 'ann',
      context: { from: 'desk' },
    });
    const { session } = opened.body;

    expect(opened.status).toBe(201);
    expect(opened.headers.get('location')).toContain(`/api/session/${session.session_id}`);
    expect(session).toMatchObject({
      tenant_id: 'acme',
      user_id: 'ann',
      context: { from: 'desk' },
      status: 'open',
      created_at: expect.any(String),
      updated_at: expect.any(String),
      expires_at: expect.any(String),
    } satisfies Record<keyof Omit<Session, 'session_id'>, unknown>);
    const atExperience = await planes.v1.get<SessionAnswer>(`/session/${session.session_id}`);
    expect(atExperience).toMatchObject({ status: 200, body: { session } });
  });

  it('opened at Experience shows the address of Experience, never that of Runtime', async () => {
    const opened = await planes.v1.post<SessionAnswer>('/session', { tenant_id: 'acme', user_id: 'ann' });
    const id = opened.body.session.session_id;

    expect(opened.status).toBe(201);
    expect(opened.headers.get('location')).toContain(`/v1/session/${id}`);
    expect(JSON.stringify([...opened.headers]) + opened.text).not.toContain(new URL(planes.runtime.url).port);
    await expect(planes.api.get(`/session/${id}`)).resolves.toMatchObject({ status: 200 });
  });

  it('merges what is patched into its context and removes what is null', async () => {
    const { session_id } = await planes.api.session();
    const patch = (context: object) =>
      send<SessionAnswer>('PATCH', `${planes.api.base}/session/${session_id}`, { json: { context } });
    await patch({ a: 1, b: { c: 2 } });
    const { body } = await patch({ b: null, d: [3] });

    expect(body.session.context).toEqual({ a: 1, d: [3] });
  });

  it('has an ETag that changes with it', async () => {
    const { session_id } = await planes.api.session();
    // Left to itself, `fetch` adds `Cache-Control: no-cache` to such a request, and would be given the whole answer.
    const read = (headers = {}) =>
      planes.api.get<SessionAnswer>(`/session/${session_id}`, { 'cache-control': 'max-age=0', ...headers });
    const etag = (await read()).headers.get('etag') ?? '';

    expect(etag).not.toBe('');
    expect((await read({ 'if-none-match': etag })).status).toBe(304);
    await send('PATCH', `${planes.api.base}/session/${session_id}`, { json: { context: { seen: true } } });
    expect((await read({ 'if-none-match': etag })).status).toBe(200);
  });

  it('takes no more intents once it is closed', async () => {
    const session = await planes.api.session();
    const closed = await planes.api.post<SessionAnswer>(`/session/${session.session_id}/close`, undefined);
    const submitted = await planes.api.submit<Problem>(placeOrder(session));

    expect(closed).toMatchObject({ status: 200, body: { session: { status: 'closed' } } });
    expect(submitted).toMatchObject({ status: 409, body: { code: 'SESSION_CLOSED' } });
  });

  it('needs a tenant and a user', async () => {
    const { status, body } = await planes.api.post<Problem>('/session/create', { context: {} });

    expect({ status, code: body.code }).toEqual({ status: 422, code: 'REQUEST_INVALID' });
    expect(body.errors?.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(['/tenant_id', '/user_id']));
  });

  it('is there after a crash', async () => {
    const { session_id } = await planes.api.session();
    await planes.runtime.kill();
    await planes.runtime.start();

    await expect(planes.api.get(`/session/${session_id}`)).resolves.toMatchObject({ status: 200 });
  });
});

describe('what is known in a session', () => {
  const put = (session: Session, key: string, json: unknown): Promise<{ status: number }> =>
    send('PUT', `${planes.api.base}/session/${session.session_id}/state/${encodeURIComponent(key)}`, { json });

  it('is read whole, page by page, in the order of the keys, and the last page says so', async () => {
    const session = await planes.api.session();
    const keys = Array.from({ length: 123 }, (_, index) => `${index % 2 ? 'é' : 'a'}/${index} ?#&%`);
    for (const key of keys) expect(await put(session, key, { key })).toMatchObject({ status: 200 });

    const read: string[] = [];
    const sizes: number[] = [];
    for (let path: string | undefined = `/api/session/${session.session_id}/state?page_size=50`; path !== undefined;) {
      const answer: Answer<Facts> = await send('GET', new URL(path, planes.api.base).href);
      sizes.push(answer.body.facts.length);
      for (const { key, value } of answer.body.facts) {
        expect(value).toEqual({ key });
        read.push(key);
      }
      const link: string | undefined = /^<(.*)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
      expect(link === undefined).toBe(answer.body.next_page_token === undefined);
      path = link;
    }
    expect(sizes).toEqual([50, 50, 23]);
    expect(read).toEqual(keys.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))));
  });

  it('comes in smaller pages where values are large', async () => {
    const session = await planes.api.session();
    const large = 'x'.repeat(900_000);
    for (let index = 0; index < 20; index += 1) await put(session, `k${10 + index}`, large);

    const path = `/session/${session.session_id}/state?page_size=200`;
    const first = await planes.api.get<Facts>(path);
    const next = await planes.api.get<Facts>(`${path}&page_token=${first.body.next_page_token}`);
    expect(first.text.length).toBeLessThan(16_000_000);
    expect([...first.body.facts, ...next.body.facts].map(({ key }) => key)).toEqual(
      Array.from({ length: 20 }, (_, index) => `k${10 + index}`),
    );
    expect(next.body.next_page_token).toBeUndefined();
  });

  it.each(['%00', 'not base64url!', 'YQ==', ''])('is not read after a token that no page gave: "%s"', async (token) => {
    const session = await planes.api.session();
    const answer = await planes.api.get<Problem>(`/session/${session.session_id}/state?page_token=${token}`);
    expect(answer).toMatchObject({ status: 400, body: { code: expect.any(String) } });
  });
});
