import { mkdtempSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';

/**
 * Folders in the system's one for temporary files, each named after the process that made it, so that what a killed
 * process left is told from what a running one works in. The host stands in the name because containers may share a
 * disk, and each counts its processes from 1.
 */
export class WorkFolders {
  private readonly logger = new Logger(WorkFolders.name);
  private readonly prefix: string;
  private readonly mine = new Set<string>();

  constructor(
    purpose: string,
    private readonly within = tmpdir(),
  ) {
    this.prefix = `symphainy-${purpose}-${hostname().replace(/\W/g, '_')}-`;
  }

  /** A new empty folder that nobody else may enter. */
  make(): string {
    const folder = mkdtempSync(join(this.within, `${this.prefix}${process.pid}-`));
    this.mine.add(folder);
    return folder;
  }

  /** One that cannot be removed is left to the next start, and the log says so. */
  async remove(folder: string): Promise<void> {
    try {
      await rm(folder, { recursive: true, force: true });
      this.mine.delete(folder);
    } catch (error) {
      this.logger.warn(`${folder} could not be removed: ${String(error)}. The next start tries again.`);
    }
  }

  /** Removes what processes that have ended left behind. Folders of other users, and links to anywhere, stay. */
  async sweep(): Promise<void> {
    for (const name of await readdir(this.within)) {
      const folder = join(this.within, name);
      if (this.isLeftOver(name) && !this.mine.has(folder) && (await isOurs(folder))) await this.remove(folder);
    }
  }

  private isLeftOver(name: string): boolean {
    if (!name.startsWith(this.prefix)) return false;
    const [, pid] = /^(\d+)-\w+$/.exec(name.slice(this.prefix.length)) ?? [];
    // One of our own number that is not ours was made by an earlier process: containers give out the same ones again.
    return pid !== undefined && (Number(pid) === process.pid || !isRunning(Number(pid)));
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid);
}
