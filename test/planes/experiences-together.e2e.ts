import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionEvent } from '@app/intent-contracts';
import { connectWith, LiveClient, type FollowTarget } from '@app/intent-client';
import { WebSocket } from 'ws';
import { hear, type Heard } from '../conformance/heard.js';
import { HttpProxy } from '../processes/http-proxy.js';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';

type Transport = 'polling' | 'sse' | 'websocket';

/** An Experience, and the ways by which it tells of events. */
interface Front {
  readonly url: string;
  readonly transports: readonly Transport[];
}

const PATIENCE_MS = 15_000;
const ENDED = /^execution\.(succeeded|failed|compensated|cancelled|terminated)$/;

let runtime: PlaneProcess;
let direct: PlaneClient;
let customers: PlaneProcess;
let operators: PlaneProcess;
let tenants = 0;

beforeAll(async () => {
  runtime = await runtimeProcess();
  await runtime.start();
  direct = new PlaneClient(`${runtime.url}/api`);
  customers = await experienceProcess(runtime.url, { EXPERIENCE_ADAPTERS: 'rest', RUNTIME_EVENTS: 'polling' });
  operators = await experienceProcess(runtime.url, { EXPERIENCE_ADAPTERS: 'rest,sse,websocket' });
  await Promise.all([customers.start(), operators.start()]);
});

afterAll(() => Promise.all([customers, operators, runtime].map((plane) => plane.kill())));

const ended =
  (count: number) =>
  ({ events }: Heard): boolean =>
    events.filter(({ type }) => ENDED.test(type)).length >= count;

async function follow(
  url: string,
  transport: Transport,
  target: FollowTarget,
  tenantId: string,
): Promise<ExecutionEvent[]> {
  const client = new LiveClient({ url: `${url}/v1`, transport, tenantId, connect: connectWith(WebSocket) });
  const items = client.follow(target, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const { events } = await hear(items, ended('tenant' in target ? 2 : 1));
  client.close();
  return events;
}

/**
 * At each Experience somebody places an order, everybody follows both orders and the tenant, and each takes back the
 * other's. What is told is put together by who told it and of what; Runtime's log is what it is held to.
 */
async function workTogether(...fronts: [Front, Front]): Promise<{ told: Record<string, unknown>; log: unknown }> {
  tenants += 1;
  const tenant = `tenant-${tenants}`;
  const clients = fronts.map(({ url }) => new PlaneClient(`${url}/v1`));
  const orders = await Promise.all(
    clients.map(async (client, index) => {
      const session = await client.session(tenant, `user-${index}`);
      return client.accepted(placeOrder(session, { simulate: { delay_ms: 400 } }));
    }),
  );
  const views = fronts.flatMap(({ url, transports }, front) =>
    transports.map(async (transport) => {
      const [first, second, both] = await Promise.all([
        ...orders.map(({ execution_id }) => follow(url, transport, { execution_id }, tenant)),
        follow(url, transport, { tenant: true }, tenant),
      ]);
      return [`${front} by ${transport}`, { orders: [first, second], feed: inOrder(both!) }] as const;
    }),
  );
  const told = Promise.all(views);
  // Where it fails, it is said below.
  told.catch(() => undefined);
  const commands = clients.map(async (client, index) => {
    const others = orders[1 - index]!.execution_id;
    await client.until(others, ({ progress }) => progress.completed_steps > 0);
    return (await client.post(`/execution/${others}/cancel`, {})).status;
  });
  expect(await Promise.all(commands)).toEqual([202, 202]);
  await Promise.all(orders.map(({ execution_id }) => direct.ended(execution_id)));
  const logs = await Promise.all(orders.map(({ execution_id }) => direct.events(execution_id)));
  return { told: Object.fromEntries(await told), log: { orders: logs, feed: inOrder(logs.flat()) } };
}

/** Two executions are told of in the order in which things happened; here each is read on its own. */
function inOrder(events: readonly ExecutionEvent[]): string[] {
  return events.map(({ executionid, sequence }) => `${executionid}:${String(sequence).padStart(4, '0')}`).toSorted();
}

const customersFront = (url = customers.url): Front => ({ url, transports: ['polling'] });
const operatorsFront = (url = operators.url): Front => ({ url, transports: ['polling', 'sse', 'websocket'] });

/** A page, or a frame, without the events that are not to be seen. */
function without(body: unknown, isHidden: (event: ExecutionEvent) => boolean): unknown {
  const { events, cursors } = body as { events?: ExecutionEvent[]; cursors?: string[] };
  if (events === undefined || cursors === undefined) return body;
  const shown = events.map((event) => !isHidden(event));
  return {
    ...(body as object),
    events: events.filter((_, index) => shown[index]),
    cursors: cursors.filter((_, index) => shown[index]),
  };
}

describe('P3: a customers’ Experience and an operators’ on one Runtime at once', () => {
  it('each take orders, tell of those of both, and carry out commands that both see', async () => {
    const { pid } = runtime;
    const { told, log } = await workTogether(customersFront(), operatorsFront());

    expect(told).toEqual({
      '0 by polling': log,
      '1 by polling': log,
      '1 by sse': log,
      '1 by websocket': log,
    });
    const types = (log as { orders: ExecutionEvent[][] }).orders.map((events) => events.map(({ type }) => type));
    for (const own of types) expect(own).toContain('execution.cancel_requested');
    expect(runtime.isRunning && runtime.pid).toBe(pid);
  });

  it.each([
    ['tells of its own orders alone', (own: Set<string>) => (event: ExecutionEvent) => !own.has(event.executionid)],
    ['keeps commands to itself', () => (event: ExecutionEvent) => event.type === 'execution.cancel_requested'],
  ])('catch one that %s', async (_how, hidden) => {
    const own = new Set<string>();
    const twin = await HttpProxy.listen(customers.url, {
      alter: (path, body) => {
        if (path.endsWith('/intent/submit')) own.add((body as { execution_id: string }).execution_id);
        // The end is told, so that nobody waits for it.
        return without(body, (event) => hidden(own)(event) && !ENDED.test(event.type));
      },
    });
    const { told, log } = await workTogether(customersFront(twin.url), operatorsFront());
    await twin.close();

    expect(told['1 by sse']).toEqual(log);
    expect(told['0 by polling']).not.toEqual(log);
  });
});
