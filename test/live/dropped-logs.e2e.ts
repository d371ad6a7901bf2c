import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectWith, LiveClient, type FollowTarget } from '@app/intent-client';
import type { EventPage, Execution, Session, StreamItem } from '@app/intent-contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';

const TRANSPORTS = ['websocket', 'sse', 'polling'] as const;

describe('an execution whose log was dropped', () => {
  let planes: BothPlanes;
  let session: Session;
  let ended: Execution;
  /** Of its log, when it was there. */
  let early: string;
  let feedBefore: EventPage;

  beforeAll(async () => {
    planes = await BothPlanes.start({ EVENT_RETENTION_MS: '500' });
    session = await planes.v1.session();
    const { execution_id } = await planes.v1.accepted(placeOrder(session));
    const { body: page } = await planes.v1.get<EventPage>(`/execution/${execution_id}/events`);
    early = page.cursors[0]!;
    ended = await planes.v1.ended(execution_id);
    feedBefore = (await planes.v1.get<EventPage>(`/events?session_id=${session.session_id}`)).body;
    while (((await planes.v1.detail(execution_id)).body.log_dropped ?? false) === false) await sleep(50);
  });
  afterAll(() => planes.kill());

  async function told(
    transport: (typeof TRANSPORTS)[number],
    target: FollowTarget,
    options: { after?: string; until?: (item: StreamItem) => boolean } = {},
  ): Promise<StreamItem[]> {
    const url = `${planes.experience.url}/v1`;
    const client = new LiveClient({ url, transport, connect: connectWith(WebSocket) });
    const items: StreamItem[] = [];
    try {
      for await (const item of client.follow(target, { after: options.after })) {
        items.push(item);
        if (options.until?.(item)) break;
      }
      return items;
    } finally {
      client.close();
    }
  }

  it.each(TRANSPORTS)('is told of by a gap, its status and the end, and not by silence: %s', async (transport) => {
    for (const after of [undefined, early]) {
      const items = await told(transport, { execution_id: ended.execution_id }, { ...(after && { after }) });
      expect(items.map(({ kind }) => kind)).toEqual(['gap', 'snapshot', 'end']);
      expect(items[1]).toMatchObject({ status: { status: 'succeeded', result: ended.result } });
      // Whoever knew the end has missed nothing.
      const rest = await told(transport, { execution_id: ended.execution_id }, { after: ended.cursor });
      expect(rest.map(({ kind }) => kind)).toEqual(['end']);
    }
  });

  it.each(TRANSPORTS)(
    'leaves a gap in the feeds that it was in, and what comes next is told: %s',
    async (transport) => {
      const { execution_id } = await planes.v1.accepted(placeOrder(session, { simulate: { delay_ms: 300 } }));
      const until = (item: StreamItem): boolean => item.kind === 'event' && item.event.executionid === execution_id;
      const items = await told(transport, { session_id: session.session_id }, { until });
      expect(items[0]!.kind).toBe('gap');
      expect(items.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
      // Whoever has read up to the end of what was dropped is told of no gap.
      const { oldest } = items[0] as Extract<StreamItem, { kind: 'gap' }>;
      const rest = await told(transport, { session_id: session.session_id }, { after: oldest, until });
      expect(rest.map(({ kind }) => kind)).not.toContain('gap');
      expect(feedBefore.cursors).toContain(feedBefore.next_cursor);
    },
  );

  it('still says how it ended, and why it cannot be repeated', async () => {
    const { body } = await planes.v1.detail(ended.execution_id);
    expect(body).toMatchObject({ status: 'succeeded', result: ended.result, steps: [], log_dropped: true });
    await planes.v1.post(`/execution/${ended.execution_id}/retry`, {}).then(({ status, text }) => {
      expect([status, text]).toEqual([409, expect.stringContaining('TRANSITION_NOT_ALLOWED')]);
    });
  });
});
