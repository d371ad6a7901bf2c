import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { SystemClock } from '../../determinism/clock.js';
import { CommitSignal } from '../commit-signal.js';
import { freshDatabase } from '../testing/postgres-database.js';
import { acceptance, artifact, execution, session } from '../testing/records.js';
import { otherStoresOn, type SqlStores } from '../testing/stores-on.js';
import { openPostgres } from './open-postgres.js';

const TENANTS = ['acme', 'bravo'];

let owner: Client;
let close: () => Promise<void>;

beforeAll(async () => {
  const { url, drop } = await freshDatabase();
  const opened = await openPostgres({ url, lease: 30_000, clock: new SystemClock(), signal: new CommitSignal() });
  const { sessions, artifacts, facts } = otherStoresOn(opened.connection) as SqlStores;
  for (const tenantId of TENANTS) {
    const mine = { tenantId, sessionId: `ses_${tenantId}` };
    await sessions.create(session(mine.sessionId, tenantId));
    await artifacts.stage(artifact(`art_${tenantId}`));
    const accepted = acceptance(execution(`exe_${tenantId}`, mine), { artifactIds: [`art_${tenantId}`] });
    await opened.executions.accept(accepted);
    await facts.put({ tenantId, scope: 'session:s' }, 'k', '1', 0);
  }
  owner = new Client({ connectionString: url });
  await owner.connect();
  close = async () => {
    await owner.end();
    await opened.replicas.leave();
    await opened.connection.close();
    await drop();
  };
});

afterAll(() => close());

/** Tables with rows of tenants, and whether the role of requests may read them. */
async function tables(): Promise<{ name: string; readable: boolean }[]> {
  const { rows } = await owner.query<{ name: string; readable: boolean }>(
    `SELECT relname AS name, has_table_privilege('symphainy_requests', oid, 'SELECT') AS readable FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       AND oid IN (SELECT attrelid FROM pg_attribute WHERE attname = 'tenant_id' AND NOT attisdropped)
     ORDER BY relname`,
  );
  return rows;
}

async function tenantsIn(table: string): Promise<string[]> {
  const { rows } = await owner.query<{ tenant: string }>(
    `SELECT DISTINCT tenant_id AS tenant FROM ${table} ORDER BY 1`,
  );
  return rows.map(({ tenant }) => tenant);
}

const others = (tenant: string, found: readonly string[]) => found.filter((name) => name !== tenant);

it('a request reads rows of its own tenant and of no other, in whichever table and whatever the statement says', async () => {
  const readable = (await tables()).filter((table) => table.readable).map(({ name }) => name);
  expect(readable).toEqual(expect.arrayContaining(['appends', 'artifacts', 'executions', 'facts', 'sessions']));
  for (const name of ['appends', 'artifacts', 'executions', 'facts', 'sessions']) {
    expect([name, await tenantsIn(name)]).toEqual([name, TENANTS]);
  }
  for (const tenant of TENANTS) {
    await owner.query('BEGIN');
    await owner.query('SET LOCAL ROLE symphainy_requests');
    await owner.query(`SELECT set_config('symphainy.tenant', $1, true)`, [tenant]);
    for (const name of readable) expect([name, others(tenant, await tenantsIn(name))]).toEqual([name, []]);
    expect(await tenantsIn('appends')).toEqual([tenant]);
    await owner.query('ROLLBACK');
  }
});

it('a request that names no tenant reads nothing, and writes nothing', async () => {
  await owner.query('BEGIN');
  await owner.query('SET LOCAL ROLE symphainy_requests');
  for (const { name, readable } of await tables()) if (readable) expect(await tenantsIn(name)).toEqual([]);
  await expect(owner.query(`DELETE FROM appends`)).rejects.toThrow('permission denied');
  await owner.query('ROLLBACK');
});
