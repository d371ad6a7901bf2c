import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionPage, Problem, Session } from '@app/intent-contracts';
import { PlaneClient } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { placeOrder, uploadContent } from '../processes/intents.js';

let runtime: PlaneProcess;
let client: PlaneClient;
let session: Session;

beforeAll(async () => {
  runtime = await runtimeProcess();
  await runtime.start();
  client = new PlaneClient(`${runtime.url}/api`);
  session = await client.session();
});

afterAll(() => runtime.kill());

const list = (query: Record<string, string>) =>
  client.get<ExecutionPage>(`/execution?${new URLSearchParams({ tenant_id: 'acme', ...query }).toString()}`);

describe('the list of executions', () => {
  it('holds what was acknowledged a moment ago', async () => {
    for (let times = 0; times < 20; times += 1) {
      const { execution_id } = await client.accepted(placeOrder(session));
      const { body } = await list({ page_size: '1' });
      expect(body.executions[0]?.execution_id).toBe(execution_id);
    }
  });

  it('is newest first, and its pages are whole: none is lost or comes twice while new ones arrive', async () => {
    const own = await client.session();
    const submitted: string[] = [];
    for (let times = 0; times < 25; times += 1) submitted.push((await client.accepted(placeOrder(own))).execution_id);

    const listed: string[] = [];
    let pages = 0;
    for (let token: string | undefined = ''; token !== undefined; pages += 1) {
      const query = { session_id: own.session_id, page_size: '10', ...(token && { page_token: token }) };
      const { body, headers }: Awaited<ReturnType<typeof list>> = await list(query);
      listed.push(...body.executions.map(({ execution_id }) => execution_id));
      token = body.next_page_token;
      expect(headers.get('link')?.includes('rel="next"') ?? false).toBe(token !== undefined);
      await client.accepted(placeOrder(own));
    }

    expect(listed).toEqual(submitted.toReversed());
    expect(pages).toBe(3);
  });

  it('gives each execution as its status does', async () => {
    const { execution_id } = await client.accepted(placeOrder(session));
    const status = await client.ended(execution_id);
    const { body } = await list({ session_id: session.session_id, page_size: '1' });

    expect(body.executions).toEqual([status]);
  });

  it('is narrowed by status, type, realm, session and time', async () => {
    const own = await client.session();
    const failing = await client.accepted(placeOrder(own, { simulate: { fail_step: 'create-order' } }));
    const upload = await client.accepted(uploadContent(own, 'a,b\n1,2\n', 'a.csv'));
    await Promise.all([failing, upload].map(({ execution_id }) => client.ended(execution_id)));
    const ids = async (query: Record<string, string>) =>
      (await list({ session_id: own.session_id, ...query })).body.executions.map(({ execution_id }) => execution_id);

    expect(await ids({})).toEqual([upload.execution_id, failing.execution_id]);
    expect(await ids({ status: 'compensated' })).toEqual([failing.execution_id]);
    expect(await ids({ intent_type: 'content.upload' })).toEqual([upload.execution_id]);
    expect(await ids({ realm: 'orders' })).toEqual([failing.execution_id]);
    expect(await ids({ created_after: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect(await ids({ created_after: '2020-01-01T00:00:00Z' })).toHaveLength(2);
  });

  it("never shows another tenant's", async () => {
    const foreign = await client.session('globex');
    const { execution_id } = await client.accepted(placeOrder(foreign));
    const theirs = await client.executions({ tenant_id: 'globex' });
    const ours = await client.executions({ tenant_id: 'acme' });

    expect(theirs.map((execution) => execution.execution_id)).toEqual([execution_id]);
    expect(ours.map((execution) => execution.execution_id)).not.toContain(execution_id);
    expect((await list({ session_id: foreign.session_id })).body.executions).toEqual([]);
  });

  it('refuses a page token that is none of its own', async () => {
    const { status, body } = await client.get<Problem>('/execution?tenant_id=acme&page_token=nonsense');

    expect({ status, code: body.code }).toEqual({ status: 400, code: 'PAGE_TOKEN_INVALID' });
  });

  it('refuses a filter that it does not know', async () => {
    const { status, body } = await client.get<Problem>('/execution?tenant_id=acme&status=happy');

    expect({ status, code: body.code }).toEqual({ status: 422, code: 'REQUEST_INVALID' });
  });
});
