import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Artifact, ArtifactAnswer, ArtifactPage, Problem, Session } from '@app/intent-contracts';
import { type Answer, PlaneClient, send } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

const TTL = 1_500;
const CSV = 'id,name,amount\n1,Ann,3.50\n2,Bo,4.25\n';

let runtime: PlaneProcess;
let client: PlaneClient;
let session: Session;
const data = temporaryFolder('artifacts');

beforeAll(async () => {
  runtime = await runtimeProcess({ DATA_DIR: data, ARTIFACT_STAGED_TTL_MS: String(TTL) });
  await runtime.start();
  client = new PlaneClient(`${runtime.url}/api`);
  session = await client.session();
});

afterAll(() => runtime.kill());

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes);

function upload<Body = ArtifactAnswer>(
  bytes: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer<Body>> {
  return send('POST', `${client.base}/artifact/upload`, {
    headers: { 'content-type': 'text/csv', 'x-filename': 'people.csv', ...headers },
    body: bytes as Buffer<ArrayBuffer>,
  });
}

/** Uploads and has it taken in by an intent. */
async function committed(bytes: string | Buffer): Promise<string> {
  const { body } = await upload(bytes);
  const { execution_id } = await client.accepted(takeIn(body.artifact.artifact_id));
  await client.ended(execution_id);
  return body.artifact.artifact_id;
}

function takeIn(artifactId: string, owner: Session = session) {
  return {
    intent_type: 'content.upload',
    realm: 'content',
    session_id: owner.session_id,
    tenant_id: owner.tenant_id,
    payload: { artifact_id: artifactId },
  };
}

const download = (id: string, headers: Record<string, string> = {}) =>
  fetch(`${client.base}/artifact/${id}/content`, { headers });

/** Every file below Runtime's data folder that is as large as this. */
function filesOfSize(size: number): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.size === size);
}

describe('an uploaded artifact', () => {
  it('is staged, described by its bytes, and visible to nobody', async () => {
    const { status, body } = await upload(CSV, { 'x-filename': encodeURIComponent('Müller & Söhne.csv') });
    const { artifact } = body;

    expect(status).toBe(201);
    expect(artifact).toMatchObject({
      status: 'staged',
      filename: 'Müller & Söhne.csv',
      media_type: 'text/csv',
      size: CSV.length,
      sha256: sha256(CSV).digest('hex'),
    });
    const paths = [`/artifact/${artifact.artifact_id}`, `/artifact/${artifact.artifact_id}/content`];
    for (const path of paths) {
      expect(await client.get(`${path}?tenant_id=acme`)).toMatchObject({
        status: 404,
        body: { code: 'ARTIFACT_NOT_FOUND' },
      });
    }
    const listed = await client.get<ArtifactPage>('/artifact?tenant_id=acme');
    expect(listed.body.artifacts.map(({ artifact_id }) => artifact_id)).not.toContain(artifact.artifact_id);
  });

  it('belongs to the tenant and session of the intent that names it', async () => {
    const { body } = await upload(CSV);
    const id = body.artifact.artifact_id;
    const { execution_id } = await client.accepted(takeIn(id));
    const { status, result } = await client.ended(execution_id);

    expect(status).toBe('succeeded');
    expect(result).toMatchObject({ artifact_id: id, filename: 'people.csv', kind: 'table', size: CSV.length });
    const read = await client.get<ArtifactAnswer>(`/artifact/${id}`);
    expect(read.body.artifact).toMatchObject({
      artifact_id: id,
      status: 'committed',
      tenant_id: 'acme',
      session_id: session.session_id,
      execution_id,
    } satisfies Partial<Artifact>);
    const foreign = await client.get<Problem>(`/artifact/${id}?tenant_id=globex`);
    expect(foreign).toMatchObject({ status: 404, body: { code: 'ARTIFACT_NOT_FOUND' } });
    const listed = await client.get<ArtifactPage>(`/artifact?tenant_id=acme&session_id=${session.session_id}`);
    expect(listed.body.artifacts.map(({ artifact_id }) => artifact_id)).toContain(id);
  });

  it('cannot be taken by a second tenant', async () => {
    const id = await committed(CSV);
    const foreign = await client.session('globex');
    const { status } = await client.submit<Problem>(takeIn(id, foreign));

    expect([404, 422]).toContain(status);
  });

  it('is kept when it matches its digest, and leaves nothing behind when it does not', async () => {
    const bytes = randomBytes(345_678);
    const right = `sha-256=:${sha256(bytes).digest('base64')}:`;
    const wrong = `sha-256=:${sha256('something else').digest('base64')}:`;

    const refused = await upload<Problem>(bytes, { 'content-digest': wrong });
    expect(refused).toMatchObject({ status: 422, body: { code: 'DIGEST_MISMATCH' } });
    expect(filesOfSize(bytes.length)).toEqual([]);
    await expect(upload(bytes, { 'content-digest': right })).resolves.toMatchObject({ status: 201 });
    expect(filesOfSize(bytes.length)).toHaveLength(1);
  });

  it('leaves nothing behind when the upload breaks off', async () => {
    const half = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(randomBytes(777_777));
        await sleep(300);
        controller.error(new Error('The line is cut.'));
      },
    });
    await expect(
      fetch(`${client.base}/artifact/upload`, { method: 'POST', body: half, duplex: 'half' }),
    ).rejects.toThrow();
    await sleep(500);

    expect(filesOfSize(777_777)).toEqual([]);
  });

  it('is swept when no intent has named it in time', async () => {
    const bytes = randomBytes(234_567);
    const { body } = await upload(bytes);
    expect(filesOfSize(bytes.length)).toHaveLength(1);

    for (const deadline = Date.now() + 15_000; filesOfSize(bytes.length).length > 0 && Date.now() < deadline;) {
      await sleep(100);
    }

    expect(filesOfSize(bytes.length)).toEqual([]);
    const { status } = await client.submit<Problem>(takeIn(body.artifact.artifact_id));
    expect([404, 422]).toContain(status);
  });

  it('is not swept once an intent has named it', async () => {
    const id = await committed(CSV);
    await sleep(TTL + 1_000);

    expect((await download(id)).status).toBe(200);
  });
});

describe('the bytes of an artifact', () => {
  it('come back as they were, with their hash as ETag, as an attachment that no browser interprets', async () => {
    const id = await committed(CSV);
    const answer = await download(id);

    expect(await answer.text()).toBe(CSV);
    expect(answer.headers.get('etag')).toBe(`"${sha256(CSV).digest('hex')}"`);
    expect(answer.headers.get('content-length')).toBe(String(CSV.length));
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('come as the part that was asked for', async () => {
    const id = await committed(CSV);
    const parts: [string, string, string][] = [
      ['bytes=3-6', CSV.slice(3, 7), `bytes 3-6/${CSV.length}`],
      ['bytes=10-', CSV.slice(10), `bytes 10-${CSV.length - 1}/${CSV.length}`],
      ['bytes=-5', CSV.slice(-5), `bytes ${CSV.length - 5}-${CSV.length - 1}/${CSV.length}`],
      ['bytes=30-999', CSV.slice(30), `bytes 30-${CSV.length - 1}/${CSV.length}`],
    ];
    for (const [range, text, contentRange] of parts) {
      const answer = await download(id, { range });
      expect(answer.status).toBe(206);
      expect(answer.headers.get('content-range')).toBe(contentRange);
      expect(await answer.text()).toBe(text);
    }
  });

  it('are refused for a part that lies outside', async () => {
    const answer = await download(await committed(CSV), { range: `bytes=${CSV.length}-` });

    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe(`bytes */${CSV.length}`);
    expect(await answer.json()).toMatchObject({ code: 'RANGE_NOT_SATISFIABLE' });
  });

  it('are not sent again to a client that has them', async () => {
    const etag = `"${sha256(CSV).digest('hex')}"`;

    expect((await download(await committed(CSV), { 'if-none-match': etag })).status).toBe(304);
  });
});
