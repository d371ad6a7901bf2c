import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionAccepted, ExecutionPage, Problem, Session } from '@app/intent-contracts';
import { placeOrder } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';

const AT_ONCE = 100;
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

/** Sends so many intents in one piece over one connection, so that they are there together; gives the answers. */
function sendTogether(count: number): Promise<string[]> {
  const { hostname, port } = new URL(runtime.url);
  const requests = Array.from({ length: count }, () => {
    const body = JSON.stringify(placeOrder(session));
    const head = `Host: ${hostname}:${port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    return `POST /api/intent/submit HTTP/1.1\r\n${head}\r\n\r\n${body}`;
  });
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(requests.join('')));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const answers = text.split(/(?=HTTP\/1\.1 \d{3} )/);
      if (answers.length < count || !answers.at(-1)!.endsWith('}')) return;
      socket.destroy();
      resolve(answers);
    });
  });
}

describe('more intents than can be accepted at a time', () => {
  it('are turned away with 503 and when to come back, and every accepted one is carried out', async () => {
    const answers = await sendTogether(AT_ONCE);
    const accepted = answers.filter((answer) => answer.startsWith('HTTP/1.1 202'));
    const refused = answers.filter((answer) => !answer.startsWith('HTTP/1.1 202'));
    expect(accepted.length).toBeGreaterThanOrEqual(8);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(answer).toMatch(/^HTTP\/1\.1 503 /);
      expect(answer).toMatch(/^retry-after: [1-4]\r$/im);
      const problem = JSON.parse(answer.slice(answer.indexOf('{'))) as Problem;
      expect(problem).toMatchObject({ code: 'OVERLOADED', retryable: true, status: 503 });
    }
    for (const answer of accepted) {
      const { execution_id: id } = JSON.parse(answer.slice(answer.indexOf('{'))) as ExecutionAccepted;
      expect((await api.ended(id)).status).toBe('succeeded');
    }
    // Nothing was made of those that were turned away.
    const { body } = await api.get<ExecutionPage>('/execution?tenant_id=acme&page_size=200');
    expect(body.executions).toHaveLength(accepted.length);
    expect((await api.submit(placeOrder(session))).status).toBe(202);
  });

  it('are not those whose bodies dribble in: they take nobody’s place', async () => {
    const { hostname, port } = new URL(runtime.url);
    const head = 'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{';
    const dribbling = Array.from({ length: 20 }, () =>
      connect(Number(port), hostname, function (this: Socket) {
        this.write(`POST /api/intent/submit HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${head}`);
      }),
    );
    await sleep(200);
    expect((await api.submit(placeOrder(session))).status).toBe(202);
    for (const socket of dribbling) socket.destroy();
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
