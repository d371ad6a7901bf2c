import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlaneProcess } from '../processes/plane-process.js';

/** For `NODE_OPTIONS` of a plane that {@link retainedBy} is to ask. */
export const TELLS_RETAINED = `--import ${new URL('./retained-memory.mjs', import.meta.url).href}`;

/** Resident memory in MiB: what the system has given, garbage included. */
export function memoryOf({ pid }: PlaneProcess): number {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/** What a plane holds once its garbage is collected, in MiB: however late a busy machine lets it come to that. */
export async function retainedBy(plane: PlaneProcess): Promise<number> {
  const told = (): RegExpMatchArray[] => [...plane.logs.matchAll(/^retained (\d+)$/gm)];
  const before = told().length;
  process.kill(plane.pid, 'SIGUSR2');
  while (told().length === before) {
    if (!plane.isRunning) throw new Error('The plane has ended before it told what it holds.');
    await sleep(20);
  }
  return Number(told().at(-1)![1]) / 2 ** 20;
}
