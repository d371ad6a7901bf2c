import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import S3rver from 's3rver';

const BUCKET = 'blobs';

type Middleware = S3rver['middleware'][number];
type Context = Parameters<Middleware>[0];

/** What a request may come to: another answer, a part of the answer although it was carried out, or none. */
export type Trouble = { readonly status: number } | { readonly cutAfter: number } | 'silence';

/**
 * A bucket of s3rver on a free port and a temporary folder, with what s3rver lacks: it knows no aborting and no listing
 * of uploads in parts, pages of a listing fail on today's OpenSSL, it answers before the disk has everything, and to
 * remove what is not there is an error to it. It checks no signature, and half an object can be seen in it while it is
 * being written: that is Amazon's to promise.
 */
export class S3StandIn {
  /** Decides what goes wrong. */
  trouble: (request: { method: string; path: string; query: Context['query'] }) => Trouble | undefined = () =>
    undefined;
  /** Entries of one page of a listing. */
  pageSize = 1_000;
  private server: S3rver;
  private port = 0;

  private constructor(private readonly folder: string) {
    this.server = this.bucket();
  }

  static async start(): Promise<S3StandIn> {
    const standIn = new S3StandIn(await mkdtemp(join(tmpdir(), 's3-stand-in-')));
    await standIn.open();
    return standIn;
  }

  /** What a Runtime has to be told. */
  get env(): Record<string, string> {
    return {
      BLOB_URL: `s3://${BUCKET}/of/runtime`,
      BLOB_S3_ENDPOINT: `http://127.0.0.1:${this.port}`,
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'not to be told',
    };
  }

  /** Goes away, as a store does whose machine is restarted. */
  async close(): Promise<void> {
    const closed = this.server.close();
    this.server.httpServer.closeAllConnections();
    await closed;
  }

  /** Comes back where it was. */
  async open(): Promise<void> {
    this.server = this.bucket();
    this.port = (await this.server.run()).port;
  }

  async remove(): Promise<void> {
    await this.close().catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  /** Keys of all objects. */
  async keys(): Promise<string[]> {
    return (await this.server.store.listObjects(BUCKET, {})).objects.map(({ key }) => key);
  }

  /** Uploads in parts that were neither completed nor aborted. */
  async unfinished(): Promise<{ id: string; key: string; since: Date }[]> {
    const folder = this.server.store.getResourcePath(BUCKET, undefined, 'uploads');
    const ids = await readdir(folder).catch(() => []);
    const found = ids.map(async (id) => {
      const path = join(folder, id, 'key');
      return { id, key: await readFile(path, 'utf8'), since: (await stat(path)).mtime };
    });
    return Promise.all(found);
  }

  private bucket(): S3rver {
    const server = new S3rver({
      address: '127.0.0.1',
      port: this.port,
      silent: true,
      directory: this.folder,
      vhostBuckets: false,
      configureBuckets: [{ name: BUCKET }],
    });
    // In place of what logs, and behind what makes XML of an answer.
    server.middleware.splice(0, 1);
    server.middleware.splice(1, 0, this.troubled, this.completed);
    waitForTheDisk(server.store);
    return server;
  }

  private readonly troubled: Middleware = async (context, next) => {
    const trouble = this.trouble(context);
    if (trouble === 'silence') return new Promise((resolve) => context.req.once('close', resolve));
    if (trouble === undefined) return next();
    if ('status' in trouble) {
      context.req.resume();
      answer(context, trouble.status, { Error: { Code: 'Troubled', Message: 'AWSAccessKeyId S3RVER' } });
      return;
    }
    await next();
    const { length, body } = context;
    if (!(body instanceof Readable)) {
      context.req.socket.destroy();
      return;
    }
    context.body = Readable.from(cut(body, trouble.cutAfter, () => context.req.socket.destroy()));
    context.length = length;
  };

  private readonly completed: Middleware = async (context, next) => {
    const { method, path, query } = context;
    const [, bucket, object] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? [];
    const { store } = this.server;
    if (bucket !== BUCKET) {
      await next();
    } else if (method === 'GET' && query['list-type'] === '2') {
      answer(context, 200, { ListBucketResult: await this.objects(query) });
    } else if (method === 'GET' && 'uploads' in query) {
      answer(context, 200, { ListMultipartUploadsResult: await this.uploads(query) });
    } else if (method === 'DELETE' && query['uploadId'] !== undefined) {
      await rm(join(store.getResourcePath(BUCKET, undefined, 'uploads'), query['uploadId']), { recursive: true });
      answer(context, 204, null);
    } else if (method === 'DELETE' && !(await store.existsObject(BUCKET, object!))) {
      answer(context, 204, null);
    } else {
      await next();
    }
  };

  private async objects(query: Context['query']): Promise<object> {
    const { objects } = await this.server.store.listObjects(BUCKET, { prefix: query['prefix'] ?? '' });
    const { found, next } = this.pageOf(objects, ({ key }) => key, query['continuation-token']);
    return {
      IsTruncated: next !== undefined,
      NextContinuationToken: next,
      Contents: found.map(({ key, lastModifiedDate }) => ({ Key: key, LastModified: lastModifiedDate.toISOString() })),
    };
  }

  private async uploads(query: Context['query']): Promise<object> {
    const { found, next } = this.pageOf(await this.unfinished(), ({ id }) => id, query['upload-id-marker']);
    return {
      IsTruncated: next !== undefined,
      NextKeyMarker: next && found.at(-1)?.key,
      NextUploadIdMarker: next,
      Upload: found.map(({ id, key, since }) => ({ Key: key, UploadId: id, Initiated: since.toISOString() })),
    };
  }

  private pageOf<Entry>(
    entries: readonly Entry[],
    nameOf: (entry: Entry) => string,
    after = '',
  ): { found: Entry[]; next: string | undefined } {
    const rest = entries
      .filter((entry) => nameOf(entry) > after)
      .sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
    const found = rest.slice(0, this.pageSize);
    return { found, next: rest.length > found.length ? nameOf(found.at(-1)!) : undefined };
  }
}

function answer(context: Context, status: number, body: unknown): void {
  context.status = status;
  context.body = body;
}

async function* cut(bytes: Readable, after: number, cutOff: () => void): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const piece of bytes as AsyncIterable<Buffer>) {
    const part = piece.subarray(0, after - sent);
    sent += part.length;
    if (part.length > 0) yield part;
    if (sent === after) break;
  }
  // What was given has left this process by then.
  await sleep(20);
  cutOff();
}

/** It says that it has written what is still on its way to the file. */
function waitForTheDisk(store: S3rver['store']): void {
  const { putObject, putPart } = store;
  store.putObject = async (object) => {
    const written = await putObject.call(store, object);
    await untilSize(store.getResourcePath(object.bucket, object.key, 'object'), written.size);
    return written;
  };
  store.putPart = async (bucket, uploadId, part, bytes) => {
    const written = await putPart.call(store, bucket, uploadId, part, bytes);
    await untilSize(join(store.getResourcePath(bucket, undefined, 'uploads'), uploadId, part), written.size);
    return written;
  };
}

async function untilSize(path: string, size: number): Promise<void> {
  while ((await stat(path).catch(() => undefined))?.size !== size) await sleep(1);
}
