import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, milliseconds } from '../figures.mjs';
import { outputOf, startRuntime, withFolder } from '../processes.mjs';

const ROWS = { orders: 1_000_000, customers: 100_000 };
const ROUNDS = 3;
const BAR = { times: 1.3, plusMs: 1_000, delayMs: 50, memoryMiB: 64 };
const TENANT = 'bench';

/**
 * Two tables of 20 and of 10 columns joined by `data_mash.create`, from its submission to its end, beside the same join of
 * the same files in DuckDB alone, with as many threads and as much memory: in turn.
 */
export async function measure() {
  return withFolder(async (folder) => {
    await outputOf('make-mash-tables.mjs', [folder, ROWS.orders, ROWS.customers]);
    const delayFile = join(folder, 'delay');
    const runtime = await startRuntime({
      DATA_DIR: join(folder, 'data'),
      NODE_OPTIONS: `--import=${new URL('../event-loop-delay.mjs', import.meta.url).href}`,
      BENCH_DELAY_FILE: delayFile,
    });
    const { session } = await runtime.post('/api/session/create', { tenant_id: TENANT, user_id: TENANT });
    const carryOut = async (intent_type, realm, payload) => {
      const intent = { intent_type, realm, session_id: session.session_id, tenant_id: TENANT, payload };
      const { execution_id } = await runtime.post('/api/intent/submit', intent);
      for (;;) {
        const { done, status, result, error } = await runtime.get(`/api/execution/${execution_id}/status`);
        if (done && status !== 'succeeded') throw new Error(`${intent_type} ${status}: ${error?.detail}`);
        if (done) return result;
        await sleep(10);
      }
    };
    const refs = [];
    for (const name of ['orders', 'customers']) {
      const artifact_id = await stage(runtime, join(folder, `${name}.csv`));
      await carryOut('content.upload', 'content', { artifact_id });
      refs.push(artifact_id);
      await rm(join(folder, `${name}.csv`));
    }
    const copies = await copiesIn(runtime, join(folder, 'data'));
    // One beforehand, so that neither is the first to read the files.
    await outputOf('mash-by-hand.mjs', [...copies, folder]);
    const idle = await runtime.memory();
    await delayOf(runtime, delayFile);
    const rounds = [];
    let held = idle;
    const watching = setInterval(() => void runtime.memory().then((now) => (held = Math.max(held, now))), 100);
    for (let round = 0; round < ROUNDS; round += 1) {
      const byHand = Number(await outputOf('mash-by-hand.mjs', [...copies, folder]));
      const begin = performance.now();
      const { rows } = await carryOut('data_mash.create', 'insights', { content_refs: refs });
      if (rows.out !== ROWS.orders) throw new Error(`${rows.out} rows came out.`);
      rounds.push({ byHand, ours: performance.now() - begin });
    }
    clearInterval(watching);
    const delay = await delayOf(runtime, delayFile);
    await runtime.stop();
    return rowsOf(rounds, delay, held - idle, idle);
  });
}

function rowsOf(rounds, delay, grewBy, idle) {
  const [ours, byHand] = ['ours', 'byHand'].map((name) => median(rounds.map((round) => round[name])));
  const most = BAR.times * byHand + BAR.plusMs;
  return [
    {
      what: '1,000,000 × 20 rows mashed with 100,000 × 10',
      ours: milliseconds(ours),
      beside: `SQL in DuckDB alone ${milliseconds(byHand)}`,
      ratio: `${(ours / byHand).toFixed(2)} ×`,
      bar: `≤ ${BAR.times} × + ${BAR.plusMs / 1_000} s`,
      met: ours <= most,
    },
    {
      what: "Runtime's event loop meanwhile, p99",
      ours: milliseconds(delay.p99),
      beside: `at most ${milliseconds(delay.max)}`,
      bar: `≤ ${BAR.delayMs} ms`,
      met: delay.p99 <= BAR.delayMs,
    },
    {
      what: 'Runtime, mashing',
      ours: `+ ${grewBy} MiB`,
      beside: `idle ${idle} MiB`,
      bar: `≤ ${BAR.memoryMiB} MiB`,
      met: grewBy <= BAR.memoryMiB,
    },
  ];
}

async function stage(runtime, path) {
  const answer = await fetch(`${runtime.url}/api/artifact/upload`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', 'x-filename': path.split('/').at(-1) },
    body: createReadStream(path),
    duplex: 'half',
  });
  if (!answer.ok) throw new Error(`The upload failed: ${await answer.text()}`);
  return (await answer.json()).artifact.artifact_id;
}

/** The files that the mash reads, the table of the orders first. */
async function copiesIn(runtime, dataDir) {
  const { artifacts } = await runtime.get(`/api/artifact?tenant_id=${TENANT}&kind=table_copy`);
  const files = await readdir(dataDir, { recursive: true });
  const paths = artifacts.map(({ artifact_id }) =>
    join(
      dataDir,
      files.find((file) => file.endsWith(artifact_id)),
    ),
  );
  const sized = await Promise.all(paths.map(async (path) => ({ path, size: (await stat(path)).size })));
  return sized.toSorted((a, b) => b.size - a.size).map(({ path }) => path);
}

/** How long the event loop was held up since it was asked last. */
async function delayOf(runtime, file) {
  await rm(file, { force: true });
  runtime.child.kill('SIGUSR2');
  for (;;) {
    const told = await readFile(file, 'utf8').catch(() => '');
    if (told.endsWith('}')) return JSON.parse(told);
    await sleep(10);
  }
}
