import { readFile } from 'node:fs/promises';
import { startServer } from '../../postgres/start-server.mjs';
import { median, milliseconds, perSecond } from '../figures.mjs';
import { installPeers } from '../install-peers.mjs';
import { load, placeOrder, sessionOn, SUBMIT, WAIT } from '../orders.mjs';
import { outputOf, startRuntime, withFolder } from '../processes.mjs';

// Not by a literal name: with its types come those of Node, and they would be asked of every script.
const POSTGRES_CLIENT = 'pg';
const { default: pg } = await import(POSTGRES_CLIENT);

const ROUNDS = 3;
const AT_ONCE = 64;
const SINGLES = 100;
/** What `load.mjs` sends before its clock starts, as a share of what it is asked for. */
const WARMING_UP = 0.2;

/** Each as many jobs as it carries out in a few seconds. */
const ON_POSTGRES = {
  armed: { file: './ours.mjs', steps: 'armed', jobs: 6_000 },
  nothingToUndo: { file: './ours.mjs', steps: 'nothingToUndo', jobs: 6_000 },
  dbos: { file: './peers/dbos.mjs', jobs: 1_200 },
  graphileWorker: { file: './peers/graphile-worker.mjs', jobs: 2_000 },
  pgBoss: { file: './peers/pg-boss.mjs', jobs: 2_000 },
};
const OVER_HTTP = {
  http: { start: startOurs, jobs: 4_000 },
  restate: { start: startRestate, jobs: 2_000 },
};

/** The same job carried out by us and by others, one after the other, each with the machine to itself. */
export async function measure() {
  await installPeers();
  const { dependencies } = JSON.parse(await readFile(new URL('../peers/package.json', import.meta.url), 'utf8'));
  const postgres = await startPostgres();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const figures = {};
    for (const [name, contestant] of Object.entries(ON_POSTGRES)) figures[name] = await postgres.turn(contestant);
    for (const [name, contestant] of Object.entries(OVER_HTTP)) figures[name] = await withFolder(turnOf(contestant));
    rounds.push(figures);
  }
  await postgres.end();

  const of = (name) => ({
    rate: median(rounds.map((figures) => figures[name].rate)),
    p50: median(rounds.map((figures) => figures[name].p50)),
    durability: rounds[0][name].durability,
  });
  const [armed, nothingToUndo, http] = [of('armed'), of('nothingToUndo'), of('http')];
  const dbos = { ...of('dbos'), name: `DBOS ${dependencies['@dbos-inc/dbos-sdk']}` };
  const graphileWorker = { ...of('graphileWorker'), name: `graphile-worker ${dependencies['graphile-worker']}` };
  const pgBoss = { ...of('pgBoss'), name: `pg-boss ${dependencies['pg-boss']}` };
  const restate = { ...of('restate'), name: `Restate ${dependencies['@restatedev/restate-server']}` };
  const [unarmed, plain] = ['three steps with NOTHING_TO_UNDO on PostgreSQL', 'one plain job'];
  return [
    rates(`${unarmed} ÷ DBOS`, nothingToUndo, dbos, 8),
    rates('orders.place, three armed steps, on PostgreSQL ÷ DBOS', armed, dbos),
    latencies(`${unarmed}, one at a time ÷ DBOS`, nothingToUndo, dbos),
    rates(`${unarmed} ÷ graphile-worker, ${plain}`, nothingToUndo, graphileWorker),
    rates(`${unarmed} ÷ pg-boss, ${plain}`, nothingToUndo, pgBoss),
    rates('orders.place over HTTP on SQLite ÷ Restate', http, restate, 2.5),
    latencies('orders.place over HTTP on SQLite, one at a time ÷ Restate', http, restate, 2 / 3),
  ];
}

function rates(what, ours, peer, least) {
  const reached = ours.rate / peer.rate;
  return {
    what: `${what}, ${AT_ONCE} at once`,
    ours: `${perSecond(ours.rate)} (${ours.durability})`,
    beside: `${peer.name}: ${perSecond(peer.rate)} (${peer.durability})`,
    ratio: `${reached.toFixed(1)} ×`,
    ...(least && { bar: `≥ ${least} ×`, met: reached >= least }),
  };
}

function latencies(what, ours, peer, most) {
  const reached = ours.p50 / peer.p50;
  return {
    what,
    ours: `p50 ${milliseconds(ours.p50)} (${ours.durability})`,
    beside: `${peer.name}: p50 ${milliseconds(peer.p50)} (${peer.durability})`,
    ratio: `${reached.toFixed(2)} ×`,
    ...(most && { bar: `≤ ${most.toFixed(2)} ×`, met: reached <= most }),
  };
}

/** One server for all of them, which syncs to this machine's disk as PostgreSQL does by default. */
async function startPostgres() {
  const url = await startServer({ shared_buffers: '256MB', max_wal_size: '2GB' });
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit`,
  );
  const settings = Object.entries(rows[0]).map(([name, value]) => `${name}=${value}`);
  return {
    /** In a database that is new, with nothing left to write of those before. */
    turn: ({ file, ...options }) =>
      withFolder(async (folder) => {
        await client.query('CREATE DATABASE turn');
        await client.query('CHECKPOINT');
        const databaseUrl = new URL(url);
        databaseUrl.pathname = '/turn';
        const asked = { ...options, clients: AT_ONCE, singles: SINGLES, databaseUrl: databaseUrl.href, folder };
        const figures = JSON.parse(await outputOf('turn.mjs', [file, JSON.stringify(asked)]));
        await client.query('DROP DATABASE turn WITH (FORCE)');
        return { ...figures, durability: `${settings.join(', ')}: ${figures.durability}` };
      }),
    end: () => client.end(),
  };
}

const turnOf =
  ({ start, jobs }) =>
  async (folder) => {
    const server = await start(folder);
    const { path, headers, body } = server;
    try {
      // Of the servers, which are new; the load warms itself up.
      await load(server, { path, headers, body, requests: jobs / 2, connections: AT_ONCE });
      const { rate } = await load(server, { path, headers, body, requests: jobs, connections: AT_ONCE });
      const { p50 } = await load(server, { path, headers, body, requests: SINGLES, connections: 1 });
      const sent = [jobs / 2, jobs, SINGLES].map((requests) => requests + Math.ceil(requests * WARMING_UP));
      await server.check(sent.reduce((sum, requests) => sum + requests));
      return { rate, p50, durability: server.durability };
    } finally {
      await server.stop();
    }
  };

async function startOurs(folder) {
  const runtime = await startRuntime({ DATA_DIR: folder });
  return {
    url: runtime.url,
    path: SUBMIT,
    headers: WAIT,
    body: placeOrder(await sessionOn(runtime)),
    durability: 'synchronous=FULL: every step is armed before it begins and its outcome committed before the next',
    check: (count) => checkSucceeded(runtime, count),
    stop: () => runtime.stop(),
  };
}

/** From the log: so many executions have succeeded, none twice. */
async function checkSucceeded(runtime, count) {
  const succeeded = new Set();
  for (let after = ''; ;) {
    const { events, next_cursor } = await runtime.get(`/api/events?tenant_id=bench&type=execution.succeeded${after}`);
    for (const { executionid } of events) succeeded.add(executionid);
    if (events.length === 0) break;
    after = `&after=${encodeURIComponent(next_cursor)}`;
  }
  if (succeeded.size !== count) throw new Error(`${succeeded.size} of ${count} orders have succeeded.`);
}

/** Not before the peers are installed. */
async function startRestate(folder) {
  const { startRestate: start } = await import('../peers/restate.mjs');
  const body = JSON.stringify({ order_id: 'o-%N', sku: 'lamp', quantity: 1, card: 'tok_visa' });
  return { ...(await start(folder)), body };
}
