import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { isFree } from '../processes/free-port.js';
import { SmallTree } from './small-tree.js';

describe('npm start', () => {
  let tree: SmallTree;

  beforeEach(async () => {
    tree = await SmallTree.create();
  });
  afterEach(() => tree.remove());

  it('installs and builds on a fresh clone, starts both planes and says where they answer', async () => {
    const command = await tree.start();
    await command.prints('Ctrl-C stops both');

    expect(tree.lines('calls.log').toSorted()).toEqual([
      'build console',
      'nest build experience',
      'nest build runtime',
      'npm ci',
      'tsc examples/adapters/mcp',
      'tsc examples/realms/orders',
    ]);
    expect(command.printed()).toContain(`http://127.0.0.1:${tree.ports.runtime}/api`);
    expect(command.printed()).toContain(`http://127.0.0.1:${tree.ports.experience}/v1`);
    expect(command.printed()).toContain(`http://127.0.0.1:${tree.ports.experience}/v1/docs`);
    expect((await fetch(`http://127.0.0.1:${tree.ports.experience}/readyz`)).status).toBe(200);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s stops Experience, then Runtime, and is a good end', async (signal) => {
    const command = await tree.start();
    command.child.kill(signal);

    expect(await command.ended).toBe(0);
    expect(tree.lines('ends.log')).toEqual(['experience stopped', 'runtime stopped']);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s reaches them also when npm alone is told', async (signal) => {
    await tree.run('prepare-tree.mjs').ended;
    const command = tree.npm('start');
    await command.prints('Symphainy is up');
    command.child.kill(signal);

    await command.ended;
    expect(tree.lines('ends.log')).toEqual(['experience stopped', 'runtime stopped']);
  });

  it('a port that is taken is named, with the variable that chooses another, before anything starts', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(tree.ports.experience, '127.0.0.1', resolve));
    try {
      const command = tree.run('start.mjs');

      expect(await command.ended).toBe(1);
      expect(command.printed()).toContain(
        `Port ${tree.ports.experience} of 127.0.0.1, where Experience listens, is taken`,
      );
      expect(command.printed()).toContain('EXPERIENCE_PORT=');
      expect(await isFree(tree.ports.runtime)).toBe(true);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it('a port that is none is refused by the name of its variable', async () => {
    const command = tree.run('start.mjs', { env: { RUNTIME_PORT: 'eighty' } });

    expect(await command.ended).toBe(1);
    expect(command.printed()).toContain('RUNTIME_PORT is "eighty"');
  });

  it('a plane that refuses to start stops the other, and its exit code and last lines are told', async () => {
    const command = tree.run('start.mjs', { env: { FAILS: 'runtime' } });

    expect(await command.ended).toBe(78);
    expect(command.printed()).toContain('Runtime has ended with exit code 78');
    expect(command.printed()).toContain('  runtime cannot read its settings');
    expect(await isFree(tree.ports.experience)).toBe(true);
  });

  it('a plane that dies later stops the other, and its exit code becomes that of npm start', async () => {
    const command = await tree.start();
    await fetch(`http://127.0.0.1:${tree.ports.runtime}/die`).catch(() => undefined);

    expect(await command.ended).toBe(7);
    expect(command.printed()).toContain('Runtime has ended with exit code 7');
    expect(tree.lines('ends.log')).toEqual(['experience stopped']);
  });

  it('when npm start itself is killed, neither plane outlives it', async () => {
    const command = await tree.start();
    command.child.kill('SIGKILL');

    for (const port of [tree.ports.runtime, tree.ports.experience]) {
      while (!(await isFree(port))) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    while (tree.lines('ends.log').length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});

describe('npm run start:dev and start:prod', () => {
  let tree: SmallTree;

  beforeEach(async () => {
    tree = await SmallTree.create();
  });
  afterEach(() => tree.remove());

  it('start:dev leaves building the planes to a watcher, and stops the planes together with it', async () => {
    const command = tree.run('start.mjs', { args: ['--watch'] });
    await command.prints('Symphainy is up');
    command.child.kill('SIGINT');

    expect(await command.ended).toBe(0);
    expect(tree.lines('calls.log').toSorted()).toEqual([
      'build console',
      'nest start experience',
      'nest start runtime',
      'npm ci',
    ]);
    expect(tree.lines('ends.log')).toEqual(['experience stopped', 'runtime stopped']);
  });

  it('start:prod starts what is built and neither installs nor builds', async () => {
    const tooEarly = tree.run('start.mjs', { args: ['--as-built'] });
    expect(await tooEarly.ended).toBe(1);
    expect(tooEarly.printed()).toContain('npm run build');

    await tree.run('prepare-tree.mjs').ended;
    const calls = tree.lines('calls.log');
    tree.append('apps/runtime/src/main.js', '// changed');
    const command = tree.run('start.mjs', { args: ['--as-built'] });
    await command.prints('Symphainy is up');
    expect(tree.lines('calls.log')).toEqual(calls);
  });
});

describe('a Node that does not serve', () => {
  let tree: SmallTree;

  beforeEach(async () => {
    tree = await SmallTree.create();
    tree.write(
      'tools/pretend.cjs',
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: process.env.PRETEND } });",
    );
  });
  afterEach(() => tree.remove());

  const startWith = async (version: string) => {
    const env = { NODE_OPTIONS: '-r ./tools/pretend.cjs', PRETEND: version, RUNTIME_PORT: 'none' };
    const command = tree.run('start.mjs', { env });
    await command.ended;
    return command.printed();
  };

  it.each(['12.22.12', '18.20.4', '20.18.9', '21.7.3', '22.13.1', '23.11.0'])(
    '%s is told which ones do',
    async (version) => {
      const printed = await startWith(version);
      expect(printed).toContain(`this is Node ${version}`);
      expect(printed).toContain('20.19.0');
    },
  );

  it.each(['20.19.0', '20.20.2', '22.14.0', '24.0.0', '26.1.0'])('%s gets past the door', async (version) => {
    expect(await startWith(version)).toContain('RUNTIME_PORT is "none"');
  });
});
