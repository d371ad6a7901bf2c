import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../processes/temporary-folder.js';

const PIECE = Buffer.alloc(64 * 1024);

/** A disk of its own that can be filled: a tmpfs, which only root may mount. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  /** Undefined where nobody but root could mount it. Throws if root could not either. */
  static mount(megabytes: number): SmallDisk | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
    const path = temporaryFolder('small-disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'symphainy-test', path]);
    return new SmallDisk(path);
  }

  /** Leaves so many bytes free. */
  fill(leave: number): void {
    const file = openSync(join(this.path, 'filler'), 'a');
    try {
      for (let over = this.free() - leave; over > 0; over -= PIECE.length) {
        writeSync(file, PIECE, 0, Math.min(over, PIECE.length));
      }
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(join(this.path, 'filler'), { force: true });
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.path]);
  }

  private free(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }
}
