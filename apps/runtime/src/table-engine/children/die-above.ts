import { writeSync } from 'node:fs';

const CHECK_MS = 100;

/** Kills this process when it takes more than so many bytes of memory, and says of what: "The file took more than …". */
export function dieAbove(mostBytes: number, what: string): void {
  setInterval(() => {
    if (process.memoryUsage.rss() <= mostBytes) return;
    writeSync(process.stderr.fd, `${what} took more than ${mostBytes >> 20} MiB of memory.\n`);
    process.kill(process.pid, 'SIGKILL');
  }, CHECK_MS).unref();
}
