import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Execution } from '@app/intent-contracts';
import { PlaneClient, send } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { ToolClient, wordsOf, type Era } from './tool-client.js';

const order = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  order_id: 'o-1',
  sku: 'tea',
  quantity: 2,
  card: 'tok_1',
  ...more,
});

let runtime: PlaneProcess;
let experience: PlaneProcess;
let v1: PlaneClient;
const clients: ToolClient[] = [];

beforeAll(async () => {
  runtime = await runtimeProcess();
  experience = await experienceProcess(runtime.url, { EXPERIENCE_ADAPTERS: 'rest,sse,./examples/adapters/mcp' });
  await Promise.all([runtime.start(), experience.start()]);
  v1 = new PlaneClient(`${experience.url}/v1`);
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await Promise.all([experience.kill(), runtime.kill()]);
});

async function connected(query = '?tenant_id=acme&user_id=ann', era: Era = 'auto'): Promise<ToolClient> {
  const client = await ToolClient.connect(`${experience.url}/v1/mcp${query}`, era);
  clients.push(client);
  return client;
}

/** Newest first. */
const executions = (filter: Record<string, string>): Promise<Execution[]> =>
  v1.executions({ tenant_id: 'acme', ...filter });

interface Told {
  execution_id: string;
  status: string;
  result?: Record<string, unknown>;
  error?: { code: string; detail: string };
}
const toldBy = ({ structuredContent }: { structuredContent?: unknown }): Told => structuredContent as Told;

describe.each<[string, Era]>([
  ['of today', 'auto'],
  ['of an earlier revision', 'legacy'],
])('a client of the Model Context Protocol, %s', (_which, era) => {
  let client: ToolClient;
  beforeAll(async () => {
    client = await connected('?tenant_id=acme&user_id=ann', era);
  });

  it('speaks as it wants to', () => {
    const spoken = client.client.getNegotiatedProtocolVersion()!;
    expect(spoken >= '2026').toBe(era === 'auto');
  });

  it('is told of every intent as a tool, with what it takes', async () => {
    const { tools } = await client.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['orders-place', 'content-upload', 'execution-status', 'execution-cancel']),
    );
    expect(tools.find(({ name }) => name === 'orders-place')).toMatchObject({
      title: 'Reserve stock, charge the card and write the order down',
      description: expect.stringContaining('orders.place'),
      inputSchema: {
        type: 'object',
        properties: { quantity: { type: 'integer', minimum: 1 } },
        required: ['order_id', 'sku', 'quantity', 'card'],
      },
    });
  });

  it('has an order placed, hears how it goes and gets what came of it', async () => {
    const story: string[] = [];
    const result = await client.call('orders-place', order(), { told: (message) => story.push(message) });
    expect(result.isError).toBeFalsy();
    expect(toldBy(result)).toMatchObject({
      status: 'succeeded',
      result: { order_id: 'o-1', reservation_id: expect.any(String), charge_id: expect.any(String) },
    });
    expect(JSON.parse(wordsOf(result))).toEqual(result.structuredContent);
    expect(story).toEqual([
      'execution accepted',
      'execution started',
      'reserve-stock started',
      'reserve-stock succeeded',
      'charge-card started',
      'charge-card succeeded',
      'create-order started',
      'create-order succeeded',
      'execution succeeded',
    ]);
    const { body } = await v1.status(toldBy(result).execution_id);
    expect(body).toMatchObject({ status: 'succeeded', intent_type: 'orders.place', tenant_id: 'acme' });
  });

  it('learns that an order failed and was undone', async () => {
    const story: string[] = [];
    const simulate = { fail_step: 'create-order' };
    const result = await client.call('orders-place', order({ simulate }), { told: (message) => story.push(message) });
    expect(result.isError).toBe(true);
    expect(toldBy(result)).toMatchObject({ status: 'compensated', error: { code: 'STEP_FAILED' } });
    expect(wordsOf(result)).toContain(toldBy(result).error!.detail);
    expect(wordsOf(result)).toContain('what had been done before was undone');
    expect(story).toEqual(expect.arrayContaining(['undo of charge-card succeeded', 'undo of reserve-stock succeeded']));
  });

  it('is shown what does not fit in what it sent, and nothing happens', async () => {
    const before = await executions({});
    const result = await client.call('orders-place', order({ quantity: 0, card: undefined }));
    expect(result.isError).toBe(true);
    expect(wordsOf(result)).toMatch(/^\/quantity: .*quantity/m);
    expect(wordsOf(result)).toMatch(/^\/card: /m);
    expect(result.structuredContent).toMatchObject({ problem: { code: 'PAYLOAD_INVALID' } });
    expect(await executions({})).toHaveLength(before.length);
  });

  it('is told that there is no such tool', async () => {
    await expect(client.call('orders-burn', {})).rejects.toThrow(/no tool "orders-burn".*tools\/list/);
  });
});

describe('calling tools', () => {
  it('happens in one session for a user, in another for another, and in a new one when it was closed', async () => {
    const sessionOf = async (client: ToolClient): Promise<string> => {
      const { body } = await v1.status(toldBy(await client.call('orders-place', order())).execution_id);
      return body.session_id;
    };
    const [cy, cyAgain, di] = [
      await connected('?tenant_id=acme&user_id=cy'),
      await connected('?tenant_id=acme&user_id=cy'),
      await connected('?tenant_id=acme&user_id=di'),
    ];
    const session = await sessionOf(cy);
    expect(await sessionOf(cyAgain)).toBe(session);
    expect(await sessionOf(di)).not.toBe(session);
    expect((await v1.get(`/session/${session}`)).body).toMatchObject({ session: { user_id: 'cy' } });

    await send('POST', `${runtime.url}/api/session/${session}/close`);
    expect(await sessionOf(cy)).not.toBe(session);
  });

  it('happens in the session that the client names', async () => {
    const session = await v1.session('acme', 'eve');
    const client = await connected(`?tenant_id=acme&session_id=${session.session_id}`);
    await client.call('orders-place', order());
    expect(await executions({ session_id: session.session_id })).toHaveLength(1);
  });

  it('needs a tenant, and says how to name it', async () => {
    const client = await connected('');
    expect((await client.client.listTools()).tools.length).toBeGreaterThan(2);
    const result = await client.call('orders-place', order());
    expect(result.isError).toBe(true);
    expect(wordsOf(result)).toContain('/v1/mcp?tenant_id=');
  });

  it('twice with the same key has it done once', async () => {
    const client = await connected('?tenant_id=acme&user_id=fay');
    const meta = { 'symphainy/idempotency-key': 'the order of today' };
    const first = await client.call('orders-place', order(), { meta });
    const second = await client.call('orders-place', order(), { meta });
    expect(toldBy(second)).toEqual(toldBy(first));
  });

  it('goes on without a client that leaves, and tells what came of it when asked', async () => {
    const client = await connected('?tenant_id=acme&user_id=gus');
    const leaving = new AbortController();
    const call = client.call('orders-place', order({ simulate: { delay_ms: 700 } }), {
      signal: leaving.signal,
      told: (message) => message.includes('charge-card') && leaving.abort(new Error('I leave')),
    });
    await expect(call).rejects.toThrow();
    const [left] = await executions({ intent_type: 'orders.place' });
    expect(left).toMatchObject({ status: 'running' });
    await v1.ended(left!.execution_id);
    const asked = await client.call('execution-status', { execution_id: left!.execution_id });
    expect(toldBy(asked)).toMatchObject({ execution_id: left!.execution_id, status: 'succeeded' });
  });

  it('can be taken back by another call, and both say so', async () => {
    const client = await connected('?tenant_id=acme&user_id=hal');
    let begun: (() => void) | undefined;
    const charging = new Promise<void>((resolve) => (begun = resolve));
    const call = client.call('orders-place', order({ simulate: { delay_ms: 700 } }), {
      told: (message) => message.startsWith('charge-card') && begun?.(),
    });
    await charging;
    const [running] = await executions({ intent_type: 'orders.place', status: 'running' });
    const cancelled = await client.call('execution-cancel', { execution_id: running!.execution_id });
    expect(cancelled.isError).toBeFalsy();
    expect(toldBy(cancelled)).toMatchObject({ status: 'cancelled' });
    expect(wordsOf(await call)).toContain('Somebody cancelled it, and what had been done was undone.');
  });

  it('goes on without a server that stops, which says so before it does', async () => {
    const stopping = await experienceProcess(runtime.url, { EXPERIENCE_ADAPTERS: './examples/adapters/mcp' });
    await stopping.start();
    const client = await ToolClient.connect(`${stopping.url}/v1/mcp?tenant_id=acme&user_id=jo`);
    let stopped: Promise<unknown> | undefined;
    const result = await client.call('orders-place', order({ simulate: { delay_ms: 700 } }), {
      told: (message) => {
        if (message.startsWith('charge-card')) stopped ??= stopping.stop();
      },
    });
    expect(result.isError).toBe(true);
    expect(wordsOf(result)).toMatch(/goes on.*Ask for its status later; do not call again\./s);
    await stopped;
    await expect(v1.ended(toldBy(result).execution_id)).resolves.toMatchObject({ status: 'succeeded' });
    await client.close();
  });

  it('does not wait for an operator who must decide', async () => {
    const client = await connected('?tenant_id=acme&user_id=ida');
    const simulate = { fail_step: 'create-order', fail_undo: 'charge-card' };
    const result = await client.call('orders-place', order({ simulate }));
    expect(result.isError).toBe(true);
    expect(toldBy(result)).toMatchObject({ status: 'compensation_failed' });
    expect(wordsOf(result)).toContain('waits for an operator');
  });
});

describe('the adapter in Experience', () => {
  it('is documented as its other routes are', async () => {
    const { body } = await v1.get<{ paths: Record<string, object> }>('/openapi.json');
    expect(Object.keys(body.paths['/v1/mcp'] ?? {})).toEqual(['post']);
  });

  it('answers whoever looks for a connection that there is none', async () => {
    const { status, headers } = await send('GET', `${experience.url}/v1/mcp`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('POST');
  });

  it('keeps away pages of other origins, as every route does', async () => {
    const { status } = await send('POST', `${experience.url}/v1/mcp`, {
      json: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      headers: { origin: 'https://elsewhere.example', accept: 'application/json, text/event-stream' },
    });
    expect(status).toBe(403);
  });

  it('is not there where it was not asked for, and Runtime does not notice', async () => {
    const other = await experienceProcess(runtime.url);
    await other.start();
    expect((await send('POST', `${other.url}/v1/mcp`, { json: {} })).status).toBe(404);
    await other.kill();
  });
});
