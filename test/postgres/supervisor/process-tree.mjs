import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOf } from '../../../scripts/process-identity.mjs';

// PostgreSQL gives each of its processes a group of its own, so that no signal reaches them all.
function childrenOf(pid) {
  if (process.platform === 'linux') {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  }
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid ? [child] : []));
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Stops a process and what it has started where they stand; returns their numbers, its own first. */
export function freezeTree(pid) {
  signal(pid, 'SIGSTOP');
  const frozen = new Set([pid]);
  // A parent that stands starts nobody, but a list that is read while one of it ends may lack another.
  for (let before = 0; before < frozen.size;) {
    before = frozen.size;
    for (const child of childrenOf(pid)) {
      signal(child, 'SIGSTOP');
      frozen.add(child);
    }
  }
  return [...frozen];
}

/** Lets a process and what it has started go on. */
export function thawTree(pid) {
  for (const one of [...childrenOf(pid), pid]) signal(one, 'SIGCONT');
}

/** Ends a process and what it has started, none of which does another step. Resolves when they are gone. */
export async function killTree(pid) {
  const pids = freezeTree(pid);
  for (const one of pids) signal(one, 'SIGKILL');
  while (pids.some((one) => startOf(one) !== undefined)) await sleep(5);
}
