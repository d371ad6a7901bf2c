import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SmallTree } from './small-tree.js';

const PLANES = ['build console', 'nest build experience', 'nest build runtime'];
const EXAMPLES = ['tsc examples/adapters/mcp', 'tsc examples/realms/orders'];

describe('what is installed and built before anything runs', () => {
  let tree: SmallTree;

  beforeEach(async () => {
    tree = await SmallTree.create();
  });
  afterEach(() => tree.remove());

  /** What prepares a tree calls; returns what it called this time. */
  const prepare = async (...args: string[]): Promise<string[]> => {
    rmSync(join(tree.path, 'calls.log'), { force: true });
    const command = tree.run('prepare-tree.mjs', { args });
    const code = await command.ended;
    if (code !== 0) throw new Error(`exit code ${code}:\n${command.printed()}`);
    return tree.lines('calls.log').toSorted();
  };

  it('is not done again while nothing has changed', async () => {
    expect(await prepare()).toEqual([...PLANES, 'npm ci', ...EXAMPLES]);
    expect(await prepare()).toEqual([]);
  });

  it('only what a change goes into is built again; tests and READMEs go into nothing', async () => {
    await prepare();

    tree.append('apps/experience/src/main.js', '// changed');
    expect(await prepare()).toEqual(['nest build experience', 'tsc examples/adapters/mcp']);
    tree.write('apps/experience/src/main.spec.ts', 'changed');
    tree.write('apps/runtime/README.md', 'changed');
    expect(await prepare()).toEqual([]);
    tree.write('libs/intent-contracts/src/index.ts', 'changed');
    expect(await prepare()).toEqual([...PLANES, ...EXAMPLES]);
  });

  it('npm run build builds everything anew', async () => {
    await prepare();
    expect(await prepare('--rebuild')).toEqual([...PLANES, ...EXAMPLES]);
  });

  it('packages are installed anew when the lock file asks for others', async () => {
    await prepare();
    const lock = {
      lockfileVersion: 3,
      packages: { 'node_modules/tea': { version: '2.0.0', integrity: 'sha512-new' } },
    };
    tree.write('package-lock.json', JSON.stringify(lock));

    expect(await prepare()).toContain('npm ci');
  });

  it('an install that was interrupted, or made for another platform, is made again', async () => {
    await prepare();
    rmSync(join(tree.path, 'node_modules/.package-lock.json'));
    expect(await prepare()).toContain('npm ci');

    const elsewhere = { packages: { 'node_modules/tea': { version: '1.0.0', integrity: 'sha512-tea', os: ['aix'] } } };
    tree.write('node_modules/.package-lock.json', JSON.stringify(elsewhere));
    expect(await prepare()).toContain('npm ci');
  });

  it('a build that fails shows what the compiler said, and is tried again', async () => {
    tree.append('apps/runtime/src/main.js', '// does not compile');
    await expect(prepare()).rejects.toThrow('apps/runtime/src/main.js:1 does not compile');
    await expect(prepare()).rejects.toThrow('exit code 1');
  });

  it('two commands at once install and build once, one after the other', async () => {
    const commands = [tree.run('prepare-tree.mjs'), tree.run('prepare-tree.mjs')];

    expect(await Promise.all(commands.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(tree.lines('calls.log').toSorted()).toEqual([...PLANES, 'npm ci', ...EXAMPLES]);
    expect(commands.map(({ printed }) => printed()).join('')).toContain('which is preparing this tree');
  });

  it('nothing is built under running planes: it says who runs, and works when they have stopped', async () => {
    const started = await tree.start();
    expect(await prepare()).toEqual([]);

    tree.append('apps/runtime/src/main.js', '// changed');
    await expect(prepare()).rejects.toThrow(/this tree is in use: .*npm start \(process \d+\)[^]*Stop it first/);

    started.child.kill('SIGINT');
    await started.ended;
    expect(await prepare()).toEqual(['nest build runtime', 'tsc examples/realms/orders']);
  });

  it('planes whose launcher was killed still count as running', async () => {
    await prepare();
    const plane = tree.run('start-plane.mjs', { args: ['runtime'] });
    while (tree.lines(`.tree/users/${plane.child.pid}`).length === 0) await new Promise((go) => setTimeout(go, 20));

    tree.append('apps/runtime/src/main.js', '// changed');
    await expect(prepare()).rejects.toThrow('Runtime (process');
  });

  it('what a dead process left behind holds up nobody, even if its number is in use again', async () => {
    const ofThePast = JSON.stringify({ pid: process.pid, start: 'long ago', what: 'npm start' });
    tree.write('.tree/lock', ofThePast);
    tree.write('.tree/users/1', ofThePast);

    expect(await prepare()).toEqual([...PLANES, 'npm ci', ...EXAMPLES]);
  });

  it('two that find the lock of a dead process do not both take it', async () => {
    tree.write('.tree/lock', JSON.stringify({ pid: 999_999_999, start: 'never', what: 'npm start' }));
    const commands = [1, 2, 3].map(() => tree.run('prepare-tree.mjs'));

    expect(await Promise.all(commands.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    expect(tree.lines('calls.log').filter((call) => call === 'npm ci')).toEqual(['npm ci']);
  });
});
