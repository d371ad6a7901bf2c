import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionAccepted, ExecutionPage, Problem, Session } from '@app/intent-contracts';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient, type Answer } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';

type Told = Pick<ExecutionAccepted, 'execution_id'> & Pick<Problem, 'code' | 'retryable'>;

const AT_ONCE = 200;
let runtime: PlaneProcess;
let api: PlaneClient;
let session: Session;

beforeAll(async () => {
  runtime = await runtimeProcess({ RUNTIME_ACCEPTING_MAX: '8' });
  await runtime.start();
  api = new PlaneClient(`${runtime.url}/api`);
  session = await api.session();
});

afterAll(() => runtime.kill());

describe('more intents than can be accepted at a time', () => {
  it('are turned away with 503 and when to come back, and every accepted one is carried out', async () => {
    const answers: Answer<Told>[] = await Promise.all(
      Array.from({ length: AT_ONCE }, () => api.submit<Told>(placeOrder(session))),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status !== 202);
    expect(accepted.length).toBeGreaterThanOrEqual(8);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, headers, body } of refused) {
      expect({ status, code: body.code, retryable: body.retryable }).toEqual({
        status: 503,
        code: 'OVERLOADED',
        retryable: true,
      });
      expect(headers.get('retry-after')).toBe('1');
    }
    for (const { body } of accepted) expect((await api.ended(body.execution_id)).status).toBe('succeeded');
    // Nothing was made of those that were turned away.
    const { body } = await api.get<ExecutionPage>('/execution?tenant_id=acme&page_size=200');
    expect(body.executions).toHaveLength(accepted.length);
    expect((await api.submit(placeOrder(session))).status).toBe(202);
  });

  it('are not those that wait for their end', async () => {
    const slow = { simulate: { delay_ms: 500 } };
    const waiting = Array.from({ length: 8 }, () => api.submit(placeOrder(session, slow), { prefer: 'wait=10' }));
    await sleep(300);
    const meanwhile = await api.submit(placeOrder(session));
    expect(meanwhile.status).toBe(202);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  });
});
