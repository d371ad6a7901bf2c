import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../processes/temporary-folder.js';

/** Megabytes; what was never written takes no space. */
const SIZE = 1_024;

/** A disk of its own in a file: ext4 on a loop device, which only root may mount. */
export class MountedImage {
  private constructor(
    readonly path: string,
    private readonly image: string,
  ) {}

  /** Undefined where this machine lets nobody mount one. */
  static create(): MountedImage | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
    const image = join(temporaryFolder('image'), 'disk');
    try {
      execFileSync('truncate', ['--size', `${SIZE}M`, image]);
      execFileSync('mkfs.ext4', ['-q', '-F', image], { stdio: 'pipe' });
      return MountedImage.mount(image);
    } catch {
      return undefined;
    }
  }

  /** As the disk would be found if the power failed now: what programs wrote and nobody made durable is not on it. */
  copy(): MountedImage {
    const image = join(temporaryFolder('image'), 'disk');
    execFileSync('cp', ['--sparse=always', this.image, image]);
    return MountedImage.mount(image);
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.path]);
    rmSync(this.image, { force: true });
  }

  private static mount(image: string): MountedImage {
    const path = temporaryFolder('mounted');
    // Nothing is to be written of the kernel's own accord while the image is being copied.
    execFileSync('mount', ['-o', 'loop,commit=300', image, path], { stdio: 'pipe' });
    return new MountedImage(path, image);
  }
}
