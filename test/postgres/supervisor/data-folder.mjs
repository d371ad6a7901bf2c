import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTree } from './copy-tree.mjs';
import { isOpenToOthers } from './installation.mjs';

/** A new folder that belongs to the user who PostgreSQL runs as. */
export function newHome(user) {
  const parents = user ? [tmpdir(), '/tmp', '/var/tmp'].filter(isOpen) : [tmpdir()];
  if (parents.length === 0) throw new Error('No temporary folder can be reached by every user. Set TMPDIR to one.');
  const home = mkdtempSync(join(parents[0], 'symphainy-postgres-'));
  if (user) chownSync(home, user.uid, user.gid);
  return home;
}

const isOpen = (folder) => existsSync(folder) && isOpenToOthers(folder);

/** Writes a file that the server can read and nobody else. */
export function writeOwned(file, text, user) {
  writeFileSync(file, text, { mode: 0o600 });
  if (user) chownSync(file, user.uid, user.gid);
}

/** What belongs to the running server alone, as in the documentation of base backups. */
const NOT_COPIED =
  /^(postmaster\.(pid|opts)|(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/.+)$|(^|\/)pgsql_tmp/;

/** Copies a data folder; between pg_backup_start and pg_backup_stop its server may be running. */
export function copyDataFolder(from, to, user) {
  copyTree(from, to, { owner: user, skip: (path) => NOT_COPIED.test(path) && !path.endsWith('archive_status') });
}

/** What the running server says of itself: starting, standby, ready or stopping. Undefined as long as it says nothing. */
export function stateOf(data) {
  return linesOfLock(data)[7]?.trim();
}

const lockFile = (data) => join(data, 'postmaster.pid');

function linesOfLock(data) {
  return existsSync(lockFile(data)) ? readFileSync(lockFile(data), 'utf8').split('\n') : [];
}

/** Lets the next server start whose predecessor was killed: its number may be somebody else's by now. Call it when that one is gone. */
export function unlock(data) {
  rmSync(lockFile(data), { force: true });
}

/** Gives back the System V segment of a server that was killed; a machine has a few thousand of them. */
export function freeSharedMemory(data) {
  const id = linesOfLock(data)[6]?.trim().split(/\s+/)[1];
  if (id) spawnSync('ipcrm', ['-m', id]);
}
