import { spawn, type ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../processes/free-port.js';

const root = join(import.meta.dirname, '../..');

const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': { name: 'small' },
    'node_modules/tea': { version: '1.0.0', integrity: 'sha512-tea' },
    'node_modules/elsewhere': { version: '1.0.0', optional: true, os: ['aix'] },
  },
};

/** Stands where npm stands: what it installs are tools that only copy, and note that they were called. */
const NPM = `
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
appendFileSync('calls.log', 'npm ' + process.argv.slice(2, 3) + '\\n');
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const installed = Object.fromEntries(Object.entries(packages).filter(([path, { optional }]) => path && !optional));
mkdirSync('node_modules', { recursive: true });
cpSync('tools/node_modules', 'node_modules', { recursive: true });
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: installed }));
`;

const NEST = `
import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
const command = process.argv[2];
const plane = process.argv.at(-1);
appendFileSync('calls.log', 'nest ' + command + ' ' + plane + '\\n');
if (command === 'start') {
  spawn(process.execPath, ['apps/' + plane + '/src/main.js'], { stdio: 'inherit' });
  await setTimeout(60_000);
}
await setTimeout(700);
const source = 'apps/' + plane + '/src/main.js';
if (readFileSync(source, 'utf8').includes('does not compile')) {
  console.log(source + ':1 does not compile');
  process.exit(1);
}
cpSync(source, 'apps/' + plane + '/dist/apps/' + plane + '/src/main.js');
`;

const TSC = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const folder = process.argv.at(-1);
appendFileSync('calls.log', 'tsc ' + folder + '\\n');
mkdirSync(folder + '/dist', { recursive: true });
writeFileSync(folder + '/dist/index.js', '');
`;

const CONSOLE = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('calls.log', 'build console\\n');
mkdirSync('apps/experience/console/dist', { recursive: true });
writeFileSync('apps/experience/console/dist/index.html', '');
`;

/** A plane that answers /readyz and tells how it ends. */
const plane = (name: string, prefix: string): string => `
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
if (process.env.FAILS === '${name}') {
  console.error('${name} cannot read its settings');
  process.exit(78);
}
const server = createServer((request, response) => {
  if (request.url === '/die') process.exit(7);
  response.end('ok');
});
server.listen(Number(process.env.${prefix}_PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  appendFileSync('ends.log', '${name} stopped\\n');
  process.exit(0);
});
`;

/** A command of a small tree while it runs, and what it has printed. */
export interface Command {
  child: ChildProcess;
  printed(): string;
  /** Waits for a text to be printed. Throws with all that was printed if the command ends before. */
  prints(text: string): Promise<void>;
  ended: Promise<number | null>;
}

/** A tree with the scripts of this repository, and planes and tools of a few lines in place of the real ones. */
export class SmallTree {
  readonly path = mkdtempSync(join(tmpdir(), 'small-tree-'));
  private readonly commands: Command[] = [];

  private constructor(readonly ports: { runtime: number; experience: number }) {
    cpSync(join(root, 'scripts'), join(this.path, 'scripts'), { recursive: true });
    cpSync(join(root, 'package.json'), join(this.path, 'package.json'));
    this.write('package-lock.json', JSON.stringify(LOCK));
    this.write('tools/npm.mjs', NPM);
    this.write('tools/node_modules/@nestjs/cli/package.json', '{ "type": "module" }');
    this.write('tools/node_modules/@nestjs/cli/bin/nest.js', NEST);
    this.write('tools/node_modules/ora/index.js', '');
    this.write('tools/node_modules/typescript/package.json', '{ "type": "module" }');
    this.write('tools/node_modules/typescript/bin/tsc', TSC);
    this.write('apps/experience/console/build.mjs', CONSOLE);
    this.write('apps/runtime/src/main.js', plane('runtime', 'RUNTIME'));
    this.write('apps/experience/src/main.js', plane('experience', 'EXPERIENCE'));
  }

  static async create(): Promise<SmallTree> {
    return new SmallTree({ runtime: await freePort(), experience: await freePort() });
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), text);
  }

  append(file: string, text: string): void {
    appendFileSync(join(this.path, file), text);
  }

  /** The lines of a file; none if there is no file. */
  lines(file: string): string[] {
    const path = join(this.path, file);
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  }

  /** Runs a script of the tree as its package.json says. */
  run(script: string, { args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {}): Command {
    return this.spawn(process.execPath, ['-r', './scripts/check-node.cjs', `scripts/${script}`, ...args], env);
  }

  /** Runs npm itself, which finds what to run in package.json. */
  npm(...args: string[]): Command {
    return this.spawn('npm', args, {});
  }

  private spawn(program: string, args: string[], env: Record<string, string>): Command {
    const child = spawn(program, args, {
      cwd: this.path,
      env: {
        PATH: process.env['PATH'],
        npm_execpath: join(this.path, 'tools/npm.mjs'),
        RUNTIME_PORT: String(this.ports.runtime),
        EXPERIENCE_PORT: String(this.ports.experience),
        ...env,
      },
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    }
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const prints = async (text: string): Promise<void> => {
      while (!printed.includes(text)) {
        if (child.exitCode !== null) throw new Error(`It ended without printing "${text}", but with:\n${printed}`);
        await sleep(10);
      }
    };
    const command = { child, ended, prints, printed: () => printed };
    this.commands.push(command);
    return command;
  }

  /** Starts both planes and waits until they are up. */
  async start(env: Record<string, string> = {}): Promise<Command> {
    const command = this.run('start.mjs', { env });
    await command.prints('Symphainy is up');
    return command;
  }

  /** Stops whatever still runs, in the orderly way so that no plane is left behind, and removes the tree. */
  async remove(): Promise<void> {
    for (const { child, ended } of this.commands) {
      child.kill('SIGINT');
      await ended;
    }
    rmSync(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
