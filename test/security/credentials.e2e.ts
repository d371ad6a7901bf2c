import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AuditPage,
  CreatedApiKey,
  EventPage,
  Execution,
  Problem,
  Session,
  SessionAnswer,
} from '@app/intent-contracts';
import { RawSocket } from '../conformance/raw-socket.js';
import { placeOrder, uploadContent } from '../processes/intents.js';
import { send, type Answer } from '../processes/plane-client.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { GuardedPlanes } from './guarded-planes.js';

const DATA_DIR = temporaryFolder('guarded');
let planes: GuardedPlanes;
let admin: string;
let session: Session;

beforeAll(async () => {
  planes = await GuardedPlanes.start({ DATA_DIR });
  admin = await planes.issuer.token('acme');
  ({ session } = (await ask<SessionAnswer>(admin, 'POST', '/session/create', { user_id: 'ann' })).body);
});

afterAll(() => planes.kill());

function ask<Body = Problem>(token: string, method: string, path: string, json?: unknown): Promise<Answer<Body>> {
  return send(method, `${planes.runtime.url}/api${path}`, { headers: planes.headers(token), json });
}

const scoped = (scope: string, claims: object = {}): Promise<string> =>
  planes.issuer.token('acme', { claims: { scope, ...claims } });

async function made(scopes: string[], more: object = {}): Promise<CreatedApiKey> {
  return (await ask<CreatedApiKey>(admin, 'POST', '/access/key', { name: 'nightly', scopes, ...more })).body;
}

/** An execution that waits, so that its stream stays open. */
async function waiting(): Promise<string> {
  const intent = placeOrder(session, { simulate: { delay_ms: 120_000 } });
  return (await ask<Execution>(admin, 'POST', '/intent/submit', intent)).body.execution_id;
}

/** A socket at Experience that follows the execution for the holder of the token, and is being told of it. */
async function follower(token: string, executionId: string): Promise<RawSocket> {
  const url = `${planes.experience.url.replace('http', 'ws')}/v1/live`;
  const socket = await RawSocket.open(url, 'intent-events.v1', planes.headers(token));
  socket.send({ event: 'subscribe', data: { sub: 's', execution_id: executionId } });
  await socket.frame('event');
  return socket;
}

describe('an API key', () => {
  it('is a caller of its tenant on both planes, with the scopes that it was given and no others', async () => {
    const { key, api_key } = await made(['read']);
    for (const url of [`${planes.runtime.url}/api/identity`, `${planes.experience.url}/v1/identity`]) {
      const { body } = await send('GET', url, { headers: planes.headers(key) });
      expect(body).toEqual({ tenant_id: 'acme', actor: `key:${api_key.key_id}`, scopes: ['read'] });
    }
    expect(await ask(key, 'POST', '/intent/submit', placeOrder(session))).toMatchObject({ status: 403 });
  });

  it('is good for nothing once it was revoked', async () => {
    const { key, api_key } = await made(['read']);
    expect((await ask(key, 'GET', '/identity')).status).toBe(200);
    expect((await ask(admin, 'DELETE', `/access/key/${api_key.key_id}`)).status).toBe(204);
    expect(await ask(key, 'GET', '/identity')).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    const listed = await ask<{ api_keys: object[] }>(admin, 'GET', '/access/key');
    expect(listed.body.api_keys).toContainEqual(
      expect.objectContaining({ key_id: api_key.key_id, revoked_at: expect.any(String) }),
    );
  });

  it('runs out when it is to', async () => {
    const { key } = await made(['read'], { expires_at: new Date(Date.now() + 1_500).toISOString() });
    expect((await ask(key, 'GET', '/identity')).status).toBe(200);
    await sleep(1_600);
    expect((await ask(key, 'GET', '/identity')).status).toBe(401);
  });

  it('cannot be given more than whoever makes it may do', async () => {
    const some = await scoped('admin:access read intents:submit:orders.*');
    const make = (scopes: string[]) => ask(some, 'POST', '/access/key', { name: 'n', scopes });
    expect(await make(['executions:operate'])).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
    expect(await make(['intents:submit'])).toMatchObject({ status: 403 });
    expect(await make(['intents:submit:content.upload'])).toMatchObject({ status: 403 });
    expect(await make(['everything'])).toMatchObject({ status: 422, body: { code: 'REQUEST_INVALID' } });
    expect((await make(['intents:submit:orders.place', 'read'])).status).toBe(201);
  });

  it('is not found in the data folder, only a hash of it', async () => {
    const { key } = await made(['read']);
    // It may have a line below in it, as the two that divide the key are.
    const secret = key.slice(`sk_${'0'.repeat(32)}_`.length);
    expect(secret).toHaveLength(43);
    const files = readdirSync(DATA_DIR, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(readFileSync(join(file.parentPath, file.name)).includes(secret)).toBe(false);
    }
  });
});

describe('a scope', () => {
  it('that is narrowed to a type lets one submit intents of that type alone', async () => {
    const token = await scoped('intents:submit:orders.place');
    expect((await ask(token, 'POST', '/intent/submit', placeOrder(session))).status).toBe(202);
    const upload = await ask(token, 'POST', '/intent/submit', uploadContent(session, 'a', 'a.csv'));
    expect(upload).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
    expect(upload.body.detail).toContain('intents:submit:content.upload');
  });

  it('to submit and to read does not let one operate', async () => {
    const executionId = await waiting();
    const token = await scoped('read intents:submit executions:signal');
    expect(await ask(token, 'POST', `/execution/${executionId}/cancel`, {})).toMatchObject({ status: 403 });
    expect((await ask(token, 'POST', `/execution/${executionId}/signal/go`, {})).status).toBe(202);
    expect((await ask(admin, 'POST', `/execution/${executionId}/terminate`, { reason: 'enough' })).status).toBe(202);
  });
});

describe('who did what', () => {
  it('stands in the log of the execution, and in the audit trail', async () => {
    const submitter = await planes.issuer.token('acme', { claims: { sub: 'sue' } });
    const { body } = await ask<Execution>(submitter, 'POST', '/intent/submit', {
      ...placeOrder(session, { simulate: { delay_ms: 120_000 } }),
    });
    const operator = await planes.issuer.token('acme', { claims: { sub: 'otto' } });
    await ask(operator, 'POST', `/execution/${body.execution_id}/terminate`, { reason: 'asked to' });
    const log = await ask<EventPage>(admin, 'GET', `/execution/${body.execution_id}/events`);
    const actors = log.body.events.filter(({ data }) => 'actor' in data).map(({ type, data }) => [type, data['actor']]);
    expect(actors).toEqual([
      ['execution.accepted', 'sue'],
      ['execution.terminated', 'otto'],
    ]);
    const audit = await ask<AuditPage>(admin, 'GET', `/audit?execution_id=${body.execution_id}`);
    expect(audit.body.entries).toMatchObject([
      { actor: 'sue', action: 'execution.accepted', execution_id: body.execution_id },
      { actor: 'otto', action: 'execution.terminated', reason: 'asked to' },
    ]);
    const ofOtto = await ask<AuditPage>(admin, 'GET', '/audit?actor=otto');
    expect(ofOtto.body.entries.map(({ action }) => action)).toEqual(['execution.terminated']);
  });

  it('cannot be made up by whoever does it', async () => {
    const executionId = await waiting();
    const forged = await ask(admin, 'POST', `/execution/${executionId}/terminate`, { reason: 'r', actor: 'sue' });
    expect(forged).toMatchObject({ status: 422, body: { code: 'REQUEST_INVALID' } });
    await ask(admin, 'POST', `/execution/${executionId}/terminate`, { reason: 'r' });
  });
});

describe('whoever follows a stream', () => {
  it('is told no more from the moment on in which the token runs out', async () => {
    const executionId = await waiting();
    const short = await scoped('read', { exp: Math.floor(Date.now() / 1_000) + 3 });
    const socket = await follower(short, executionId);
    expect((await socket.frame('error')).problem.code).toBe('UNAUTHENTICATED');
    socket.close();
    await ask(admin, 'POST', `/execution/${executionId}/terminate`, { reason: 'r' });
  });

  it('is told no more within a minute after being revoked, and another who shares the stream is', async () => {
    const executionId = await waiting();
    const revoked = await follower(await scoped('read', { sub: 'eve', jti: 'eves' }), executionId);
    const other = await follower(await scoped('read', { sub: 'bob' }), executionId);
    expect((await ask(admin, 'POST', '/access/revocation', { token_id: 'eves' })).status).toBe(204);
    expect((await revoked.frame('error')).problem.code).toBe('UNAUTHENTICATED');
    revoked.frames.length = 0;
    await ask(admin, 'POST', `/execution/${executionId}/terminate`, { reason: 'r' });
    await other.frame('event', ({ event }) => event.type === 'execution.terminated');
    expect(revoked.frames).toEqual([]);
    other.close();
    revoked.close();
  }, 70_000);

  it('cannot come back with a token that was issued before its subject was revoked, and can with a later one', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const before = await scoped('read', { sub: 'mallory', iat: now - 60 });
    expect((await ask(before, 'GET', '/execution')).status).toBe(200);
    expect((await ask(admin, 'POST', '/access/revocation', { subject: 'mallory' })).status).toBe(204);
    expect((await ask(before, 'GET', '/execution')).status).toBe(401);
    const later = await scoped('read', { sub: 'mallory', iat: now + 2 });
    expect((await ask(later, 'GET', '/execution')).status).toBe(200);
  });
});
