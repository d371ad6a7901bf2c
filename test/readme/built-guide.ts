import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { filesOf } from './worked-example.js';

/** The files that a reader of a guide writes, in a folder where Runtime's packages are found as in a clone. */
export class BuiltGuide {
  readonly folder = temporaryFolder('guide');

  constructor(readonly guide: string) {
    this.write(filesOf(guide));
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  write(files: readonly { path: string; text: string }[]): void {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  /** Runs the guide's own lines that build and test its code; the printed report, and the exit code. */
  test(lines = /```bash test\n([^]*?)```/.exec(readFileSync(this.guide, 'utf8'))?.[1] ?? 'exit 1'): {
    printed: string;
    code: number | null;
  } {
    const options = { cwd: this.folder, env: { PATH: process.env['PATH'] }, encoding: 'utf8' } as const;
    const { stdout, stderr, status } = spawnSync('bash', ['-ec', lines], options);
    return { printed: stdout + stderr, code: status };
  }
}
