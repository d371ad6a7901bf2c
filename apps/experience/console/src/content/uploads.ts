import type { Console } from '../app/console-context.js';
import { type Problem, problemOf } from '../experience/answered-problem.js';
import { answered } from '../experience/experience-client.js';
import type { LiveEvent } from '../live/live-event.js';
import { uploadFile } from './upload-file.js';

/** A file on its way: first its bytes, then the steps of the execution that takes it in. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  readonly state: 'waiting' | 'sending' | 'taking_in' | 'done' | 'failed' | 'cancelled';
  readonly sent: number;
  readonly executionId?: string;
  /** The step that runs. */
  readonly step?: string;
  readonly artifactId?: string;
  readonly problem?: Problem;
}

/** So many at once: more would only share the same line. */
const AT_ONCE = 3;

/** Files on their way, several at once, each followed to its end. */
export class Uploads {
  private uploads: readonly Upload[] = [];
  private readonly stops = new Map<number, AbortController>();
  private readonly listeners = new Set<() => void>();
  private keys = 0;

  constructor(
    private readonly console: Console,
    private readonly taken: () => void,
  ) {}

  readonly subscribe = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  };

  readonly current = (): readonly Upload[] => this.uploads;

  /** Resolves when each has come to its end, in the same order. */
  add(files: readonly File[]): Promise<Upload[]> {
    const added = files.map((file): Upload => ({ key: (this.keys += 1), file, state: 'waiting', sent: 0 }));
    this.set([...this.uploads, ...added]);
    this.startNext();
    return Promise.all(added.map(({ key }) => this.ended(key)));
  }

  /** Stops the sending, or has the execution turn back. */
  cancel(key: number): void {
    const upload = this.find(key);
    if (upload?.state === 'waiting') this.change(key, { state: 'cancelled' });
    else if (upload?.state === 'sending') this.stops.get(key)?.abort();
    else if (upload?.executionId !== undefined) {
      const { client } = this.console;
      void client.POST('/v1/execution/{executionId}/cancel', {
        params: { path: { executionId: upload.executionId } },
        body: {},
      });
    }
  }

  /** Takes those away that have come to their end. */
  clear(): void {
    this.set(this.uploads.filter(({ state }) => state === 'waiting' || state === 'sending' || state === 'taking_in'));
  }

  private startNext(): void {
    const busy = this.uploads.filter(({ state }) => state === 'sending').length;
    const next = this.uploads.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, AT_ONCE - busy));
    for (const upload of next) void this.run(upload);
  }

  private async run({ key, file }: Upload): Promise<void> {
    const { identity, session } = this.console;
    const stop = new AbortController();
    this.stops.set(key, stop);
    this.change(key, { state: 'sending' });
    try {
      const sessionId = await session.id();
      const executionId = await uploadFile(file, {
        identity,
        sessionId,
        sent: (bytes, all) => this.change(key, { sent: all > 0 ? bytes / all : 0 }),
        signal: stop.signal,
      });
      this.change(key, { state: 'taking_in', executionId, sent: 1 });
      this.startNext();
      await this.follow(key, executionId);
    } catch (error) {
      const isCancelled = error instanceof DOMException && error.name === 'AbortError';
      const problem = problemOf(error);
      if (problem.code === 'SESSION_CLOSED' || problem.code === 'SESSION_NOT_FOUND') session.forget();
      this.change(key, isCancelled ? { state: 'cancelled' } : { state: 'failed', problem });
    } finally {
      this.stops.delete(key);
      this.startNext();
    }
  }

  private async follow(key: number, executionId: string): Promise<void> {
    const { live, client } = this.console;
    for await (const item of live.follow({ execution_id: executionId })) {
      if (item.kind === 'event') this.heard(key, item.event);
      if (item.kind === 'snapshot') break;
    }
    // What it came to is in its status, whatever was heard.
    const { status, result, error } = await answered(
      client.GET('/v1/execution/{executionId}/status', { params: { path: { executionId } } }),
    );
    const { artifact_id: artifactId } = (result ?? {}) as { artifact_id?: string };
    if (status === 'succeeded' && artifactId !== undefined) this.change(key, { state: 'done', artifactId });
    else if (status === 'cancelled') this.change(key, { state: 'cancelled' });
    else this.change(key, { state: 'failed', ...(error && { problem: error }) });
    this.taken();
  }

  private heard(key: number, { type, data }: LiveEvent): void {
    if (type === 'step.started' && typeof data['step'] === 'string') this.change(key, { step: data['step'] });
  }

  private ended(key: number): Promise<Upload> {
    return new Promise((resolve) => {
      const stop = this.subscribe(() => {
        const upload = this.find(key);
        if (upload === undefined || ['done', 'failed', 'cancelled'].includes(upload.state)) {
          stop();
          if (upload !== undefined) resolve(upload);
        }
      });
    });
  }

  private find(key: number): Upload | undefined {
    return this.uploads.find((upload) => upload.key === key);
  }

  private change(key: number, change: Partial<Upload>): void {
    this.set(this.uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  }

  private set(uploads: readonly Upload[]): void {
    this.uploads = uploads;
    for (const tell of [...this.listeners]) tell();
  }
}
