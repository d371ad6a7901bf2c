import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Session } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import type { PlaneClient } from '../processes/plane-client.js';

let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  planes = await BothPlanes.start();
  session = await planes.api.session();
});

afterAll(() => planes.kill());

/** A request with headers that `fetch` would not send as they are. */
async function raw(url: string, headers: Record<string, string>, method = 'GET', body?: string) {
  const { promise, resolve, reject } = deferred<{ status: number; body: string }>();
  const call = request(url, { method, headers: { ...headers, ...(body && { 'content-type': 'application/json' }) } });
  call.on('error', reject);
  call.on('response', (answer) => {
    text(answer).then((read) => resolve({ status: answer.statusCode ?? 0, body: read }), reject);
  });
  call.end(body);
  const answer = await promise;
  return { ...answer, code: (answer.body.startsWith('{') ? (JSON.parse(answer.body) as Partial<Problem>) : {}).code };
}

function deferred<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<Value>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

describe.each([
  ['Runtime', () => planes.api],
  ['Experience', () => planes.v1],
])('%s in open mode', (_plane, door) => {
  let client: PlaneClient;
  const types = () => `${client.base}/intent/types`;

  beforeAll(() => {
    client = door();
  });

  it('answers under the names of this machine', async () => {
    const { port } = new URL(client.base);
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      expect(await raw(types(), { host: `${name}:${port}` })).toMatchObject({ status: 200 });
    }
  });

  it('answers 421 under any other name, so that no web page reaches it by rebinding one', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:8000']) {
      expect(await raw(types(), { host })).toMatchObject({ status: 421, code: 'HOST_NOT_ALLOWED' });
    }
  });

  it('answers 403 to a page of another origin, before anything has happened', async () => {
    const before = (await planes.api.executions({ tenant_id: 'acme' })).length;
    const intent = JSON.stringify(placeOrder(session));
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null']) {
      const submitted = await raw(`${client.base}/intent/submit`, { origin }, 'POST', intent);
      expect(submitted).toMatchObject({ status: 403, code: 'ORIGIN_NOT_ALLOWED' });
    }

    expect(await planes.api.executions({ tenant_id: 'acme' })).toHaveLength(before);
  });

  it('answers a page of its own origin', async () => {
    const { origin } = new URL(client.base);

    expect(await raw(types(), { origin })).toMatchObject({ status: 200 });
  });

  it('takes the tenant from X-Tenant-Id, where the request does not name one', async () => {
    const { execution_id } = await client.accepted(placeOrder(session));
    const own = await client.status(execution_id, { 'x-tenant-id': 'acme' });
    const foreign = await client.get<Problem>(`/execution/${execution_id}/status`, { 'x-tenant-id': 'globex' });
    const none = await client.status(execution_id);

    expect(own.status).toBe(200);
    expect(foreign).toMatchObject({ status: 404, body: { code: 'EXECUTION_NOT_FOUND' } });
    expect(none.status).toBe(200);
  });
});

describe('a list', () => {
  it('is that of the tenant in X-Tenant-Id', async () => {
    const { execution_id } = await planes.api.accepted(placeOrder(session));
    const list = async (tenant: string) =>
      (
        await planes.api.get<{ executions: { execution_id: string }[] }>('/execution', { 'x-tenant-id': tenant })
      ).body.executions.map((execution) => execution.execution_id);

    expect(await list('acme')).toContain(execution_id);
    expect(await list('globex')).toEqual([]);
  });
});
