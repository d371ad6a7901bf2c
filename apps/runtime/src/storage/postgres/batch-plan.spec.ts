import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SystemClock } from '../../determinism/clock.js';
import { CommitSignal } from '../commit-signal.js';
import type { OpenedStore } from '../opened-store.js';
import { freshDatabase, type FreshDatabase } from '../testing/postgres-database.js';
import { WRITES } from './batch-statement.js';
import { openPostgres } from './open-postgres.js';
import type { PostgresConnection } from './postgres-connection.js';

const MANY = 20_000;
const EVERYTHING = WRITES.get('write-appends-acceptances-keys-facts')!;
const LATER_MS = 6_000;
const BY_SESSION = /Index Cond: \(\(tenant_id = \(new(_\d)?\.tenant_id\)::text\) AND \(session_id = /;

describe('the statement of a batch', () => {
  let database: FreshDatabase;
  let opened: OpenedStore;
  let writers: PostgresConnection['writers'];

  beforeEach(async () => {
    database = await freshDatabase();
    const { url } = database;
    opened = await openPostgres({ url, lease: 30_000, clock: new SystemClock(), signal: new CommitSignal() });
    ({ writers } = opened.connection as PostgresConnection);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await opened.replicas.leave();
    await opened.connection.close();
    await database.drop();
  });

  async function sql<Row>(text: string): Promise<Row[]> {
    return writers.alone((run) => run<Row>({ text }));
  }

  /** Executions, a fifth of which have not ended, with sessions and facts. */
  async function fill(from: number, to: number): Promise<void> {
    await sql(`INSERT INTO executions (execution_id, tenant_id, session_id, intent_type, realm, handler_version, status,
        completed_steps, residual_effects, sequence, created_at, updated_at, finished_at, fence, runs, held)
      SELECT 'exe_' || n, 'acme', 'ses_' || n, 'orders.place', 'orders', 1, 'running', 0, '[]', 1, 0, 0,
        CASE WHEN n % 5 = 0 THEN NULL ELSE 1 END, 1, 0, 0 FROM generate_series(${from}, ${to}) n`);
    await sql(
      `INSERT INTO facts SELECT 'acme', 'realm:orders', 'order/' || n, '1', 1 FROM generate_series(${from}, ${to}) n`,
    );
    await sql(`INSERT INTO sessions SELECT 'ses_' || n, 'acme', 'ada', '{}', 0, 0, 0, 1
      FROM generate_series(${from}, ${to}) n`);
  }

  /** How it is planned on a connection that knows it already, or comes to know it now. */
  async function plan({ name, text } = EVERYTHING): Promise<string> {
    const parameters = new Set(text.match(/\$\d+/g)).size;
    const nothing = Array.from({ length: parameters }, () => `'{}'`).join(', ');
    const [{ known }] = (await sql<{ known: number }>(
      `SELECT count(*)::int AS known FROM pg_prepared_statements WHERE name = '${name}'`,
    )) as [{ known: number }];
    if (known === 0) await sql(`PREPARE "${name}" AS ${text}`);
    const lines = await sql<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE "${name}"(${nothing})`);
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  }

  it.each([...WRITES])(
    'looks up what it is about by key, in empty tables and in large ones, analysed or not: %s',
    async (name, statement) => {
      const plans = [await plan(statement)];
      await fill(1, MANY);
      await sql('DISCARD PLANS');
      plans.push(await plan(statement));
      await sql('ANALYZE');
      plans.push(await plan(statement));
      for (const each of plans) {
        if (name.includes('appends')) expect(each).toMatch(/Index Cond: \(execution_id = \(appended\.execution_id\)/);
        if (name.includes('acceptances')) {
          expect(each).toMatch(BY_SESSION);
          expect(each).toMatch(/using executions_of_key on executions other/);
        }
        if (name.includes('facts')) expect(each).toMatch(/Index Cond: \(\(tenant_id = \(?gone\.tenant_id/);
        expect(each).not.toContain('executions_unfinished');
      }
    },
  );

  it('is planned anew for tables that have grown since', async () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    for (const table of ['executions', 'sessions']) await sql(`ALTER TABLE ${table} SET (autovacuum_enabled = off)`);
    await fill(1, 2);
    await sql('ANALYZE');
    const small = await plan();
    expect(small).not.toMatch(BY_SESSION);
    await fill(3, MANY);
    expect(await plan()).toBe(small);
    clock.mockReturnValue(now + LATER_MS);
    expect(await plan()).toMatch(BY_SESSION);
  });
});
