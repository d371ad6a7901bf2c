import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, SocketTicket } from '@app/intent-contracts';
import { RawSocket } from '../conformance/raw-socket.js';
import { send, type Answer } from '../processes/plane-client.js';
import { ROOT } from '../processes/planes.js';
import { GuardedPlanes } from './guarded-planes.js';
import { owned, type Owned } from './owned.js';
import { ROUTES, type RouteEntry } from './route-table.js';

let planes: GuardedPlanes;
let acme: Owned;
let globex: Owned;

beforeAll(async () => {
  planes = await GuardedPlanes.start();
  [acme, globex] = [await owned(planes, 'acme'), await owned(planes, 'globex')];
}, 60_000);

afterAll(() => planes.kill());

function documentedRoutes(plane: string): string[] {
  const document = readFileSync(join(ROOT, `apps/${plane}/openapi.json`), 'utf8');
  const { paths } = JSON.parse(document) as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** A request to a route for what is `whose`, by the holder of a token. */
function ask(route: string, whose: Owned, token: string | undefined, more: Record<string, string> = {}) {
  const { json, query } = ROUTES[route]!;
  const [method, path] = route.split(' ') as [string, string];
  const named: Readonly<Record<string, string>> = {
    sessionId: whose.sessionId,
    executionId: whose.executionId,
    artifactId: whose.contentId,
    contentId: whose.contentId,
    mashId: whose.mashId,
    keyId: whose.keyId,
    key: 'colour',
    name: 'reserve-stock',
    step: 'reserve-stock',
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name]!) + (query?.(whose) ?? '');
  const plane = path.startsWith('/v1') ? planes.experience : planes.runtime;
  const isStreamed = route === 'POST /api/artifact/upload';
  const form = new FormData();
  form.append('session_id', whose.sessionId);
  form.append('file', new Blob(['id\n1\n']), 'a.csv');
  return send<Problem>(method, plane.url + filled, {
    headers: {
      ...planes.headers(token),
      ...(isStreamed && { 'content-type': 'text/csv', 'x-filename': 'a.csv' }),
      ...more,
    },
    ...(json && { json: json(whose) }),
    ...(isStreamed && { body: 'id\n1\n' }),
    ...(path === '/v1/content/upload' && { body: form }),
  });
}

function idsOf({ sessionId, executionId, contentId, mashId, keyId }: Owned): string[] {
  return [sessionId, executionId, contentId, mashId, keyId];
}

function expectNothingOf(whose: Owned, answer: Answer<unknown>): void {
  for (const id of idsOf(whose)) expect(answer.text).not.toContain(id);
}

const entries = Object.entries(ROUTES);
const guarded = entries.filter(([, { foreign }]) => foreign !== 'public');

describe('the table of who may have what', () => {
  it.each(['runtime', 'experience'])('has an entry for every route of %s, and for no other', (plane) => {
    const isOfPlane = (route: string): boolean => route.includes(' /v1') === (plane === 'experience');
    expect(Object.keys(ROUTES).filter(isOfPlane).toSorted()).toEqual(documentedRoutes(plane).toSorted());
  });
});

describe('whoever does not say who they are', () => {
  it.each(guarded)('is refused at %s', async (route) => {
    const answer = await ask(route, acme, undefined);
    expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="symphainy"');
  });
});

describe('a caller without scopes', () => {
  const scoped = guarded.filter(([, { isForAll }]) => !isForAll);

  it.each(scoped)('may not do %s', async (route) => {
    const token = await planes.issuer.token('acme', { claims: { scope: 'openid profile' } });
    expect(await ask(route, acme, token)).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  });
});

describe('a caller of another tenant', () => {
  it.each(entries.filter(([, { foreign }]) => foreign === 'not found'))('is answered 404 at %s', async (route) => {
    const answer = await ask(route, acme, globex.token);
    expect(answer.status).toBe(404);
    expect(answer.body.code).toMatch(/_NOT_FOUND$/);
  });

  it.each(entries.filter(([, { foreign }]) => foreign === 'their own'))(
    'is given nothing of it at %s',
    async (route) => {
      const answer = await ask(route, acme, globex.token);
      expect(answer.status).toBeLessThan(300);
      expectNothingOf(acme, answer);
    },
  );

  it.each(guarded)('gains nothing by that tenant’s name at %s', async (route) => {
    const answer = await ask(route, acme, globex.token, { 'x-tenant-id': 'acme' });
    if (answer.status >= 400) expect([403, 404]).toContain(answer.status);
    else expectNothingOf(acme, answer);
  });
});

describe('the owner', () => {
  it.each(entries)('is served at %s', async (route, { owner }: RouteEntry) => {
    const answer = await ask(route, acme, acme.token);
    if (owner === undefined) expect(answer.status).toBeLessThan(400);
    else expect(answer.status < 400 || owner.includes(answer.status)).toBe(true);
  });
});

describe.each([
  ['Runtime', () => `${planes.runtime.url.replace('http', 'ws')}/api/events/stream`],
  ['Experience', () => `${planes.experience.url.replace('http', 'ws')}/v1/live`],
])('a socket at %s', (_plane, url) => {
  const open = (token: string): Promise<RawSocket> => RawSocket.open(url(), 'intent-events.v1', planes.headers(token));

  it("tells another tenant nothing of an execution, a session, or a feed's cursor", async () => {
    const socket = await open(globex.token);
    socket.send({ event: 'subscribe', data: { sub: 'e', execution_id: acme.executionId } });
    socket.send({ event: 'subscribe', data: { sub: 's', session_id: acme.sessionId } });
    socket.send({ event: 'subscribe', data: { sub: 'c', tenant: true, after: acme.feedCursor } });
    socket.send({ event: 'subscribe', data: { sub: 'n', tenant: true, tenant_id: 'acme' } });
    const codes = [];
    for (const sub of ['e', 's', 'c', 'n']) {
      codes.push((await socket.frame('error', (data) => data.sub === sub)).problem.code);
    }
    expect(codes).toEqual(['EXECUTION_NOT_FOUND', 'SESSION_NOT_FOUND', 'STREAM_NOT_FOUND', 'TENANT_MISMATCH']);
    expect(socket.frames.filter(({ event }) => event === 'event')).toEqual([]);
    socket.close();
  });

  it('tells the owner', async () => {
    const socket = await open(acme.token);
    socket.send({ event: 'subscribe', data: { sub: 'e', execution_id: acme.executionId } });
    expect((await socket.frame('event')).event.type).toBe('execution.accepted');
    socket.close();
  });

  it('is not opened for a token that nobody trusts', async () => {
    await expect(open('nonsense')).rejects.toThrow('401');
  });
});

describe('a ticket', () => {
  const mint = async (token: string): Promise<string> => {
    const headers = planes.headers(token);
    const answer = await send<SocketTicket>('POST', `${planes.experience.url}/v1/live/ticket`, { headers });
    return answer.body.ticket;
  };
  const open = (ticket: string): Promise<RawSocket> => {
    const url = `${planes.experience.url.replace('http', 'ws')}/v1/live?ticket=${encodeURIComponent(ticket)}`;
    return RawSocket.open(url, 'intent-events.v1');
  };

  it('opens one socket, for its owner, and no second one', async () => {
    const ticket = await mint(acme.token);
    const socket = await open(ticket);
    socket.send({ event: 'subscribe', data: { sub: 'e', execution_id: acme.executionId } });
    socket.send({ event: 'subscribe', data: { sub: 'f', execution_id: globex.executionId } });
    expect((await socket.frame('event')).event.tenantid).toBe('acme');
    expect((await socket.frame('error')).problem.code).toBe('EXECUTION_NOT_FOUND');
    await expect(open(ticket)).rejects.toThrow('401');
    socket.close();
  });

  it('is nothing that a request could be made with', async () => {
    const headers = planes.headers(await mint(acme.token));
    expect(await send('GET', `${planes.runtime.url}/api/identity`, { headers })).toMatchObject({ status: 401 });
  });

  it('of nobody opens none', async () => {
    await expect(open('made-up')).rejects.toThrow('401');
  });
});
