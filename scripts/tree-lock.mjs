import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOf } from './process-identity.mjs';

/** Who prepares this tree and who runs from it, as files that name a process. One whose process has ended is void. */
const folder = join(import.meta.dirname, '../.tree');
const lockFile = join(folder, 'lock');
const usersFolder = join(folder, 'users');

/** Who only registers has the lock for a few milliseconds; that is nothing to speak of. */
const TELL_AFTER_MS = 500;

const myself = (what) => JSON.stringify({ pid: process.pid, start: startOf(process.pid), what });

/** What a file says of its process; undefined if the file is gone, half-written or its process has ended. */
function livingHolder(file) {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return startOf(holder.pid) === holder.start ? holder : undefined;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Creates the lock file, or says who has it. */
function take(what) {
  try {
    writeFileSync(lockFile, myself(what), { flag: 'wx' });
    return undefined;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return livingHolder(lockFile) ?? 'nobody';
  }
}

/** Removes a lock whose holder has died. Two that do so at once are told apart by who still has it a moment later. */
async function takeOver(what) {
  await sleep(50 + Math.random() * 50);
  if (livingHolder(lockFile)) return false;
  rmSync(lockFile, { force: true });
  if (take(what)) return false;
  await sleep(200);
  return livingHolder(lockFile)?.pid === process.pid;
}

async function acquire(what) {
  const since = performance.now();
  for (let told = false; ;) {
    const holder = take(what);
    if (!holder) return;
    if (holder === 'nobody') {
      if (await takeOver(what)) return;
    } else if (!told && performance.now() - since > TELL_AFTER_MS) {
      told = true;
      console.log(`Waiting for ${holder.what} (process ${holder.pid}), which is preparing this tree …`);
    }
    await sleep(10);
  }
}

const release = () => rmSync(lockFile, { force: true });

/** Runs `work` while no other process of this tree runs anything under its lock; `what` is this one called by others. */
export async function withTreeLock(what, work) {
  mkdirSync(usersFolder, { recursive: true });
  await acquire(what);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Says that this process runs from the tree until it ends, so that nobody rebuilds it underneath. Call it under the lock. */
export function useTree(what) {
  const file = join(usersFolder, String(process.pid));
  writeFileSync(file, myself(what));
  process.once('exit', () => rmSync(file, { force: true }));
}

/** Who runs from the tree, this process left out. */
export function usersOfTree() {
  mkdirSync(usersFolder, { recursive: true });
  return readdirSync(usersFolder).flatMap((name) => {
    const file = join(usersFolder, name);
    const user = livingHolder(file);
    if (!user) rmSync(file, { force: true });
    return user && user.pid !== process.pid ? [user] : [];
  });
}
