import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  ArtifactAnswer,
  Content,
  Execution,
  ExecutionAccepted,
  Lineage,
  LineageAnswer,
  ListContentOutput,
  Problem,
  Session,
  SessionAnswer,
  UploadContentOutput,
} from '@app/intent-contracts';
import { LocalConnection } from '../../apps/runtime/src/storage/sqlite/local-connection.js';
import { storesOn } from '../../apps/runtime/src/storage/testing/stores-on.js';
import { BothPlanes } from '../processes/both-planes.js';
import { uploadContent } from '../processes/intents.js';
import { type Answer, send } from '../processes/plane-client.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

const data = temporaryFolder('kept-content');
const CSV = 'id,name\n1,Ann\n2,Bo\n';
const KEPT = 1_200;

let planes: BothPlanes;
let session: Session;

beforeAll(async () => {
  await fillStore();
  planes = await BothPlanes.start({ DATA_DIR: data, RUNTIME_REALMS: './test/contract/realms/derive' });
  session = await planes.api.session();
});

afterAll(() => planes.kill());

const keptId = (number: number) => `art_${String(number).padStart(32, '0')}`;

/** Contents of a tenant of their own, as if they had been taken in long ago: one in three within the session. */
async function fillStore(): Promise<void> {
  const { facts, close } = storesOn(await LocalConnection.open(join(data, 'runtime.db')));
  const scope = { tenantId: 'archive', scope: 'realm:content' };
  const put = async (number: number): Promise<void> => {
    const artifact_id = keptId(number);
    const session_id = number % 3 === 0 ? 'ses_third' : 'ses_rest';
    const filename = `${number}.csv`;
    const what = { filename, kind: 'table', media_type: 'text/csv', size: 1, sha256: 'ab', created_at: '2026-01-01' };
    const content = JSON.stringify({ artifact_id, session_id, execution_id: 'exe_1', ...what });
    const profile = JSON.stringify({ profile: { kind: 'table', tables: [], warnings: [] } });
    await facts.put(scope, `profile/${artifact_id}`, profile);
    await facts.put(scope, `content/${artifact_id}`, content);
    await facts.put(scope, `session/${session_id}/${artifact_id}`, content);
  };
  await Promise.all(Array.from({ length: KEPT }, (_, number) => put(number)));
  await close();
}

async function takenIn(text = CSV, owner = session): Promise<string> {
  const { body } = await planes.api.submit<Execution>(uploadContent(owner, text, 'people.csv'), { prefer: 'wait=20' });
  expect(body.status).toBe('succeeded');
  return (body.result as UploadContentOutput).artifact_id;
}

/** An artifact that the realm derive has made from others. */
async function made(sources: string[], kind?: string): Promise<string> {
  const file = { body: sources.join(), headers: { 'x-filename': 'made.txt' } };
  const { body } = await send<ArtifactAnswer>('POST', `${planes.api.base}/artifact/upload`, file);
  const { artifact_id } = body.artifact;
  const payload = { artifact_id, sources, ...(kind !== undefined && { kind }) };
  const { session_id, tenant_id } = session;
  const intent = { intent_type: 'derive.make', realm: 'derive', session_id, tenant_id, payload };
  const ended = await planes.api.submit<Execution>(intent, { prefer: 'wait=20' });
  expect(ended.body.status).toBe('succeeded');
  return artifact_id;
}

const remove = <Body>(path: string, headers: Record<string, string> = {}, base = planes.v1.base) =>
  send<Body>('DELETE', base + path, { headers });

const filesOf = (id: string) => readdirSync(data, { recursive: true }).filter((path) => path.includes(id));

describe('a content that is deleted', () => {
  it('is gone with all that was known of it and with its bytes', async () => {
    const id = await takenIn();
    expect(filesOf(id)).toHaveLength(1);
    const { status, body } = await remove<Execution>(`/content/${id}?tenant_id=acme`, { prefer: 'wait=20' });

    expect({ status, body }).toMatchObject({
      status: 200,
      body: { intent_type: 'content.delete', status: 'succeeded', session_id: session.session_id },
    });
    expect(body.result).toEqual({ artifact_id: id, filename: 'people.csv', size: CSV.length });
    for (const part of ['', '/profile', '/preview', '/lineage', '/download']) {
      const answer = await planes.v1.get<Problem>(`/content/${id}${part}?tenant_id=acme`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'CONTENT_NOT_FOUND' } });
    }
    expect(await planes.api.get(`/artifact/${id}`)).toMatchObject({ status: 404 });
    const { body: list } = await planes.v1.get<ListContentOutput>(`/content?session_id=${session.session_id}`);
    expect(list.contents.map(({ artifact_id }) => artifact_id)).not.toContain(id);
    expect(await remove(`/content/${id}?tenant_id=acme`)).toMatchObject({ status: 404 });
    // The bytes go right after the commit that says so.
    for (const deadline = Date.now() + 10_000; filesOf(id).length > 0 && Date.now() < deadline;) await sleep(20);
    expect(filesOf(id)).toEqual([]);
  });

  it('is deleted once by all who send the same key, and each is told where to look', async () => {
    const id = await takenIn();
    const key = { 'idempotency-key': `delete-${id}` };
    const answers = await Promise.all([1, 2].map(() => remove<ExecutionAccepted>(`/content/${id}`, key)));
    const [first, ...others] = new Set(
      answers.filter(({ status }) => status === 202).map(({ body }) => body.execution_id),
    );

    expect(others).toEqual([]);
    expect(answers.some(({ headers }) => headers.get('location') === `/v1/execution/${first}/status`)).toBe(true);
    await expect(planes.v1.ended(first!)).resolves.toMatchObject({ status: 'succeeded' });
  });

  it('may be one whose session is over, when an open one is named', async () => {
    const over = await planes.api.session();
    const id = await takenIn(CSV, over);
    await planes.api.post<SessionAnswer>(`/session/${over.session_id}/close`, {});
    const refused = await remove<Problem>(`/content/${id}`);
    const done = await remove<Execution>(`/content/${id}?session_id=${session.session_id}`, { prefer: 'wait=20' });

    expect(refused).toMatchObject({ status: 409, body: { code: 'SESSION_CLOSED' } });
    expect(refused.body.detail).toContain('?session_id=');
    expect(done).toMatchObject({ status: 200, body: { status: 'succeeded', session_id: session.session_id } });
  });

  it("is never another tenant's, nor one that is not there", async () => {
    const id = await takenIn();
    const before = await planes.api.executions({ tenant_id: 'globex' });
    for (const path of [
      `/content/${id}?tenant_id=globex`,
      '/content/art_nobody?tenant_id=globex',
      '/content/art_nobody',
    ]) {
      expect(await remove<Problem>(path)).toMatchObject({ status: 404, body: { code: 'CONTENT_NOT_FOUND' } });
    }
    expect(await planes.api.executions({ tenant_id: 'globex' })).toEqual(before);
    const { session_id } = await planes.api.session('globex');
    for (const artifact_id of [id, 'art_nobody']) {
      const intent = { intent_type: 'content.delete', realm: 'content', session_id, tenant_id: 'globex' };
      const { body } = await planes.api.submit<Execution>(
        { ...intent, payload: { artifact_id } },
        { prefer: 'wait=20' },
      );
      expect(body).toMatchObject({ status: 'failed', error: { code: 'CONTENT_NOT_FOUND' }, residual_effects: [] });
    }
    expect(await planes.v1.get(`/content/${id}`)).toMatchObject({ status: 200 });
  });
});

describe('an artifact', () => {
  const removeArtifact = (path: string) => remove<Problem>(`/artifact/${path}`, {}, planes.api.base);

  it('is not deleted under the content that it is', async () => {
    const id = await takenIn();
    const refused = await removeArtifact(id);

    expect(refused).toMatchObject({ status: 409, body: { code: 'ARTIFACT_IN_USE' } });
    expect(refused.body.detail).toContain('content.delete');
    expect(filesOf(id)).toHaveLength(1);
  });

  it('is deleted with its bytes when nobody uses it', async () => {
    const id = await made([]);
    expect(await removeArtifact(`${id}?tenant_id=globex`)).toMatchObject({ status: 404 });
    expect(await removeArtifact(id)).toMatchObject({ status: 204, text: '' });
    expect(await removeArtifact(id)).toMatchObject({ status: 404, body: { code: 'ARTIFACT_NOT_FOUND' } });
    expect(filesOf(id)).toEqual([]);
  });
});

describe('a lineage', () => {
  const lineageOf = async (id: string): Promise<Lineage> =>
    (await planes.api.get<LineageAnswer>(`/artifact/${id}/lineage`)).body.lineage;

  it('leads from a content to the execution that took it in, on both planes alike', async () => {
    const id = await takenIn();
    const { body } = await planes.api.get<ArtifactAnswer>(`/artifact/${id}`);
    const execution_id = body.artifact.execution_id!;
    const lineage = await lineageOf(id);

    expect(lineage).toEqual({
      artifact_id: id,
      artifacts: [{ artifact_id: id, filename: 'people.csv', kind: 'table', deleted: false }],
      executions: [{ execution_id, intent_type: 'content.upload', realm: 'content', finished: true }],
      edges: [{ from: execution_id, to: id }],
      truncated: false,
    });
    expect((await planes.v1.get<LineageAnswer>(`/content/${id}/lineage`)).body).toEqual({ lineage });
    expect(await planes.api.get(`/artifact/${id}/lineage?tenant_id=globex`)).toMatchObject({ status: 404 });
  });

  it('goes up and down, and keeps a deleted source by its name', async () => {
    const [left, right] = [await takenIn(), await takenIn()];
    const mash = await made([left, right], 'mash');
    const report = await made([mash], 'report');
    await remove(`/content/${left}`, { prefer: 'wait=20' });
    const { artifacts, executions, edges, truncated } = await lineageOf(report);

    expect(artifacts).toEqual([
      { artifact_id: left, filename: 'people.csv', kind: 'table', deleted: true },
      { artifact_id: right, filename: 'people.csv', kind: 'table', deleted: false },
      { artifact_id: mash, filename: 'made.txt', kind: 'mash', deleted: false },
      { artifact_id: report, filename: 'made.txt', kind: 'report', deleted: false },
    ]);
    expect(executions.map(({ intent_type }) => intent_type)).toEqual([
      'content.upload',
      'content.upload',
      'derive.make',
      'derive.make',
    ]);
    const madeBy = edges.filter(({ from }) => from.startsWith('exe_')).map(({ to }) => to);
    expect(madeBy).toEqual([left, right, mash, report]);
    expect(edges.filter(({ from }) => from.startsWith('art_'))).toEqual([
      { from: mash, to: report },
      { from: left, to: mash },
      { from: right, to: mash },
    ]);
    expect(truncated).toBe(false);
    const down = await lineageOf(right);
    expect(down.artifacts.map(({ artifact_id }) => artifact_id)).toEqual([right, mash, report]);
  });
});

describe('a list of over a thousand contents', () => {
  it('comes page by page, each content once, by the links that it gives', async () => {
    const found: string[] = [];
    let pages = 0;
    for (let path: string | undefined = '/v1/content?tenant_id=archive&page_size=200'; path !== undefined; pages += 1) {
      const { status, body, headers }: Answer<ListContentOutput> = await send('GET', planes.experience.url + path);
      expect(status).toBe(200);
      found.push(...body.contents.map(({ artifact_id }: Content) => artifact_id));
      path = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      expect(path?.includes(`page_token=${body.next_page_token}`)).toBe(
        body.next_page_token === undefined ? undefined : true,
      );
      if (pages === 1) await takenIn(CSV, await planes.api.session('archive'));
    }

    expect(found).toEqual(Array.from({ length: KEPT }, (_, number) => keptId(KEPT - 1 - number)));
    expect(pages).toBe(6);
  });

  it('of one session is as whole when some of it is deleted while it is read', async () => {
    const own = await planes.api.session('archive');
    const page = (token?: string) =>
      planes.v1.get<ListContentOutput>(
        `/content?tenant_id=archive&session_id=ses_third&page_size=200${token === undefined ? '' : `&page_token=${token}`}`,
      );
    const first = (await page()).body;
    // The last of the page, which the token names, and one that is still to come.
    const gone = [first.contents.at(-1)!.artifact_id, keptId(0)];
    for (const id of gone) {
      const path = `/content/${id}?tenant_id=archive&session_id=${own.session_id}`;
      expect((await remove<Execution>(path, { prefer: 'wait=20' })).body).toMatchObject({ status: 'succeeded' });
    }
    const second = (await page(first.next_page_token)).body;
    const ids = [...first.contents, ...second.contents].map(({ artifact_id }) => artifact_id);

    expect(ids).toEqual(Array.from({ length: KEPT / 3 - 1 }, (_, number) => keptId(KEPT - 3 - 3 * number)));
  });

  it('refuses tokens that it never gave', async () => {
    for (const path of ['content?page_token=nonsense&', 'content?page_token=&', 'execution?page_token=nonsense&']) {
      const answer = await planes.v1.get<Problem>(`/${path}tenant_id=archive`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'PAGE_TOKEN_INVALID' } });
    }
    expect(await planes.api.get('/artifact?tenant_id=archive&page_token=nonsense')).toMatchObject({ status: 400 });
  });
});

describe('what a client has already', () => {
  it('is not sent again, however it is asked for, and is when it has changed', async () => {
    const id = await takenIn();
    const paths = [
      [planes.api, `/artifact/${id}`],
      [planes.api, `/artifact/${id}/lineage`],
      [planes.api, `/artifact/${id}/content`],
      [planes.api, `/session/${session.session_id}`],
      [planes.v1, `/content/${id}`],
      [planes.v1, `/content/${id}/profile`],
      [planes.v1, `/content/${id}/lineage`],
      [planes.v1, `/content/${id}/download`],
      [planes.v1, `/session/${session.session_id}`],
    ] as const;
    for (const [plane, path] of paths) {
      const etag = (await plane.get(path)).headers.get('etag')!;
      expect(etag).toMatch(/^"[^"]+"$/);
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        for (const more of [undefined, { 'cache-control': 'no-cache' }]) {
          const { status, text, headers } = await plane.get(path, { 'if-none-match': known, ...more });
          expect({ path, known, status, text }).toEqual({ path, known, status: 304, text: '' });
          expect(headers.get('etag')).toBe(etag);
        }
      }
      expect(await plane.get(path, { 'if-none-match': '"other"' })).toMatchObject({ status: 200 });
    }
    const before = (await planes.v1.get(`/content/${id}/lineage`)).headers.get('etag')!;
    await made([id], 'mash');
    expect(await planes.v1.get(`/content/${id}/lineage`, { 'if-none-match': before })).toMatchObject({ status: 200 });
  });

  it('is sent whole when the range that is asked for is none', async () => {
    const id = await takenIn();
    for (const range of ['bytes=5-3', 'bytes=-', 'bytes=0-1,4-5', 'lines=0-1', 'nonsense']) {
      for (const path of [`${planes.api.base}/artifact/${id}/content`, `${planes.v1.base}/content/${id}/download`]) {
        expect(await send('GET', path, { headers: { range } })).toMatchObject({ status: 200, text: CSV });
      }
    }
  });
});
