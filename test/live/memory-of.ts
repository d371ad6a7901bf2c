import { readFileSync } from 'node:fs';
import type { PlaneProcess } from '../processes/plane-process.js';

/** Resident memory in MiB. */
export function memoryOf({ pid }: PlaneProcess): number {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
