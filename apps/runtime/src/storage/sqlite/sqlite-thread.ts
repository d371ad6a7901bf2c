import { parentPort, workerData } from 'node:worker_threads';
import { reach } from '../../determinism/fault-points.js';
import { StoreFailure } from '../store-failure.js';
import { FileLock } from './file-lock.js';
import { SqliteDatabase, type WriteEntry } from './sqlite-database.js';

/** What the thread is started with. */
export interface ThreadOptions {
  readonly path: string;
  readonly mode: 'write' | 'read';
}

/** What the thread is asked. A `close` is answered when the database is closed. */
export type ThreadRequest =
  | { readonly id: number; readonly batch: readonly WriteEntry[] }
  | { readonly id: number; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly id: number; readonly close: true };

/** What it answers; `id` is the request's, 0 for "open" or "could not open". */
export type ThreadAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: { readonly message: string; readonly full: boolean } };

/** The body of a worker thread: hosts one database, so that an fsync or a long read never holds up the event loop. */
async function serve({ path, mode }: ThreadOptions, port: NonNullable<typeof parentPort>): Promise<void> {
  const lock = mode === 'write' ? FileLock.acquire(`${path}.lock`) : undefined;
  const database = mode === 'write' ? await SqliteDatabase.openForWriting(path) : SqliteDatabase.openForReading(path);

  const answer = (request: Exclude<ThreadRequest, { close: true }>): unknown => {
    if ('sql' in request) return database.query(request.sql, request.parameters);
    return database
      .commit(request.batch)
      .map((outcome) => ('error' in outcome ? { failure: plain(outcome.error) } : { result: outcome.result }));
  };

  port.on('message', (request: ThreadRequest) => {
    try {
      if ('close' in request) {
        database.close();
        lock?.release();
      }
      const value = 'close' in request ? undefined : answer(request);
      reach('batch.before-answer');
      port.postMessage({ id: request.id, value } satisfies ThreadAnswer);
    } catch (error) {
      port.postMessage({ id: request.id, failure: plain(error) } satisfies ThreadAnswer);
    }
    if ('close' in request) port.close();
  });
  port.postMessage({ id: 0, value: 'open' } satisfies ThreadAnswer);
}

function plain(error: unknown): { message: string; full: boolean } {
  const { message, full } = StoreFailure.of(error);
  return { message, full };
}

if (parentPort) {
  const port = parentPort;
  serve(workerData as ThreadOptions, port).catch((error: unknown) => {
    port.postMessage({ id: 0, failure: plain(error) } satisfies ThreadAnswer);
    port.close();
  });
}
