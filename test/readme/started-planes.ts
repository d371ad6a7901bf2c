import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../processes/free-port.js';
import { ROOT } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

/** Both built planes as `npm start` runs them, at free ports: the tests of two documents may run at once. */
export class StartedPlanes {
  printed = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly ports: { runtime: number; experience: number },
  ) {}

  /** Resolves when both are up. Throws with what was printed if they do not come up. */
  static async start(env: Record<string, string>): Promise<StartedPlanes> {
    const ports = { runtime: await freePort(), experience: await freePort() };
    const child = spawn(process.execPath, ['-r', './scripts/check-node.cjs', 'scripts/start.mjs', '--as-built'], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        DATA_DIR: temporaryFolder('documents'),
        RUNTIME_PORT: String(ports.runtime),
        EXPERIENCE_PORT: String(ports.experience),
        ...env,
      },
    });
    const planes = new StartedPlanes(child, ports);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (planes.printed += text));
    }
    while (!planes.printed.includes('Ctrl-C stops both')) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${planes.printed}`);
      await sleep(20);
    }
    return planes;
  }

  /** A command of a document, calling the ports at which the planes really answer. */
  at(command: string): string {
    return command
      .replaceAll('localhost:8000', `localhost:${this.ports.runtime}`)
      .replaceAll('localhost:8001', `localhost:${this.ports.experience}`);
  }

  /** Stops both as Ctrl-C does; the exit code is that of `npm start`. */
  stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGINT');
    return ended;
  }
}
