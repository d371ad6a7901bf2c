import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { carryOutMash } from '../engine/carry-out-mash.js';
import type { MasherAnswer, MasherJob, MaterializeJob, Materialized, MeasureJob } from '../engine/mash-job.js';
import { Masher, MasherFailed } from '../engine/masher.js';
import type { Measures } from '../planning/measures.js';
import { withWorkDir } from '../../../table-engine/testing/work-dir.js';

/** Does in the test's own process what a child does, since a child runs the built files. */
export class InProcessMasher extends Masher {
  async measure(job: Omit<MeasureJob, 'task' | 'workDir'>): Promise<Measures> {
    return withWorkDir(async (workDir) => {
      const answer = await done({ task: 'measure', workDir, ...job });
      if ('measured' in answer) return answer.measured;
      throw new MasherFailed('No measures.');
    });
  }

  async materialize(
    job: Omit<MaterializeJob, 'task' | 'workDir'>,
    _: AbortSignal,
    keep: (bytes: Readable) => Promise<void>,
  ): Promise<Materialized> {
    return withWorkDir(async (workDir) => {
      const answer = await done({ task: 'materialize', workDir, ...job });
      if (!('materialized' in answer)) throw new MasherFailed('No data product.');
      await keep(createReadStream(join(workDir, answer.materialized.file)));
      return answer.materialized;
    });
  }
}

async function done(job: MasherJob): Promise<MasherAnswer> {
  const answer = await carryOutMash(job);
  if ('failed' in answer) throw new MasherFailed(answer.failed);
  return answer;
}
