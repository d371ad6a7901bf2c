import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionPage, SystemAnswer } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';

let planes: BothPlanes;

beforeAll(async () => {
  planes = await BothPlanes.start();
});

afterAll(() => planes.kill());

describe('The system', () => {
  it('tells which processes there are, what they can carry out, what is under way and how fast things go', async () => {
    const session = await planes.api.session();
    const { execution_id: ended } = await planes.api.accepted(placeOrder(session));
    await planes.api.ended(ended);
    await planes.api.accepted(placeOrder(session, { simulate: { delay_ms: 60_000 } }));

    const { status, body } = await planes.api.get<SystemAnswer>('/system');
    expect(status).toBe(200);
    expect(body).toMatchObject({ contract_version: 1, running: 1 });
    expect(body.replicas).toHaveLength(1);
    expect(body.replicas[0]).toMatchObject({ answering: true });
    expect(body.replicas[0]!.handlers).toContain('orders.place@1');
    expect(body.versions_in_flight).toEqual([
      { intent_type: 'orders.place', version: 1, in_flight: 1, installed: true },
    ]);
    const { window_s: seconds, accepted_per_s: accepted, ended_per_s: done, events_per_s: events } = body.rates;
    expect(Math.round(accepted * seconds)).toBe(2);
    expect(Math.round(done * seconds)).toBe(1);
    expect(Math.round(events * seconds)).toBeGreaterThanOrEqual((await planes.api.events(ended)).length);
  });

  it('is told by Experience as Runtime tells it, with what is about Experience, and as away when it is', async () => {
    const { body } = await planes.v1.get<SystemAnswer & { experience: object }>('/system');
    expect(body).toMatchObject({
      contract_version: 1,
      replicas: [{ answering: true }],
      experience: { adapters: ['rest', 'sse', 'websocket', 'console'] },
    });
    await planes.runtime.kill();
    expect((await planes.v1.get('/system')).status).toBe(503);
    await planes.runtime.start();
    // Experience looks every moment whether it is back.
    let status: number | undefined;
    for (const until = Date.now() + 10_000; status !== 200 && Date.now() < until; await sleep(50)) {
      ({ status } = await planes.v1.get('/system'));
    }
    expect(status).toBe(200);
  });

  it('has its sessions listed by Experience as by Runtime, page by page, of one tenant alone', async () => {
    for (const user of ['ann', 'bo', 'cy']) await planes.v1.session('listed', user);
    await planes.v1.session('other', 'dee');
    const first = await planes.v1.get<SessionPage>('/session?tenant_id=listed&page_size=2');
    expect(first.body.sessions.map(({ user_id }) => user_id)).toEqual(['cy', 'bo']);
    expect(first.headers.get('link')).toContain('/v1/session?');
    const token = first.body.next_page_token!;
    const second = await planes.v1.get<SessionPage>(`/session?tenant_id=listed&page_size=2&page_token=${token}`);
    expect(second.body.sessions.map(({ user_id }) => user_id)).toEqual(['ann']);
    const own = await planes.v1.get<SessionPage>('/session?tenant_id=listed&user_id=bo');
    expect(own.body.sessions).toHaveLength(1);
  });
});
