import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

export interface DemoOptions {
  /** Where planes that run already are to be looked for. */
  experiencePort: number;
  /** The numbers of the acts to be played; all if left out. */
  acts?: string[];
  /** A module of `twins/` that breaks the planes that the demo starts. */
  twin?: string;
}

/** `npm run demo` as CI runs it: without a terminal. */
export class DemoRun {
  printed = '';
  /** The exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>;
  private readonly folder = temporaryFolder('demo');
  private readonly child: ChildProcess;

  constructor({ experiencePort, acts = [], twin }: DemoOptions) {
    const preload = twin && `--import=${pathToFileURL(join(import.meta.dirname, 'twins', twin)).href}`;
    this.child = spawn('npm', ['run', '--silent', 'demo', '--', ...acts], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        TMPDIR: this.folder,
        EXPERIENCE_PORT: String(experiencePort),
        ...(preload && { NODE_OPTIONS: preload }),
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', resolve);
    });
  }

  /** Waits until a text has been printed. Throws with what was printed if it never is. */
  async until(text: string): Promise<void> {
    while (!this.printed.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`It ended without "${text}":\n${this.printed}`);
      await sleep(10);
    }
  }

  /** Waits until a text has been printed, and presses Ctrl-C. */
  async interruptAt(text: string): Promise<void> {
    await this.until(text);
    this.child.kill('SIGINT');
  }

  /** What was printed under the heading of an act, one line each, without margin. */
  act(title: string): string[] {
    const lines = this.printed.split('\n').map((line) => line.trim());
    const from = lines.findIndex((line) => /^\d {2}/.test(line) && line.includes(title));
    const rest = lines.slice(from + 1);
    const to = rest.findIndex((line) => /^\d {2}\S/.test(line) || line === 'Your turn');
    return from < 0 ? [] : rest.slice(0, to < 0 ? undefined : to);
  }

  /** The events that an act has shown: type and step. */
  events(title: string): string[] {
    const shown = this.act(title).map((line) => /^\d+ +[\d.]+ s {2}(.*)$/.exec(line)?.[1]);
    return shown.filter((event) => event !== undefined).map((event) => event.replace(/ +/, ' '));
  }

  /** The planes that it says it has started. */
  get startedPids(): number[] {
    return [...this.printed.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
  }

  /** What it has left in the folder for temporary files. */
  get leftBehind(): string[] {
    return readdirSync(this.folder);
  }
}
