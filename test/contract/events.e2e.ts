import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventPage, ExecutionEvent, Problem, Session } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { type PlaneClient, send } from '../processes/plane-client.js';
import { type ServerSentEvent, serverSentEvents } from '../processes/server-sent-events.js';

let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  planes = await BothPlanes.start();
  session = await planes.api.session();
});

afterAll(() => planes.kill());

const STORY = [
  'execution.accepted',
  'execution.started',
  'step.started',
  'step.succeeded',
  'step.started',
  'step.failed',
  'execution.compensating',
  'undo.started',
  'undo.succeeded',
  'execution.compensated',
];

async function turnedBack(client: PlaneClient, delay = 0): Promise<string> {
  const { execution_id } = await client.accepted(
    placeOrder(session, { simulate: { fail_step: 'charge-card', delay_ms: delay } }),
  );
  return execution_id;
}

describe.each([
  ['Runtime', () => planes.api],
  ['Experience', () => planes.v1],
])('the events of an execution at %s', (_plane, door) => {
  const page = (id: string, query = '', headers = {}) =>
    door().get<EventPage>(`/execution/${id}/events${query}`, headers);

  it('tell its whole story as CloudEvents, without a hole', async () => {
    const id = await turnedBack(door());
    await door().ended(id);
    const { body } = await page(id);

    expect(body.done).toBe(true);
    expect(body.events.map(({ type }) => type)).toEqual(STORY);
    for (const [index, event] of body.events.entries()) {
      expect(event).toMatchObject({
        specversion: '1.0',
        id: `${id}:${index + 1}`,
        source: expect.any(String),
        subject: expect.any(String),
        tenantid: session.tenant_id,
        sessionid: session.session_id,
        executionid: id,
        sequence: index + 1,
      });
      expect(Number.isNaN(Date.parse(event.time))).toBe(false);
    }
    const of = (type: string) => body.events.filter((event) => event.type === type).map(({ data }) => data);
    expect(of('step.succeeded')).toMatchObject([{ step: 'reserve-stock', attempt: 1 }]);
    expect(of('step.failed')).toMatchObject([
      { step: 'charge-card', attempt: 1, problem: { code: 'STEP_FAILED', step: 'charge-card' } },
    ]);
    expect(of('execution.compensating')).toMatchObject([{ cause: { code: 'STEP_FAILED' }, steps: ['reserve-stock'] }]);
    expect(of('undo.succeeded')).toMatchObject([{ step: 'reserve-stock', attempt: 1 }]);
  });

  it('can be read on from every cursor: nothing is lost and nothing comes twice', async () => {
    const id = await turnedBack(door());
    await door().ended(id);
    const { body } = await page(id);

    expect(body.cursors).toHaveLength(body.events.length);
    for (const [index, cursor] of body.cursors.entries()) {
      const rest = await page(id, `?after=${encodeURIComponent(cursor)}`);
      expect(rest.body.events).toEqual(body.events.slice(index + 1));
      expect(rest.body.done).toBe(true);
    }
  });

  it('are all reflected in a status up to its cursor', async () => {
    const id = await turnedBack(door());
    const { cursor } = await door().ended(id);
    const { body } = await page(id, `?after=${encodeURIComponent(cursor)}`);

    expect(body).toMatchObject({ events: [], next_cursor: cursor, done: true });
  });

  it('are waited for with Prefer: wait', async () => {
    const id = await turnedBack(door(), 200);
    const seen: ExecutionEvent[] = [];
    let cursor = '';
    for (let done = false; !done;) {
      const { body } = await page(id, cursor && `?after=${encodeURIComponent(cursor)}`, { prefer: 'wait=10' });
      expect(body.events.length + Number(body.done)).toBeGreaterThan(0);
      seen.push(...body.events);
      ({ next_cursor: cursor, done } = body);
    }

    expect(seen.map(({ type }) => type)).toEqual(STORY);
  });

  it('come as an empty page with the same cursor when nothing has happened', async () => {
    const { execution_id } = await door().accepted(placeOrder(session, { simulate: { delay_ms: 2_000 } }));
    await door().until(execution_id, ({ progress }) => progress.current_step !== null);
    const { body } = await page(execution_id);
    const next = await page(execution_id, `?after=${encodeURIComponent(body.next_cursor)}`);

    expect(next.body).toMatchObject({ events: [], next_cursor: body.next_cursor, done: false });
  });

  it('are not given for a cursor of another execution, nor for one that is none of ours', async () => {
    const [one, other] = [await turnedBack(door()), await turnedBack(door())];
    const { cursor } = await door().ended(one);
    const foreign = await door().get<Problem>(`/execution/${other}/events?after=${encodeURIComponent(cursor)}`);
    const beyond = Buffer.from(JSON.stringify(['x', other, 2 ** 31])).toString('base64url');
    const invented = ['nonsense', beyond].map((after) =>
      door().get<Problem>(`/execution/${other}/events?after=${after}`),
    );

    expect(foreign).toMatchObject({ status: 400, body: { code: 'CURSOR_OF_ANOTHER_STREAM' } });
    for (const answer of invented)
      expect(await answer).toMatchObject({ status: 400, body: { code: 'CURSOR_INVALID' } });
  });
});

describe('the events of an execution as a stream at Experience', () => {
  const url = (id: string, query = '') => `${planes.experience.url}/v1/execution/${id}/events${query}`;

  async function collect(stream: AsyncIterable<ServerSentEvent>, most = Infinity): Promise<ServerSentEvent[]> {
    const events: ServerSentEvent[] = [];
    for await (const event of stream) {
      if (event.comment === undefined) events.push(event);
      if (events.length >= most) break;
    }
    return events;
  }

  it('come as they happen, each with its cursor, and the stream closes at the end', async () => {
    const id = await turnedBack(planes.v1, 100);
    const events = await collect(serverSentEvents(url(id)));

    expect(events.map(({ event }) => event)).toEqual([...STORY, 'end']);
    expect(events.every((event) => event.id !== undefined && event.id !== '')).toBe(true);
    const logged = await planes.v1.events(id);
    expect(events.slice(0, -1).map(({ data }) => JSON.parse(data ?? 'null') as unknown)).toEqual(logged);
  });

  it('go on after Last-Event-ID where a client was cut off, without loss or repetition', async () => {
    const id = await turnedBack(planes.v1, 150);
    const seen: ServerSentEvent[] = [];
    for (let headers = {}; seen.at(-1)?.event !== 'end'; headers = { 'last-event-id': seen.at(-1)?.id ?? '' }) {
      seen.push(...(await collect(serverSentEvents(url(id), { headers }), 3)));
    }

    expect(seen.map(({ event }) => event)).toEqual([...STORY, 'end']);
  });

  it('can be gone on from a page, and from a stream on a page', async () => {
    const id = await turnedBack(planes.v1, 100);
    await planes.v1.ended(id);
    const { body } = await planes.v1.get<EventPage>(`/execution/${id}/events`);
    const third = encodeURIComponent(body.cursors[2] ?? '');
    const streamed = await collect(serverSentEvents(url(id, `?after=${third}`)), 2);
    const rest = await planes.v1.get<EventPage>(
      `/execution/${id}/events?after=${encodeURIComponent(streamed.at(-1)?.id ?? '')}`,
    );

    expect(streamed.map(({ event }) => event)).toEqual(STORY.slice(3, 5));
    expect(rest.body.events.map(({ type }) => type)).toEqual(STORY.slice(5));
  });

  it('are answered 204 when nothing can follow the cursor', async () => {
    const id = await turnedBack(planes.v1);
    await planes.v1.ended(id);
    const end = (await collect(serverSentEvents(url(id)))).at(-1);
    const answer = await send('GET', url(id), {
      headers: { accept: 'text/event-stream', 'last-event-id': end?.id ?? '' },
    });

    expect(answer.status).toBe(204);
  });
});
