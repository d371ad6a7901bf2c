import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Copies of blobs that are not on this disk, for as long as somebody looks into them. They lie in a folder of this
 * process, so that what a killed one left is told from what a running one lends; the host stands in its name because
 * containers may share a disk, and each counts its processes from 1.
 */
export class LentFiles {
  private readonly own: string;
  private lent = 0;

  constructor(private readonly folder: string) {
    this.own = join(folder, nameOf(process.pid));
  }

  /** Makes room, and removes what processes that have ended left behind. */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const left = (await readdir(this.folder)).filter(isLeftBehind);
    await Promise.all(left.map((name) => rm(join(this.folder, name), { recursive: true, force: true })));
    await mkdir(this.own, { mode: 0o700 });
  }

  /** Writes the bytes into a file that nobody else may read, and removes it whatever `use` comes to. */
  async lend<Result>(id: string, bytes: Readable, use: (path: string) => Promise<Result>): Promise<Result> {
    this.lent += 1;
    const path = join(this.own, `${this.lent}-${id}`);
    try {
      await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      return await use(path);
    } finally {
      await rm(path, { force: true });
    }
  }
}

const nameOf = (pid: number): string => `${hostname().replace(/\W/g, '_')}-${pid}`;

function isLeftBehind(name: string): boolean {
  const pid = Number(/-(\d+)$/.exec(name)?.[1]);
  if (name !== nameOf(pid)) return false;
  // A process of our own number came before us: containers give out the same ones again.
  return pid === process.pid || !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
