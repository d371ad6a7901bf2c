import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '@app/intent-contracts';
import { HttpProxy } from '../processes/http-proxy.js';
import { placeOrder, uploadContent } from '../processes/intents.js';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { serverSentEvents } from '../processes/server-sent-events.js';
import { invented } from './invented-state.js';

let runtime: PlaneProcess;
let between: HttpProxy;
let experience: PlaneProcess;
let session: Session;

beforeAll(async () => {
  runtime = await runtimeProcess();
  await runtime.start();
  between = await HttpProxy.listen(runtime.url);
  experience = await experienceProcess(between.url);
  await experience.start();
  session = await new PlaneClient(`${runtime.url}/api`).session();
});

afterAll(async () => {
  await Promise.all([experience.kill(), runtime.kill()]);
  await between.close();
});

/** Everything that Experience at the URL shows of an execution that fails into undo, from its first moment to its end. */
async function watchAnOrder(url: string): Promise<{ id: string; shown: unknown[] }> {
  const client = new PlaneClient(`${url}/v1`);
  const accepted = await client.accepted(
    placeOrder(session, {
      simulate: { delay_ms: 40, fail_step: 'create-order', fail_undo: 'charge-card', fail_undo_times: 1 },
    }),
  );
  const id = accepted.execution_id;
  const shown: unknown[] = [accepted];
  const stream = (async () => {
    for await (const { event, data } of serverSentEvents(`${url}/v1/execution/${id}/events`)) {
      if (event !== 'end' && data) shown.push(JSON.parse(data));
    }
  })();
  for (let done = false; !done;) {
    const [status, detail] = await Promise.all([client.status(id), client.detail(id)]);
    shown.push(status.body, detail.body);
    done = status.body.done;
  }
  shown.push(await client.events(id));
  await stream;
  return { id, shown };
}

function witnessed(id: string): unknown[] {
  return between.seen.map(({ body }) => body).filter((body) => JSON.stringify(body).includes(id));
}

describe('P6: what Experience shows of an execution', () => {
  it('was in an answer or an event of Runtime', async () => {
    const { id, shown } = await watchAnOrder(experience.url);

    expect(shown.length).toBeGreaterThan(20);
    expect(shown.flatMap((body) => invented(body, witnessed(id)))).toEqual([]);
  });

  it('was so for a file that it took in, with its profile', async () => {
    const client = new PlaneClient(`${experience.url}/v1`);
    const { execution_id } = await client.accepted(uploadContent(session, 'id,name\n1,Ann\n2,Bo\n', 'people.csv'));
    const { status, result } = await client.ended(execution_id);
    expect(status).toBe('succeeded');
    const id = (result as { artifact_id: string }).artifact_id;
    const shown = await Promise.all(
      ['', '/profile', '/preview'].map((part) => client.get(`/content/${id}${part}?tenant_id=${session.tenant_id}`)),
    );

    expect(shown.map((answer) => answer.status)).toEqual([200, 200, 200]);
    const said = between.seen.map(({ body }) => body);
    expect(shown.flatMap(({ body }) => invented(body, said))).toEqual([]);
  });

  it('is the same after Experience has been killed and started again', async () => {
    const { id } = await watchAnOrder(experience.url);
    const client = new PlaneClient(`${experience.url}/v1`);
    const show = async () => [(await client.detail(id)).body, await client.events(id)];
    const before = await show();

    await experience.kill();
    await experience.start();

    expect(await show()).toEqual(before);
  });

  it('catches an Experience that adds a figure of its own', async () => {
    const embellishing = await HttpProxy.listen(experience.url, {
      alter: (path, body) => (path.endsWith('/status') ? { ...(body as object), percent: 50 } : body),
    });
    const { id, shown } = await watchAnOrder(embellishing.url);
    await embellishing.close();

    expect(new Set(shown.flatMap((body) => invented(body, witnessed(id))))).toEqual(new Set(['/percent: 50']));
  });

  it('catches an Experience that is ahead of Runtime', async () => {
    const hasty = await HttpProxy.listen(experience.url, {
      alter: (path, body) =>
        path.endsWith('/status') ? { ...(body as object), status: 'succeeded', done: true } : body,
    });
    const { id, shown } = await watchAnOrder(hasty.url);
    await hasty.close();

    expect(shown.flatMap((body) => invented(body, witnessed(id)))).toContain('/status: "succeeded"');
  });
});
