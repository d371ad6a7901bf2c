import type { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ChildFailed } from '../../../table-engine/children/child-failed.js';
import { openMade } from '../../../table-engine/children/open-made.js';
import { type Take, WarmChildren } from '../../../table-engine/children/warm-children.js';
import type { Measures } from '../planning/measures.js';
import type { MasherAnswer, MasherJob, MaterializeJob, Materialized, MeasureJob } from './mash-job.js';
import { Masher, MasherFailed } from './masher.js';
import { MasherLimits } from './masher-limits.js';

/** Mashes in child processes, since values that nobody vouches for decide how much memory it takes. */
@Injectable()
export class ChildMasher extends Masher implements OnModuleDestroy {
  private readonly children: WarmChildren<MasherJob, MasherAnswer>;
  private isKeeping = false;

  constructor(limits: MasherLimits) {
    super();
    this.children = new WarmChildren('masher', limits);
  }

  async onModuleDestroy(): Promise<void> {
    await this.children.close();
  }

  async measure(job: Omit<MeasureJob, 'task' | 'workDir'>, signal: AbortSignal): Promise<Measures> {
    const answer = await this.carryOut((workDir) => ({ task: 'measure', workDir, ...job }), signal);
    if ('measured' in answer) return answer.measured;
    throw failure(answer);
  }

  async materialize(
    job: Omit<MaterializeJob, 'task' | 'workDir'>,
    signal: AbortSignal,
    keep: (bytes: Readable) => Promise<void>,
  ): Promise<Materialized> {
    const keepMade = async (answer: MasherAnswer, workDir: string): Promise<void> => {
      if ('materialized' in answer) await keep(await openMade(workDir, answer.materialized.file));
    };
    const answer = await this.carryOut((workDir) => ({ task: 'materialize', workDir, ...job }), signal, keepMade);
    if ('materialized' in answer) return answer.materialized;
    throw failure(answer);
  }

  private async carryOut(
    jobIn: (workDir: string) => MasherJob,
    signal: AbortSignal,
    take?: Take<MasherAnswer>,
  ): Promise<MasherAnswer> {
    // Whoever mashes nothing pays for no child that is ready to.
    if (!this.isKeeping) this.children.keepReady({ afterMs: 0 });
    this.isKeeping = true;
    return this.children.ask(jobIn, signal, take).catch((error: unknown) => {
      throw error instanceof ChildFailed ? new MasherFailed(error.message, { cause: error }) : error;
    });
  }
}

function failure(answer: MasherAnswer): MasherFailed {
  return new MasherFailed('failed' in answer ? answer.failed : 'The masher answered what it was not asked.');
}
