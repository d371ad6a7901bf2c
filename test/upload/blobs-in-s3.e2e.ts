import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ArtifactAnswer, ArtifactPage, Problem, Session, UploadContentOutput } from '@app/intent-contracts';
import { S3StandIn } from '../../apps/runtime/src/artifacts/testing/s3-stand-in.js';
import { type Answer, PlaneClient, send } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { CsvOfSize } from './csv-of-size.js';
import { MemoryWatch } from './memory-watch.js';

const SIZE = 100 * 2 ** 20;
/** What a file may take of Runtime's memory on its way through; on the disk as many. */
const ALLOWED = 96;
const STAGED_TTL = 1_500;

const data = temporaryFolder('blobs-in-s3');
let bucket: S3StandIn;
let runtime: PlaneProcess;
let client: PlaneClient;
let session: Session;

beforeAll(async () => {
  bucket = await S3StandIn.start();
  runtime = await runtimeProcess({ DATA_DIR: data, ARTIFACT_STAGED_TTL_MS: String(STAGED_TTL), ...bucket.env });
  await runtime.start();
  client = new PlaneClient(`${runtime.url}/api`);
  session = await client.session();
});

afterEach(() => {
  bucket.trouble = () => undefined;
});

afterAll(async () => {
  await runtime.kill();
  await bucket.remove();
});

const upload = <Body = ArtifactAnswer>(bytes: Buffer): Promise<Answer<Body>> =>
  send('POST', `${client.base}/artifact/upload`, { body: bytes as Buffer<ArrayBuffer> });

/** Sends a file that nobody holds, and resolves with the artifact. */
async function uploadStream(csv: CsvOfSize): Promise<ArtifactAnswer> {
  const call = request(`${client.base}/artifact/upload`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', 'x-filename': 'large.csv', 'content-length': csv.size },
  });
  const answered = new Promise<unknown>((resolve, reject) => {
    call.on('error', reject).on('response', (answer) => void json(answer).then(resolve, reject));
  });
  await pipeline(csv.stream(), call);
  return (await answered) as ArtifactAnswer;
}

/** Has an intent of the realm content carried out, which must succeed. */
async function succeeded<Output>(intent: string, artifactId: string): Promise<Output> {
  const { execution_id } = await client.accepted({
    intent_type: intent,
    realm: 'content',
    session_id: session.session_id,
    tenant_id: session.tenant_id,
    payload: { artifact_id: artifactId },
  });
  const { status, result } = await client.ended(execution_id, { within: 60_000 });
  expect(status).toBe('succeeded');
  return result as Output;
}

const takenIn = (artifactId: string): Promise<UploadContentOutput> => succeeded('content.upload', artifactId);

const download = (artifactId: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${client.base}/artifact/${artifactId}/content`, { headers });

async function sha256Of(answer: Response): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of answer.body ?? []) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

const filesIn = (folder: string): string[] =>
  readdirSync(join(data, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('with its blobs in a bucket', () => {
  it('Runtime takes a file of 100 MB in at constant memory, looks into it, gives it back as it was, and keeps none of it', async () => {
    const csv = new CsvOfSize(SIZE);
    const watch = new MemoryWatch(runtime.pid);
    const { artifact } = await uploadStream(csv);
    const { grewBy } = watch.stop();
    process.stdout.write(`  upload of ${SIZE / 2 ** 20} MiB to a bucket: Runtime grew by ${grewBy} MiB\n`);
    expect(artifact).toMatchObject({ size: csv.size, sha256: csv.sha256() });
    expect(grewBy).toBeLessThanOrEqual(ALLOWED);

    const { profile } = await takenIn(artifact.artifact_id);
    expect(profile.tables).toMatchObject([{ rows: csv.rows, header: true }]);
    await expect(download(artifact.artifact_id).then(sha256Of)).resolves.toBe(csv.sha256());

    const tenant = `tenant_id=${session.tenant_id}`;
    const { artifacts } = (await client.get<ArtifactPage>(`/artifact?${tenant}`)).body;
    expect(new Set(artifacts.map(({ kind }) => kind))).toEqual(new Set(['table', 'table_copy']));
    const keys = await bucket.keys();
    for (const key of keys) expect(key).toMatch(/^of\/runtime\/..\/art_/);
    expect(keys.map((key) => basename(key)).sort()).toEqual(artifacts.map(({ artifact_id }) => artifact_id).sort());
    expect(await bucket.unfinished()).toEqual([]);
    expect(existsSync(join(data, 'blobs'))).toBe(false);
    expect(filesIn('lent')).toEqual([]);
  });

  it('an empty file and a part of one come back as they should', async () => {
    const bytes = randomBytes(10_000);
    const ids = await Promise.all(
      [bytes, Buffer.alloc(0)].map(async (sent) => (await upload(sent)).body.artifact.artifact_id),
    );
    for (const id of ids) await takenIn(id);

    const part = await download(ids[0]!, { range: 'bytes=100-199' });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true);
    const empty = await download(ids[1]!);
    expect([empty.status, await empty.text()]).toEqual([200, '']);
  });

  it('what no intent names in time, and what is deleted, is gone from the bucket too', async () => {
    const [staged, deleted] = await Promise.all([upload(randomBytes(5_000)), upload(randomBytes(5_000))]);
    const ids = [staged, deleted].map(({ body }) => body.artifact.artifact_id);
    const there = async (): Promise<string[]> => {
      const keys = await bucket.keys();
      return ids.filter((id) => keys.some((key) => key.endsWith(id)));
    };
    expect(await there()).toEqual(ids);

    await takenIn(ids[1]!);
    await succeeded('content.delete', ids[1]!);
    for (const deadline = Date.now() + 15_000; (await there()).length > 0 && Date.now() < deadline;) await sleep(100);
    expect(await there()).toEqual([]);
  });

  it('Runtime stays ready while the bucket is away, answers 503 with when to come again, and goes on when it is back', async () => {
    const bytes = randomBytes(10_000);
    const { artifact } = (await upload(bytes)).body;
    await takenIn(artifact.artifact_id);
    const away = { status: 503, body: { code: 'STORE_UNAVAILABLE' } };

    bucket.trouble = () => ({ status: 500 });
    const failed = await upload<Problem>(bytes);
    expect(failed).toMatchObject(away);
    expect(failed.headers.get('retry-after')).toBe('1');
    expect(await client.get<Problem>(`/artifact/${artifact.artifact_id}/content`)).toMatchObject(away);
    await bucket.close();
    expect(await upload<Problem>(bytes)).toMatchObject(away);
    expect(await client.get<Problem>(`/artifact/${artifact.artifact_id}/content`)).toMatchObject(away);
    expect((await send('GET', `${runtime.url}/readyz`)).status).toBe(200);

    bucket.trouble = () => undefined;
    await bucket.open();
    expect((await upload(bytes)).status).toBe(201);
    await expect(download(artifact.artifact_id).then(sha256Of)).resolves.toBe(artifact.sha256);
    expect(runtime.logs).not.toContain(bucket.env['AWS_SECRET_ACCESS_KEY']);
  });
});

describe('a bucket that is not there', () => {
  it('keeps Runtime from starting, which says so and exits with 78', async () => {
    const refused = await runtimeProcess({ ...bucket.env, BLOB_URL: 's3://another' });

    expect((await refused.startRefused()).code).toBe(78);
    expect(refused.logs).toMatch(/BLOB_URL: .*NoSuchBucket, 404/);
  });
});
