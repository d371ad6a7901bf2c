import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ChildFailed } from '../../../table-engine/children/child-failed.js';
import { openMade } from '../../../table-engine/children/open-made.js';
import { type Take, WarmChildren } from '../../../table-engine/children/warm-children.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { type KeepCopy, Profiler, ProfilerFailed } from './profiler.js';
import { ProfilerLimits } from './profiler-limits.js';
import type { Preview, PreviewJob, Profiled, ProfileJob, ProfilerAnswer, ProfilerJob } from './profiler-job.js';

/** Whatever starts together with this process has the machine first. */
const READY_AFTER_MS = 1_000;

/** Profiles in child processes, because the files are nobody's to vouch for. */
@Injectable()
export class ChildProfiler extends Profiler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly children: WarmChildren<ProfilerJob, ProfilerAnswer>;

  constructor(limits: ProfilerLimits) {
    super();
    this.children = new WarmChildren('profiler', limits);
  }

  onApplicationBootstrap(): void {
    this.children.keepReady({ afterMs: READY_AFTER_MS });
  }

  async onModuleDestroy(): Promise<void> {
    await this.children.close();
  }

  async profile(
    job: Omit<ProfileJob, 'task' | 'workDir'>,
    signal: AbortSignal,
    keep: KeepCopy,
  ): Promise<Omit<Profiled, 'copies'>> {
    const keepAll = (answer: ProfilerAnswer, workDir: string): Promise<void> =>
      'done' in answer ? keepCopies((answer.done as Profiled).copies, workDir, keep) : Promise.resolve();
    const done = await this.carryOut((workDir) => ({ task: 'profile', workDir, ...job }), signal, keepAll);
    const { copies: _, ...profiled } = done as Profiled;
    return profiled;
  }

  preview(job: Omit<PreviewJob, 'task' | 'workDir'>, signal: AbortSignal): Promise<Preview> {
    return this.carryOut((workDir) => ({ task: 'preview', workDir, ...job }), signal) as Promise<Preview>;
  }

  private async carryOut(
    jobIn: (workDir: string) => ProfilerJob,
    signal: AbortSignal,
    take?: Take<ProfilerAnswer>,
  ): Promise<Profiled | Preview> {
    const answer = await this.children.ask(jobIn, signal, take).catch((error: unknown) => {
      throw error instanceof ChildFailed ? new ProfilerFailed(error.message, { cause: error }) : error;
    });
    if ('done' in answer) return answer.done;
    if ('unreadable' in answer) throw new FileUnreadable(answer.unreadable);
    throw new ProfilerFailed(answer.failed);
  }
}

/** One after the other, so that a file of many tables is not read all at once. */
export async function keepCopies(copies: readonly (string | null)[], workDir: string, keep: KeepCopy): Promise<void> {
  for (const [table, copy] of copies.entries()) {
    if (copy !== null) await keep(await openMade(workDir, copy), table);
  }
}
