import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateMultipartUploadCommand, PutObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { BlobBucket } from '../config/blob-bucket.js';
import { ConfigurationError, RuntimeConfig } from '../config/runtime-config.js';
import { SystemClock } from '../determinism/clock.js';
import { StoreFailure } from '../storage/store-failure.js';
import { S3BlobStore } from './s3-blob-store.js';
import { s3Client } from './s3-client.js';
import { blobContract, type OpenBlobs } from './testing/blob-contract.js';
import { S3StandIn } from './testing/s3-stand-in.js';

const MIB = 2 ** 20;
const IMPATIENT = { connect: 1_000, answer: 3_000, silence: 600 };

interface OpenBucket extends OpenBlobs {
  readonly store: S3BlobStore;
  readonly bucket: S3StandIn;
  readonly client: S3Client;
  readonly place: BlobBucket;
  readonly dataDir: string;
}

async function open(patience?: typeof IMPATIENT): Promise<OpenBucket> {
  const bucket = await S3StandIn.start();
  bucket.pageSize = 2;
  const dataDir = await mkdtemp(join(tmpdir(), 's3-blobs-'));
  // The SDK reads them there and nowhere else.
  Object.assign(process.env, bucket.env);
  const place = RuntimeConfig.from(bucket.env).bucket!;
  const client = s3Client(place, patience);
  const store = new S3BlobStore(place, dataDir, new SystemClock(), client);
  await store.onModuleInit();
  return {
    store,
    bucket,
    client,
    place,
    dataDir,
    kept: async () => [...(await bucket.keys()), ...(await bucket.unfinished()).map(({ key }) => key)],
    dieWriting: async (id) => {
      const name = { Bucket: 'blobs', Key: `of/runtime/${id.slice(-2)}/${id}` };
      const { UploadId } = await client.send(new CreateMultipartUploadCommand(name));
      await client.send(new UploadPartCommand({ ...name, UploadId, PartNumber: 1, Body: Buffer.alloc(5 * MIB) }));
    },
    close: async () => {
      client.destroy();
      await bucket.remove();
      await rm(dataDir, { recursive: true });
    },
  };
}

blobContract('S3', () => open());

let opened: OpenBucket;
afterEach(() => opened?.close());

const written = async (id: string, size: number): Promise<Buffer> => {
  const whole = randomBytes(size);
  await opened.store.write(id, Readable.from([whole]), size);
  return whole;
};

const idsOf = async (blobs: AsyncIterable<string>): Promise<string[]> => {
  const found: string[] = [];
  for await (const id of blobs) found.push(id);
  return found;
};

/** Everything that the port offers, asked of a bucket in trouble. */
async function failures({ store }: OpenBucket): Promise<string[]> {
  const asked = [
    store.write('art_new', Readable.from([Buffer.alloc(10)]), 10),
    store.write('art_new', Readable.from([Buffer.alloc(11 * MIB)]), 11 * MIB),
    buffer(store.read('art_old')),
    store.withFile('art_old', () => Promise.resolve()),
    store.remove('art_old'),
    idsOf(store.writtenBefore(Date.now(), new Set())),
  ];
  const outcomes = await Promise.allSettled<unknown>(asked);
  return outcomes.map((outcome) => {
    if (outcome.status === 'fulfilled') return 'no failure at all';
    expect(outcome.reason).toBeInstanceOf(StoreFailure);
    return JSON.stringify({ ...outcome.reason, message: (outcome.reason as Error).message });
  });
}

describe('a bucket that', () => {
  beforeEach(async () => {
    opened = await open(IMPATIENT);
    await written('art_old', 1_000);
  });

  it.each([
    ['is away', (bucket: S3StandIn) => bucket.close(), /ECONNREFUSED/],
    ['answers with errors of its own', (bucket: S3StandIn) => void (bucket.trouble = () => ({ status: 503 })), /503/],
    ['keeps silent', (bucket: S3StandIn) => void (bucket.trouble = () => 'silence'), /ETIMEDOUT|TimeoutError/],
    [
      'refuses',
      (bucket: S3StandIn) => void (bucket.trouble = () => ({ status: 403 })),
      /403\)\. Check BLOB_URL, the credentials/,
    ],
  ])('%s fails as a store does that is away, and nothing is said of credentials', async (_, makeTrouble, said) => {
    await makeTrouble(opened.bucket);

    for (const failure of await failures(opened)) {
      expect(failure).toMatch(said);
      expect(failure).not.toMatch(/S3RVER|not to be told/);
    }
  });

  it('comes back is used again, without anything being started anew', async () => {
    await opened.bucket.close();
    await expect(buffer(opened.store.read('art_old'))).rejects.toThrow(StoreFailure);
    await opened.bucket.open();

    await expect(buffer(opened.store.read('art_old'))).resolves.toHaveLength(1_000);
  });

  it('fails while parts are on their way keeps nothing of them once it answers again', async () => {
    const { store, bucket, kept } = opened;
    bucket.trouble = ({ query }) => (query['partNumber'] === '2' ? { status: 500 } : undefined);
    await expect(store.write('art_parts', Readable.from([Buffer.alloc(11 * MIB)]), 11 * MIB)).rejects.toThrow(
      /could not be used \(Troubled, 500\)/,
    );

    expect(await kept()).toEqual(['of/runtime/ld/art_old']);
  });

  it('takes a file, but does not get to say so, keeps none of it', async () => {
    const { store, bucket, kept } = opened;
    bucket.trouble = ({ method }) => (method === 'PUT' ? { cutAfter: 0 } : undefined);
    await expect(store.write('art_lost', Readable.from([Buffer.alloc(10)]), 10)).rejects.toThrow(StoreFailure);

    expect(await kept()).toEqual(['of/runtime/ld/art_old']);
  });

  it('is full is said to be full', async () => {
    opened.bucket.trouble = () => ({ status: 507 });

    await expect(opened.store.write('art_new', Readable.from([]), 0)).rejects.toMatchObject({ full: true });
  });

  it('breaks off in the middle of a download is asked for the rest, and for that part of a part', async () => {
    const { store, bucket } = opened;
    const whole = await written('art_long', 3 * MIB);
    bucket.trouble = () => ({ cutAfter: 700_000 });

    expect((await buffer(store.read('art_long'))).equals(whole)).toBe(true);
    const part = await buffer(store.read('art_long', { start: 5, end: 2 * MIB }));
    expect(part.equals(whole.subarray(5, 2 * MIB + 1))).toBe(true);
  });

  it('breaks off before the first byte, again and again, is given up', async () => {
    opened.bucket.trouble = () => ({ cutAfter: 0 });

    await expect(buffer(opened.store.read('art_old'))).rejects.toThrow(StoreFailure);
  });

  it('lets a reader pause for longer than it lets the bucket', async () => {
    const whole = await written('art_paused', 20 * MIB);
    const pieces: Buffer[] = [];
    let requests = 0;
    opened.bucket.trouble = () => void (requests += 1);
    for await (const piece of opened.store.read('art_paused')) {
      if (pieces.length === 1) await sleep(1_500);
      pieces.push(piece as Buffer);
    }

    expect(Buffer.concat(pieces).equals(whole)).toBe(true);
    expect(requests).toBe(2);
  });

  it('holds what is not ours is not swept of it', async () => {
    const { store, bucket, client } = opened;
    const foreign = ['of/runtime/art_old', 'of/runtime/xx/art_old', 'of/runtime/rt/report', 'of/another/ld/art_old'];
    for (const Key of foreign) await client.send(new PutObjectCommand({ Bucket: 'blobs', Key, Body: 'x' }));
    await client.send(new CreateMultipartUploadCommand({ Bucket: 'blobs', Key: foreign[0] }));

    expect(await idsOf(store.writtenBefore(Date.now() + 9 * 24 * 3_600_000, new Set()))).toEqual(['art_old']);
    expect(await bucket.unfinished()).toHaveLength(1);
  });

  it('holds what another Runtime may be about to tell of is not swept of it for a day', async () => {
    const { store, bucket, dieWriting } = opened;
    await dieWriting('art_half');
    const hour = 3_600_000;

    expect(await idsOf(store.writtenBefore(Date.now() + 24 * hour, new Set()))).toEqual([]);
    expect(await bucket.unfinished()).toHaveLength(1);
    expect(await idsOf(store.writtenBefore(Date.now() + 26 * hour, new Set()))).toEqual(['art_old']);
    expect(await bucket.unfinished()).toEqual([]);
  });

  it('does not tell of uploads in parts is swept of what it tells of', async () => {
    const { store, bucket, dieWriting } = opened;
    await dieWriting('art_half');
    bucket.trouble = ({ query }) => ('uploads' in query ? { status: 501 } : undefined);

    expect(await idsOf(store.writtenBefore(Date.now() + 9 * 24 * 3_600_000, new Set()))).toEqual(['art_old']);
  });

  it('is listed once in an hour, and again at once if that failed', async () => {
    const { store, bucket } = opened;
    const later = Date.now() + 9 * 24 * 3_600_000;
    const look = (time: number): Promise<string[]> => idsOf(store.writtenBefore(time, new Set()));
    bucket.trouble = ({ query }) => ('uploads' in query ? { status: 400 } : undefined);
    await expect(look(later)).rejects.toThrow(StoreFailure);
    bucket.trouble = () => undefined;

    expect(await look(later + 60_000)).toEqual(['art_old']);
    expect(await look(later + 120_000)).toEqual([]);
    expect(await look(later + 3_700_000)).toEqual(['art_old']);
  });
});

describe('a blob of S3 that is lent as a file', () => {
  beforeEach(async () => {
    opened = await open();
    await written('art_lent', 1_000);
  });

  const lentFiles = async (): Promise<string[]> => {
    const entries = await readdir(join(opened.dataDir, 'lent'), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  };

  it('can be read by nobody else, and is gone when it is given back, whatever came of it', async () => {
    const mode = await opened.store.withFile('art_lent', async (path) => (await stat(path)).mode & 0o777);
    expect(mode).toBe(0o600);
    await expect(opened.store.withFile('art_lent', () => Promise.reject(new Error('no use')))).rejects.toThrow();
    opened.bucket.trouble = () => ({ cutAfter: 0 });
    await expect(opened.store.withFile('art_lent', () => Promise.resolve())).rejects.toThrow(StoreFailure);

    expect(await lentFiles()).toEqual([]);
  });

  it('is removed at the next start if the process died with it, and left to one that lives', async () => {
    const host = hostname().replace(/\W/g, '_');
    const ended = spawnSync(process.execPath, ['--version']).pid;
    for (const folder of [`${host}-${process.pid}`, `${host}-${ended}`, `${host}-${process.ppid}`, 'elsewhere-1']) {
      await mkdir(join(opened.dataDir, 'lent', folder), { recursive: true });
      await writeFile(join(opened.dataDir, 'lent', folder, `of-${folder}`), 'x');
    }
    await new S3BlobStore(opened.place, opened.dataDir, new SystemClock()).onModuleInit();

    expect((await lentFiles()).sort()).toEqual([`of-${host}-${process.ppid}`, 'of-elsewhere-1'].sort());
  });
});

describe('a Runtime that is told of a bucket', () => {
  beforeEach(async () => {
    opened = await open();
  });

  const start = (change: Partial<BlobBucket> = {}): Promise<void> =>
    new S3BlobStore({ ...opened.place, ...change }, opened.dataDir, new SystemClock()).onModuleInit();

  it('does not start if there is no such bucket, or it may not use it, and says what to look at', async () => {
    await expect(start({ name: 'another' })).rejects.toThrow(/BLOB_URL: .*NoSuchBucket, 404.* Check BLOB_URL/);
    opened.bucket.trouble = () => ({ status: 403 });
    await expect(start()).rejects.toThrow(ConfigurationError);
  });

  it('starts although the bucket is away, and says so', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    await opened.bucket.close();
    await start();

    expect(warned).toHaveBeenCalledWith(expect.stringMatching(/does not answer \(ECONNREFUSED\)/));
    warned.mockRestore();
  });

  it('gives an upload up that takes longer than a day, so that what is older may be swept by others', async () => {
    const clock = new SystemClock();
    const store = new S3BlobStore(opened.place, opened.dataDir, clock);
    async function* slow(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(6 * MIB);
      jest.spyOn(clock, 'now').mockReturnValue(Date.now() + 25 * 3_600_000);
      yield Buffer.alloc(1);
    }

    await expect(store.write('art_slow', Readable.from(slow()), 20 * MIB)).rejects.toThrow(/more than a day/);
    expect(await opened.kept()).toEqual([]);
  });
});
