import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { median, share } from '../figures.mjs';
import { load, placeOrder, sessionOn, SUBMIT, WAIT } from '../orders.mjs';
import { startRuntime, withFolder } from '../processes.mjs';

const ROUNDS = 3;
const REQUESTS = 4_000;
const FINISHED = Number(process.env.BENCH_FINISHED ?? 100_000);

/** The rate on a store with a long history beside the rate on an empty one. */
export async function measure() {
  return withFolder((full) =>
    withFolder(async (empty) => {
      const sessions = { full: await fill(full), empty: undefined };
      const [aged, young] = await Promise.all([startRuntime({ DATA_DIR: full }), startRuntime({ DATA_DIR: empty })]);
      sessions.empty = await sessionOn(young);
      const rounds = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const options = { requests: REQUESTS, headers: WAIT };
        rounds.push({
          aged: (await load(aged, { ...options, body: placeOrder(sessions.full) })).rate,
          young: (await load(young, { ...options, body: placeOrder(sessions.empty) })).rate,
        });
      }
      await Promise.all([aged.stop(), young.stop()]);
      const [ours, beside] = ['aged', 'young'].map((name) => median(rounds.map((round) => round[name])));
      const what = `orders.place over HTTP with ${FINISHED.toLocaleString('en')} finished executions stored`;
      return [share({ what, ours, beside, of: 'empty store', least: 0.9 })];
    }),
  );
}

/** Carries out one order and copies it in the store until there are as many as asked for. */
async function fill(folder) {
  const runtime = await startRuntime({ DATA_DIR: folder });
  const sessionId = await sessionOn(runtime);
  const { execution_id: original } = await runtime.post(SUBMIT, JSON.parse(placeOrder(sessionId)), WAIT);
  await runtime.stop();
  const db = new DatabaseSync(join(folder, 'runtime.db'));
  db.exec('PRAGMA synchronous = OFF');
  for (const table of ['executions', 'appends']) {
    const columns = db
      .prepare(`SELECT name FROM pragma_table_info(?) WHERE name NOT IN ('execution_id', 'position')`)
      .all(table)
      .map(({ name }) => name)
      .join(', ');
    db.prepare(
      `WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < ?)
       INSERT INTO ${table} (execution_id, ${columns})
       SELECT printf('%s-%08x', execution_id, n), ${columns} FROM copies, ${table} WHERE execution_id = ?`,
    ).run(FINISHED, original);
  }
  db.close();
  return sessionId;
}
