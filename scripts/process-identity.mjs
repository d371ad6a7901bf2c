import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells this process from a later one of the same number: when it started.
 * Undefined when no such process runs. Containers and reboots give out the same numbers again and again.
 */
export function startOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Anything but "no such process" means that it is there and belongs to someone else.
    if (error.code === 'ESRCH') return undefined;
  }
  return process.platform === 'linux' ? startInProc(pid) : startInPs(pid);
}

function startInProc(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
  // The second field is the name in brackets, which may hold anything; the ones after it are numbers.
  const [state, ...numbers] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? undefined : numbers[18];
}

/** Where there is no `ps` either (Windows), all that is known is that it runs. */
function startInPs(pid) {
  const { stdout, status } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'running';
}
