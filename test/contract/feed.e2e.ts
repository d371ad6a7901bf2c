import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventPage, ExecutionEvent, Problem } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import type { PlaneClient } from '../processes/plane-client.js';

let planes: BothPlanes;

beforeAll(async () => {
  planes = await BothPlanes.start();
});

afterAll(() => planes.kill());

/** Reads the feed from a cursor to where it ends now. */
async function read(client: PlaneClient, query: Record<string, string>, cursor = '') {
  const events: ExecutionEvent[] = [];
  for (;;) {
    const parameters = new URLSearchParams({ tenant_id: 'acme', ...query, ...(cursor && { after: cursor }) });
    const { status, body, text } = await client.get<EventPage>(`/events?${parameters.toString()}`);
    if (status !== 200) throw new Error(`No feed: ${status} ${text}`);
    events.push(...body.events);
    if (body.events.length === 0) return { events, cursor: body.next_cursor };
    cursor = body.next_cursor;
  }
}

describe.each([
  ['Runtime', () => planes.api],
  ['Experience', () => planes.v1],
])('the feed of a session at %s', (_plane, door) => {
  it('holds every event of its executions, each execution in its own order, and nothing else', async () => {
    const [own, other] = await Promise.all([planes.api.session(), planes.api.session()]);
    const submit = (session: typeof own, simulate = {}) => planes.api.accepted(placeOrder(session, { simulate }));
    const [first, second] = await Promise.all([submit(own), submit(own, { fail_step: 'create-order' }), submit(other)]);
    await Promise.all([first, second].map(({ execution_id }) => planes.api.ended(execution_id)));

    const { events } = await read(door(), { session_id: own.session_id });

    const of = (id: string) => events.filter(({ executionid }) => executionid === id);
    expect(of(first.execution_id)).toEqual(await planes.api.events(first.execution_id));
    expect(of(second.execution_id)).toEqual(await planes.api.events(second.execution_id));
    expect(events).toHaveLength(of(first.execution_id).length + of(second.execution_id).length);
  });

  it('loses nothing and repeats nothing while it is read and written at once', async () => {
    const session = await planes.api.session();
    const writing = Promise.all(
      Array.from({ length: 30 }, async () => planes.api.accepted(placeOrder(session, { simulate: { delay_ms: 5 } }))),
    );
    const seen: ExecutionEvent[] = [];
    let cursor = '';
    const readOn = async () => {
      const part = await read(door(), { session_id: session.session_id }, cursor);
      seen.push(...part.events);
      ({ cursor } = part);
    };
    for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
      await readOn();
      if (seen.filter(({ type }) => type === 'execution.succeeded').length === 30) break;
    }
    const accepted = await writing;
    await readOn();

    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    for (const { execution_id } of accepted) {
      const own = seen.filter(({ executionid }) => executionid === execution_id).map(({ sequence }) => sequence);
      expect(own).toEqual(own.map((_, index) => index + 1));
    }
    expect(new Set(seen.map(({ executionid }) => executionid)).size).toBe(30);
  });

  it('can be narrowed to types of events', async () => {
    const session = await planes.api.session();
    const { execution_id } = await planes.api.accepted(placeOrder(session));
    await planes.api.ended(execution_id);
    const { events } = await read(door(), { session_id: session.session_id, type: 'step.succeeded' });

    expect(events.map(({ type }) => type)).toEqual(['step.succeeded', 'step.succeeded', 'step.succeeded']);
  });

  it('takes no cursor of an execution, and an execution none of the feed', async () => {
    const session = await planes.api.session();
    const { execution_id } = await planes.api.accepted(placeOrder(session));
    const { cursor: ofExecution } = await planes.api.ended(execution_id);
    const { cursor: ofFeed } = await read(door(), { session_id: session.session_id });

    const feed = await door().get<Problem>(`/events?tenant_id=acme&after=${encodeURIComponent(ofExecution)}`);
    const execution = await door().get<Problem>(
      `/execution/${execution_id}/events?after=${encodeURIComponent(ofFeed)}`,
    );
    expect(feed).toMatchObject({ status: 400, body: { code: 'CURSOR_OF_ANOTHER_STREAM' } });
    expect(execution).toMatchObject({ status: 400, body: { code: 'CURSOR_OF_ANOTHER_STREAM' } });
  });

  it("is empty for another tenant's session", async () => {
    const session = await planes.api.session();
    await planes.api.accepted(placeOrder(session));
    const { status, body } = await door().get<EventPage>(`/events?tenant_id=globex&session_id=${session.session_id}`);

    expect(status === 404 || body.events.length === 0).toBe(true);
  });
});
