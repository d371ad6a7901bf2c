import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedApiKey, SocketTicket } from '@app/intent-contracts';
import { RawSocket } from '../conformance/raw-socket.js';
import { send, type Answer, type SendOptions } from '../processes/plane-client.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { GuardedPlanes } from './guarded-planes.js';

const DATA_DIR = temporaryFolder('canaries');
const PEPPER = canary();
const METRICS = canary();
/** Everything that must be found nowhere, by what it is. */
const planted = new Map<string, string>([
  ['the pepper', PEPPER],
  ['the token of metrics', METRICS],
]);
let planes: GuardedPlanes;
let said = '';
let measured = '';
const kept: string[] = [];

function canary(): string {
  return `canary${randomBytes(20).toString('hex')}`;
}

function plant(what: string, secret: string = canary()): string {
  planted.set(what, secret);
  return secret;
}

/** Asks both planes for something that they share, and keeps what they say. */
async function ask(method: string, path: string, options: SendOptions): Promise<Answer<unknown>[]> {
  const answers = [];
  for (const base of [`${planes.runtime.url}/api`, `${planes.experience.url}/v1`]) {
    const answer = await send(method, base + path, options);
    said += answer.text + JSON.stringify([...answer.headers]);
    if (answer.headers.get('cache-control') !== 'no-store') kept.push(`${method} ${base}${path}`);
    answers.push(answer);
  }
  return answers;
}

beforeAll(async () => {
  planes = await GuardedPlanes.start({ DATA_DIR, API_KEY_PEPPER: PEPPER, METRICS_TOKEN: METRICS, LOG_LEVEL: 'debug' });
  plant('the service credential', planes.serviceToken);
  const token = plant('a token', await planes.issuer.token('acme'));
  const headers = planes.headers(token);
  const json = { name: 'n', scopes: ['read'] };
  const made = await send<CreatedApiKey>('POST', `${planes.runtime.url}/api/access/key`, { headers, json });
  const key = plant('an API key', made.body.key);
  await ask('GET', '/identity', { headers: planes.headers(key) });
  await ask('GET', '/identity', { headers: planes.headers(plant('a token that is none')) });
  await ask('GET', '/identity', { headers: planes.headers(plant('a forged token', forged())) });
  await ask('GET', '/identity', { headers: { authorization: `Basic ${plant('a password')}` } });
  await ask('GET', '/identity', { headers: planes.headers(token, plant('a wrong service credential')) });
  await ask('GET', '/identity', { headers: { ...headers, cookie: `session=${plant('a cookie')}` } });
  await ask('GET', `/execution?access_token=${plant('a token in an address')}`, { headers });
  const submit = (sent: SendOptions) =>
    ask('POST', '/intent/submit', { headers: { ...headers, 'content-type': 'application/json' }, ...sent });
  await submit({ body: `{"password": "${plant('a secret in what is no JSON')}", }` });
  await submit({ body: plant('a body that is no JSON') });
  await submit({ json: { password: plant('a secret in a member that nobody knows') } });
  await submit({ json: { intent_type: { password: plant('a secret in place of a text') } } });
  const payload = { order_id: 1, sku: 's', quantity: plant('a secret in place of a number'), card: 'c' };
  await submit({ json: { intent_type: 'orders.place', realm: 'orders', session_id: 'ses_1', payload } });
  await ask('GET', '/execution/exe_1/status', {
    headers: { ...headers, 'x-forwarded-authorization': plant('a header that nobody knows') },
  });
  const minted = await send<SocketTicket>('POST', `${planes.experience.url}/v1/live/ticket`, { headers });
  const ticket = plant('a ticket', minted.body.ticket);
  const url = `${planes.experience.url.replace('http', 'ws')}/v1/live?ticket=${ticket}`;
  (await RawSocket.open(url, 'intent-events.v1')).close();
  await RawSocket.open(url, 'intent-events.v1').catch((error: unknown) => (said += String(error)));
  const reader = { headers: { authorization: `Bearer ${METRICS}` } };
  const read = await Promise.all(
    [planes.runtime, planes.experience].map((p) => send('GET', `${p.url}/metrics`, reader)),
  );
  measured = read.map(({ text }) => text).join('');
  await Promise.all([planes.runtime.stop(), planes.experience.stop()]);
}, 60_000);

afterAll(() => planes.kill());

function forged(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', kid: 'current' })}.${part({ sub: 'x', exp: 9_999_999_999 })}.${canary()}`;
}

function found(text: string | Buffer): string[] {
  return [...planted].filter(([, secret]) => text.includes(secret)).map(([what]) => what);
}

describe('secrets that come in with requests, or by the environment', () => {
  it('are many, and were sent', () => {
    expect(planted.size).toBeGreaterThanOrEqual(16);
    expect(said).toContain('UNAUTHENTICATED');
    expect(planes.runtime.logs.length).toBeGreaterThan(100);
  });

  it('are in no metric', () => {
    expect(measured.match(/^symphainy_credentials_refused_total [1-9]/gm)).toHaveLength(2);
    expect(found(measured)).toEqual([]);
  });

  it('are in no cache: each answer says that nobody is to keep it', () => {
    expect(kept).toEqual([]);
  });

  it('are in no answer', () => {
    expect(found(said)).toEqual([]);
  });

  it('are in no log', () => {
    expect(found(planes.runtime.logs)).toEqual([]);
    expect(found(planes.experience.logs)).toEqual([]);
  });

  it('are nowhere in the data folder', () => {
    const files = readdirSync(DATA_DIR, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) expect(found(readFileSync(join(parentPath, name)))).toEqual([]);
  });

  it('would be found if they were there', () => {
    expect(found(`…${PEPPER}…`)).toEqual(['the pepper']);
  });
});
