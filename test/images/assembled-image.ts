import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { freePort } from '../processes/free-port.js';
import { PlaneProcess } from '../processes/plane-process.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { installAlone } from '../planes/installed-alone.js';
import { copiesOf, dockerfileOf, environmentOf, stagesOf, wordsOf, type Plane } from './dockerfile.js';

/** An image without its container: what its last stage copies, and the commands that it gives. */
export class AssembledImage {
  private readonly last;
  private readonly folder = temporaryFolder('image');

  /** Throws if the last stage copies what the stages before it do not hold. */
  constructor(
    readonly plane: Plane,
    dockerfile = dockerfileOf(plane),
  ) {
    this.last = stagesOf(dockerfile).at(-1)!;
    const earlierStages = installAlone(plane);
    for (const { sources, target } of copiesOf(this.last)) {
      for (const source of sources) {
        const place = target.endsWith('/') ? join(target, basename(source)) : target;
        cpSync(join(earlierStages, relative('/app', source)), join(this.folder, place), {
          recursive: true,
          verbatimSymlinks: true,
        });
      }
    }
  }

  /** The plane as the image starts it, on a free port; `env` is what the operator says. */
  async process(env: Record<string, string>): Promise<PlaneProcess & { health(): Promise<number> }> {
    const [program, entry = ''] = wordsOf(this.last, 'CMD');
    if (program !== 'node') throw new Error(`The image starts ${program}, not node.`);
    const port = String(await freePort());
    const variables = { ...environmentOf(this.last), [`${this.plane.toUpperCase()}_PORT`]: port, ...env };
    const plane = new PlaneProcess({
      name: `${this.plane} as in its image`,
      entry: join(this.folder, entry),
      url: `http://127.0.0.1:${port}`,
      cwd: this.folder,
      // Packages are links: without this Node would follow them into the tree that holds everything.
      env: { ...variables, NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main' },
    });
    return Object.assign(plane, { health: () => this.health(variables) });
  }

  /** The exit code of the image's health check. */
  private health(env: Record<string, string>): Promise<number> {
    const [, ...words] = wordsOf(this.last, 'HEALTHCHECK');
    return new Promise((resolve) => {
      execFile(process.execPath, words, { env }, (error) => resolve(error ? Number(error.code) : 0));
    });
  }
}
