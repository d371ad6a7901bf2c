import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Session } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { send } from '../processes/plane-client.js';
import { serverSentEvents } from '../processes/server-sent-events.js';

let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  planes = await BothPlanes.start();
  session = await planes.api.session();
});

afterAll(() => planes.kill());

describe('when Runtime is away, Experience', () => {
  it('says so within a second and when to come back, and recovers by itself', async () => {
    const { execution_id } = await planes.v1.accepted(placeOrder(session));
    await planes.v1.ended(execution_id);
    await planes.runtime.kill();

    const form = new FormData();
    form.set('tenant_id', session.tenant_id);
    form.set('session_id', session.session_id);
    form.set('file', new Blob(['a,b\n1,2\n']), 'a.csv');
    const calls = {
      status: () => planes.v1.get<Problem>(`/execution/${execution_id}/status`),
      submit: () => planes.v1.submit<Problem>(placeOrder(session)),
      session: () => planes.v1.post<Problem>('/session', { tenant_id: 'acme', user_id: 'ann' }),
      upload: () => send<Problem>('POST', `${planes.v1.base}/content/upload`, { body: form }),
      content: () => planes.v1.get<Problem>('/content?tenant_id=acme'),
    };
    for (const [name, call] of Object.entries(calls)) {
      const began = Date.now();
      const { status, headers, body } = await call();
      const seen = { name, status, code: body?.code, retryable: body?.retryable, inTime: Date.now() - began < 1_000 };
      expect(seen).toEqual({ name, status: 503, code: 'RUNTIME_UNAVAILABLE', retryable: true, inTime: true });
      expect(headers.get('retry-after')).toMatch(/^\d+$/);
    }

    expect(await send('GET', `${planes.experience.url}/readyz`)).toMatchObject({ status: 503 });
    expect(await send('GET', `${planes.experience.url}/healthz`)).toMatchObject({ status: 200 });
    await planes.runtime.start();
    const recovered = await untilAnswered(() => planes.v1.status(execution_id));
    expect(recovered.body).toMatchObject({ status: 'succeeded' });
    expect(await untilAnswered(() => send('GET', `${planes.experience.url}/readyz`))).toMatchObject({ status: 200 });
  });

  it('keeps an event stream open and goes on with it afterwards, without loss or repetition', async () => {
    const { execution_id } = await planes.v1.accepted(placeOrder(session, { simulate: { delay_ms: 700 } }));
    const seen: string[] = [];
    const reading = (async () => {
      const url = `${planes.experience.url}/v1/execution/${execution_id}/events`;
      for await (const { event, data } of serverSentEvents(url)) {
        if (event === 'end') return;
        if (data) seen.push((JSON.parse(data) as { id: string }).id);
      }
    })();
    await planes.v1.until(execution_id, ({ progress }) => progress.completed_steps > 0);
    await planes.runtime.kill();
    await planes.runtime.start();
    await reading;

    const logged = await planes.api.events(execution_id);
    expect(logged.at(-1)?.type).toBe('execution.succeeded');
    expect(seen).toEqual(logged.map(({ id }) => id));
  });
});

async function untilAnswered<Reply extends { status: number }>(call: () => Promise<Reply>): Promise<Reply> {
  for (const deadline = Date.now() + 10_000; ;) {
    const answer = await call();
    if (answer.status !== 503 || Date.now() > deadline) return answer;
  }
}
