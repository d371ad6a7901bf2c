import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dieAbove } from '../../../table-engine/children/die-above.js';
import { serveOneJob } from '../../../table-engine/children/serve-one-job.js';
import { Sandbox } from '../../../table-engine/sandbox.js';
import { literal } from '../../../table-engine/sql.js';
import { carryOutMash } from './carry-out-mash.js';
import type { MasherAnswer, MasherJob } from './mash-job.js';

/** Process memory, all told. DuckDB and Node have limits of their own; this holds what neither of them counts. */
const MOST_MEMORY = 1024 << 20;

dieAbove(MOST_MEMORY, 'The data mash');

await serveOneJob<MasherJob, MasherAnswer>({ rehearse, carryOut: carryOutMash });

async function rehearse(): Promise<void> {
  const workDir = join(process.cwd(), 'rehearsal');
  const made = join(workDir, 'a.parquet');
  await mkdir(workDir);
  const sandbox = await Sandbox.open([], workDir, { columns: 1 });
  await sandbox.run(`COPY (SELECT 1 AS a) TO ${literal(made)} (FORMAT parquet)`);
  await sandbox.count(`SELECT count(*) FROM read_parquet(${literal(made)})`);
  sandbox.close();
  await rm(workDir, { recursive: true });
}
