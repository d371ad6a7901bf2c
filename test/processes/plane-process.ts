import { afterAll } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process ended: by its own exit code, or by a signal. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface PlaneOptions {
  /** How it is called in error messages. */
  name: string;
  /** The built entry file. */
  entry: string;
  /** Where it will answer. */
  url: string;
  cwd: string;
  /** Everything that the process is told: nothing is inherited but `PATH`. */
  env: Record<string, string>;
}

const KEPT_LOG = 512 * 1024;
const running = new Set<ChildProcess>();
// Of the file that imports this, after its own: a test that failed half-way may not have come to it.
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** One plane as a process of its own, which a test can stop, kill and start again at the same address. */
export class PlaneProcess {
  private child: ChildProcess | undefined;
  private log = '';

  constructor(private readonly options: PlaneOptions) {}

  get url(): string {
    return this.options.url;
  }

  /** What it has printed, over all its starts; the oldest is dropped when it is much. */
  get logs(): string {
    return this.log;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error(`${this.options.name} is not running.`);
    return this.child.pid;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Whether the system has stopped it in the middle of something (SIGSTOP). Linux alone tells. */
  get isStopped(): boolean {
    if (!this.isRunning) return false;
    const [, state] = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? [];
    return state === 'T';
  }

  /** Starts it and waits for `/readyz`. Throws with the end of its log if it exits or is not ready in time. */
  async start({ within = 60_000 }: { within?: number } = {}): Promise<void> {
    const exited = this.spawn();
    const ready = new AbortController();
    const timer = setTimeout(() => ready.abort(), within);
    try {
      const exit = await Promise.race([exited, this.untilReady(ready.signal)]);
      if (exit) throw this.failure(`ended (${exit.signal ?? `exit code ${exit.code}`}) before it was ready`);
    } finally {
      clearTimeout(timer);
      ready.abort();
    }
  }

  /** Starts it where it is expected to refuse. Throws if it still runs when the time is over. */
  async startRefused({ within = 20_000 }: { within?: number } = {}): Promise<Exit> {
    const exited = this.spawn();
    const late = new AbortController();
    try {
      const exit = await Promise.race([exited, sleep(within, undefined, { signal: late.signal })]);
      if (!exit) {
        await this.kill();
        throw this.failure(`was to refuse to start, but still ran after ${within} ms`);
      }
      return exit;
    } finally {
      late.abort();
    }
  }

  /** Starts it without waiting for anything; the promise is its end. */
  spawn(): Promise<Exit> {
    const { name, entry, cwd, env } = this.options;
    if (this.isRunning) throw new Error(`${name} is running already.`);
    if (!existsSync(entry)) throw new Error(`${entry} does not exist. Build first: npm run build.`);
    const child = spawn(process.execPath, [entry], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.log = (this.log + text).slice(-KEPT_LOG);
      });
    }
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        running.delete(child);
        resolve({ code, signal });
      });
    });
  }

  /** Asks it to stop as an operator would. Throws if it has not ended in time, and kills it then. */
  async stop({ within = 15_000 }: { within?: number } = {}): Promise<Exit> {
    return this.end('SIGTERM', within);
  }

  /** Takes it away without a warning: kill −9. */
  async kill(): Promise<Exit> {
    return this.end('SIGKILL', 5_000);
  }

  private async end(signal: NodeJS.Signals, within: number): Promise<Exit> {
    const { child } = this;
    if (!child || !this.isRunning) return { code: child?.exitCode ?? null, signal: child?.signalCode ?? null };
    const ended = new Promise<Exit>((resolve) => child.once('exit', (code, by) => resolve({ code, signal: by })));
    child.kill(signal);
    const late = new AbortController();
    try {
      const exit = await Promise.race([ended, sleep(within, undefined, { signal: late.signal })]);
      if (exit) return exit;
      child.kill('SIGKILL');
      throw this.failure(`had not ended ${within} ms after ${signal}`);
    } finally {
      late.abort();
    }
  }

  /** Resolves when `/readyz` says yes. Throws with the end of its log if that is not so when the signal is given. */
  async untilReady(given: AbortSignal): Promise<undefined> {
    while (!given.aborted) {
      // A refused connection is what is waited out here.
      const answer = await fetch(`${this.url}/readyz`, { signal: given }).catch(() => undefined);
      await answer?.arrayBuffer().catch(() => undefined);
      if (answer?.ok) return;
      await sleep(20);
    }
    throw this.failure('was not ready in time');
  }

  private failure(what: string): Error {
    return new Error(`${this.options.name} ${what}. Its log ends:\n${this.log.slice(-4_000)}`);
  }
}
