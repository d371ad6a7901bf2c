import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const MIB = 1024 * 1024;

/** Resident memory of a process now, in bytes. */
function residentMemory(pid: number): number {
  if (process.platform === 'linux') {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    if (kilobytes === undefined) throw new Error(`/proc/${pid}/status names no VmRSS.`);
    return Number(kilobytes) * 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

/** Looks at a process again and again, and remembers the most it ever held. */
export class MemoryWatch {
  readonly idle: number;
  private most: number;
  private samples = 0;
  private readonly timer: NodeJS.Timeout;

  /** What the process holds now counts as idle. */
  constructor(private readonly pid: number) {
    this.idle = residentMemory(pid);
    this.most = this.idle;
    this.timer = setInterval(() => this.sample(), 20);
  }

  /** Ends the watch; the answer is what was held above idle, in MiB. */
  stop(): { grewBy: number; samples: number } {
    this.sample();
    clearInterval(this.timer);
    return { grewBy: Math.round((this.most - this.idle) / MIB), samples: this.samples };
  }

  private sample(): void {
    this.samples += 1;
    this.most = Math.max(this.most, residentMemory(this.pid));
  }
}
