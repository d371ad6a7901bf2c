import { Sandbox } from '../../../table-engine/sandbox.js';
import type { MasherAnswer, MasherJob } from './mash-job.js';
import { materialize } from './materialize.js';
import { measure } from './measure.js';

/** In DuckDB's words. */
const MEMORY_LIMIT = '400MB';
const LONGEST_DETAIL = 1000;

/** Never rejects: what goes wrong is part of the answer. */
export async function carryOutMash(job: MasherJob): Promise<MasherAnswer> {
  try {
    const sandbox = await Sandbox.open([...new Set(job.tables.map(({ path }) => path))], job.workDir, {
      columns: Math.max(...job.tables.map(({ columns }) => columns)),
      memoryLimit: MEMORY_LIMIT,
      joinsAsWritten: true,
    });
    try {
      if (job.task === 'measure') return { measured: await measure(sandbox, job.tables, job.measuring) };
      return { materialized: await materialize(sandbox, job) };
    } finally {
      sandbox.close();
    }
  } catch (error) {
    return { failed: String(error instanceof Error ? error.message : error).slice(0, LONGEST_DETAIL) };
  }
}
