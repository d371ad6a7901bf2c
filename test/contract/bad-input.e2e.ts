import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, Session, SubmitIntent, UploadContentOutput } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder, uploadContent } from '../processes/intents.js';
import { type Answer, type PlaneClient, send } from '../processes/plane-client.js';

let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  planes = await BothPlanes.start();
  session = await planes.api.session();
});

afterAll(() => planes.kill());

/** Every error is this object, whichever plane and whatever went wrong. */
function expectProblem(answer: Answer<Problem>, status: number, code: string): void {
  expect(answer.body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: expect.any(String),
    code,
    retryable: false,
    trace_id: expect.any(String),
  });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
}

/** Where something is wrong; a member that breaks several rules is named for each of them. */
function pointers({ body }: Answer<Problem>): string[] {
  return [...new Set((body.errors ?? []).map(({ pointer }) => pointer))].toSorted();
}

describe.each([
  ['Runtime', () => planes.api],
  ['Experience', () => planes.v1],
])('%s, given bad input,', (_plane, door) => {
  let client: PlaneClient;
  const submit = (change: Partial<SubmitIntent>) => client.submit<Problem>({ ...placeOrder(session), ...change });

  beforeAll(() => {
    client = door();
  });

  it('answers 404 to an intent type that nobody declared', async () => {
    expectProblem(await submit({ intent_type: 'orders.forget' }), 404, 'INTENT_TYPE_UNKNOWN');
  });

  it('answers 422 to an intent of another realm', async () => {
    expectProblem(await submit({ realm: 'content' }), 422, 'REALM_MISMATCH');
  });

  it('points at every member of a payload that does not fit', async () => {
    const answer = await submit({
      payload: { order_id: 'o', sku: 7, quantity: 0, simulate: { fail_step: 'no-such-step' }, tip: 1 },
    });

    expectProblem(answer, 422, 'PAYLOAD_INVALID');
    expect(pointers(answer)).toEqual([
      '/payload/card',
      '/payload/quantity',
      '/payload/simulate/fail_step',
      '/payload/sku',
      '/payload/tip',
    ]);
  });

  it('points at what the request itself lacks', async () => {
    const answer = await client.post<Problem>('/intent/submit', { intent_type: 'orders.place', realm: 'orders' });

    expectProblem(answer, 422, 'REQUEST_INVALID');
    expect(pointers(answer)).toEqual(expect.arrayContaining(['/payload', '/session_id', '/tenant_id']));
  });

  it('answers 404 to a session that there is not', async () => {
    expectProblem(await submit({ session_id: 'ses_nobody' }), 404, 'SESSION_NOT_FOUND');
  });

  it("answers 404 to another tenant's session, as if there were none", async () => {
    expectProblem(await submit({ tenant_id: 'globex' }), 404, 'SESSION_NOT_FOUND');
    const read = await client.get<Problem>(`/session/${session.session_id}?tenant_id=globex`);
    expectProblem(read, 404, 'SESSION_NOT_FOUND');
  });

  it('answers 400 to JSON that is none', async () => {
    const answer = await send<Problem>('POST', `${client.base}/intent/submit`, {
      headers: { 'content-type': 'application/json' },
      body: '{"intent_type": ',
    });

    expectProblem(answer, 400, 'MALFORMED_JSON');
  });

  it('answers 422 to base64 that is none, and says where', async () => {
    const answer = await client.submit<Problem>({
      ...uploadContent(session, '', 'a.csv'),
      payload: { file_data: 'not base64!', filename: 'a.csv' },
    });

    expectProblem(answer, 422, 'PAYLOAD_INVALID');
    expect(pointers(answer)).toEqual(['/payload/file_data']);
  });

  it('answers 404 to an execution that there is not, and to one of another tenant', async () => {
    const { execution_id } = await client.accepted(placeOrder(session));

    expectProblem(await client.get<Problem>('/execution/exe_nobody/status'), 404, 'EXECUTION_NOT_FOUND');
    for (const part of ['', '/status', '/events']) {
      const foreign = await client.get<Problem>(`/execution/${execution_id}${part}?tenant_id=globex`);
      expectProblem(foreign, 404, 'EXECUTION_NOT_FOUND');
    }
  });

  it('answers 404 to a route that there is not, as a problem', async () => {
    expectProblem(await client.get<Problem>('/no/such/route'), 404, 'ROUTE_NOT_FOUND');
  });

  it('takes an empty file in as empty', async () => {
    const { execution_id } = await client.accepted(uploadContent(session, '', 'empty.csv'));
    const { status, result } = await client.ended(execution_id);

    expect(status).toBe('succeeded');
    expect(result).toMatchObject({
      filename: 'empty.csv',
      size: 0,
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    });
  });

  it('profiles a ragged CSV with a warning, or fails the execution with a clear problem', async () => {
    const ragged = 'id,name,amount\n1,Ann,3.50\n2,Bo\n3,Cy,1.00,extra,cells\n4,"Di"x,2\n';
    const { execution_id } = await client.accepted(uploadContent(session, ragged, 'ragged.csv'));
    const { status, result, error } = await client.ended(execution_id);

    if (status === 'succeeded') {
      expect((result as UploadContentOutput).profile.warnings).not.toEqual([]);
    } else {
      expect(error).toMatchObject({ code: 'FILE_UNREADABLE', detail: expect.stringMatching(/row|line|column/i) });
    }
  });
});

describe('Runtime', () => {
  it('sends what is too large for a payload to the upload of artifacts', async () => {
    const answer = await planes.api.submit<Problem>(uploadContent(session, Buffer.alloc(13 * 1024 * 1024), 'big.bin'));

    expectProblem(answer, 413, 'PAYLOAD_TOO_LARGE');
    expect(answer.body.detail).toContain('/api/artifact/upload');
  });
});
