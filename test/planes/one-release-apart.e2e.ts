import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectWith, LiveClient } from '@app/intent-client';
import type { Execution, ExecutionAccepted, ExecutionEvent } from '@app/intent-contracts';
import { WebSocket } from 'ws';
import { hear } from '../conformance/heard.js';
import { HttpProxy } from '../processes/http-proxy.js';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient, send, type Answer } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { isInHistory, OlderPlanes } from './older-planes.js';

const isTried = isInHistory();
const described = isTried ? describe : describe.skip;
const where = isTried ? '' : ' (NOT TRIED HERE: the history that the older planes are built from is not there)';
if (!isTried) process.stdout.write(`  planes one release apart${where}\n`);

const PATIENCE_MS = 8_000;
const STEPS = 3;

let older: OlderPlanes;
const started: PlaneProcess[] = [];

async function start(plane: PlaneProcess): Promise<PlaneProcess> {
  started.push(plane);
  await plane.start();
  return plane;
}

/** Uses an Experience in every way in which its users do. Rejects where something is not as the contract has it. */
async function use(url: string, transports: readonly ('sse' | 'websocket')[]): Promise<void> {
  const client = new PlaneClient(`${url}/v1`);
  const session = await client.session();

  const form = new FormData();
  form.set('tenant_id', session.tenant_id);
  form.set('session_id', session.session_id);
  form.set('file', new Blob(['id,name\n1,Ann\n2,Bo\n']), 'people.csv');
  const upload = await send<ExecutionAccepted>('POST', `${client.base}/content/upload`, { body: form });
  expect(upload).toMatchObject({ status: 202, body: { links: { status: expect.any(String) } } });
  expect(await waitForEnd(client, upload.body.execution_id)).toMatchObject({
    status: 200,
    body: { status: 'succeeded', done: true, result: { filename: 'people.csv', kind: 'table' } },
  });

  const order = await client.accepted(placeOrder(session, { simulate: { delay_ms: 200 } }));
  const live = Promise.all(transports.map((transport) => follow(client.base, transport, order.execution_id)));
  // Where it fails, it is said below.
  live.catch(() => undefined);
  expect(await waitForEnd(client, order.execution_id)).toMatchObject({
    status: 200,
    body: {
      execution_id: order.execution_id,
      intent_type: 'orders.place',
      session_id: session.session_id,
      status: 'succeeded',
      done: true,
      progress: { completed_steps: STEPS },
      result: { order_id: expect.any(String) },
      cursor: expect.any(String),
    },
  });
  const pages = await client.events(order.execution_id);
  expect(pages.map(({ sequence }) => sequence)).toEqual(pages.map((_, index) => index + 1));
  expect(pages.filter(({ type }) => type === 'step.succeeded')).toHaveLength(STEPS);
  expect(pages.at(-1)).toMatchObject({ type: 'execution.succeeded', data: { result: expect.anything() } });
  for (const told of await live) expect(told).toEqual(pages);
}

/** Asks for the status as one who waits for it to change. */
async function waitForEnd(client: PlaneClient, executionId: string): Promise<Answer<Execution>> {
  for (let answer = await client.status(executionId); ;) {
    if (answer.body.done || answer.status !== 200) return answer;
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    const next = await client.status(executionId, { 'if-none-match': etag, prefer: 'wait=20' });
    expect({ ...next, isOther: next.headers.get('etag') !== etag }).toMatchObject({ status: 200, isOther: true });
    answer = next;
  }
}

async function follow(url: string, transport: 'sse' | 'websocket', execution_id: string): Promise<ExecutionEvent[]> {
  const client = new LiveClient({ url, transport, connect: connectWith(WebSocket) });
  const { events, others } = await hear(
    client.follow({ execution_id }, { signal: AbortSignal.timeout(PATIENCE_MS) }),
  ).finally(() => client.close());
  expect(others).toEqual(['end']);
  return events;
}

/** The same without the member, wherever it stands. */
function without(member: string, body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), function (name: string, value: unknown) {
    return name === member ? undefined : value;
  });
}

described(`P5: planes one release apart${where}`, () => {
  beforeAll(async () => {
    older = await OlderPlanes.build();
  });
  afterAll(() => Promise.all(started.map((plane) => plane.kill())));

  it('serve their users when Experience is the newer, over WebSocket too, which the older Runtime does not have', async () => {
    const runtime = await start(await older.runtime());
    const experience = await start(await experienceProcess(runtime.url));

    await use(experience.url, ['sse', 'websocket']);
  });

  it('serve their users when Runtime is the newer', async () => {
    await expect(underOlderExperience((body) => body)).resolves.toBeUndefined();
  });

  it.each(['cursors', 'progress', 'result'])(
    'catch a newer Runtime that leaves out `%s`, which the older Experience was promised',
    async (member) => {
      await expect(underOlderExperience((body) => without(member, body))).rejects.toThrow();
    },
  );
});

/** Uses the older Experience on the newer Runtime, of whose answers each goes through `alter`. */
async function underOlderExperience(alter: (body: unknown) => unknown): Promise<void> {
  const runtime = await start(await runtimeProcess());
  const between = await HttpProxy.listen(runtime.url, { alter: (_path, body) => alter(body) });
  const experience = await start(await older.experience(between.url));
  try {
    await use(experience.url, ['sse']);
  } finally {
    await Promise.all([experience.kill(), runtime.kill()]);
    await between.close();
  }
}
