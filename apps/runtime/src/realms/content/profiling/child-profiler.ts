import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { ChildLimits } from './child-limits.js';
import { Profiler, ProfilerFailed } from './profiler.js';
import type { Preview, PreviewJob, Profiled, ProfileJob, ProfilerAnswer, ProfilerJob } from './profiler-job.js';
import { Slots } from './slots.js';

const STDERR_KEPT = 1000;

/**
 * Profiles in child processes, a fresh one for each job, so that a file that kills its reader takes nothing along and
 * nothing of one tenant's file is left for the next.
 */
@Injectable()
export class ChildProfiler extends Profiler {
  private readonly slots: Slots;

  constructor(private readonly limits: ChildLimits) {
    super();
    this.slots = new Slots(limits.children);
  }

  profile(job: Omit<ProfileJob, 'task' | 'workDir'>, signal: AbortSignal): Promise<Profiled> {
    return this.carryOut((workDir) => ({ task: 'profile', workDir, ...job }), signal) as Promise<Profiled>;
  }

  preview(job: Omit<PreviewJob, 'task' | 'workDir'>, signal: AbortSignal): Promise<Preview> {
    return this.carryOut((workDir) => ({ task: 'preview', workDir, ...job }), signal) as Promise<Preview>;
  }

  private async carryOut(jobIn: (workDir: string) => ProfilerJob, signal: AbortSignal): Promise<Profiled | Preview> {
    const giveBack = await this.slots.take(signal);
    try {
      const workDir = await mkdtemp(join(tmpdir(), 'symphainy-profiler-'));
      try {
        const answer = await this.ask(jobIn(workDir), signal);
        if ('done' in answer) return answer.done;
        if ('unreadable' in answer) throw new FileUnreadable(answer.unreadable);
        throw new ProfilerFailed(answer.failed);
      } finally {
        await rm(workDir, { recursive: true, force: true });
      }
    } finally {
      giveBack();
    }
  }

  /** Settles once the child is gone, so that nothing reads the file or writes into the folder any more. */
  private ask(job: ProfilerJob, signal: AbortSignal): Promise<ProfilerAnswer> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const child = this.start(job.workDir);
      let answer: ProfilerAnswer | undefined;
      let ended: Error | undefined;
      let stderr = '';
      const end = (why: Error) => {
        ended ??= why;
        child.kill('SIGKILL');
      };
      const abort = () => end(signal.reason as Error);
      const timer = setTimeout(() => end(tooSlow(this.limits.timeoutMs)), this.limits.timeoutMs);
      const settle = (how: NodeJS.Signals | number | null) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        if (answer !== undefined) resolve(answer);
        else reject(ended ?? endedEarly(how, stderr));
      };
      signal.addEventListener('abort', abort, { once: true });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderr = (stderr + text).slice(0, STDERR_KEPT);
      });
      child.on('message', (message: ProfilerAnswer) => {
        answer = message;
        child.kill('SIGKILL');
      });
      child.on('error', (cause) => {
        end(new ProfilerFailed(`The profiler could not be started: ${cause.message}`, { cause }));
        // One that never started closes nothing.
        if (child.pid === undefined) settle(null);
      });
      child.on('close', (code, killedBy) => settle(killedBy ?? code));
      child.send(job, (error) => {
        if (error !== null)
          end(new ProfilerFailed(`The profiler did not take the job: ${error.message}`, { cause: error }));
      });
    });
  }

  /** Its environment holds nothing of ours, and its only channels are stderr and the one that carries the job. */
  private start(workDir: string): ChildProcess {
    return fork(this.limits.entry, {
      cwd: workDir,
      env: { HOME: workDir, TMPDIR: workDir, TZ: 'UTC' },
      execArgv: [`--max-old-space-size=${this.limits.heapMib}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
  }
}

function tooSlow(timeoutMs: number): ProfilerFailed {
  return new ProfilerFailed(`The profiler took longer than ${timeoutMs / 1000} s and was stopped.`);
}

function endedEarly(how: NodeJS.Signals | number | null, stderr: string): ProfilerFailed {
  const ended = `The profiler ended early (${typeof how === 'string' ? how : `exit code ${how}`}).`;
  return new ProfilerFailed(stderr.trim() === '' ? ended : `${ended} It wrote: ${stderr.trim()}`);
}
