import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SmallTree } from './small-tree.js';

const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': { name: 'small' },
    'node_modules/tea': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@tea/linux-x64-musl': '1.0.0', '@tea/darwin-arm64': '1.0.0', fsevents: '^2.3.2' },
    },
    'node_modules/tea/node_modules/@tea/linux-x64-musl': { version: '1.0.0', optional: true },
  },
};

describe('a lock file that serves every platform', () => {
  let tree: SmallTree;

  beforeEach(async () => {
    tree = await SmallTree.create();
    tree.write('package-lock.json', JSON.stringify(LOCK));
  });
  afterEach(() => tree.remove());

  it('is asked for when packages of other platforms are missing, by their names', async () => {
    const check = tree.run('lock-platforms.mjs', { args: ['--check'] });

    expect(await check.ended).toBe(1);
    expect(check.printed()).toContain('npm ci refuses: @tea/darwin-arm64.');
  });

  it('gets what is missing, told for which platform, and keeps everything else', async () => {
    await tree.run('lock-platforms.mjs').ended;

    expect(JSON.parse(tree.lines('package-lock.json').join('\n'))).toEqual({
      ...LOCK,
      packages: {
        ...LOCK.packages,
        'node_modules/@tea/darwin-arm64': {
          version: '1.0.0',
          cpu: ['arm64'],
          os: ['darwin'],
          dev: true,
          optional: true,
        },
      },
    });
    expect(await tree.run('lock-platforms.mjs', { args: ['--check'] }).ended).toBe(0);
  });
});
