import { expect, it } from '@jest/globals';
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { SystemClock } from '../../../determinism/clock.js';
import { CommitSignal } from '../../commit-signal.js';
import { acceptance, execution, session } from '../../testing/records.js';
import { otherStoresOn } from '../../testing/stores-on.js';
import { untilFed } from '../../testing/until-fed.js';
import { freshDatabase } from '../../testing/postgres-database.js';
import { openPostgres } from '../open-postgres.js';
import { ensureRole, migrate, migrations } from './migrate.js';

it('a log with a row for each event is brought up to date with all that is in it, and its places stay what they are', async () => {
  const { url, drop } = await freshDatabase();
  const pool = new Pool({ connectionString: url });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  await ensureRole(pool);
  const { error } = await new Migrator({ db, provider: migrations }).migrateTo('0004-searches');
  expect(error).toBeUndefined();
  await pool.query(
    `INSERT INTO executions (execution_id, tenant_id, session_id, intent_type, realm, handler_version, status,
       completed_steps, residual_effects, sequence, created_at, updated_at, fence, runs, held)
     VALUES ('exe_1', 'acme', 'ses_1', 'orders.place', 'orders', 1, 'running', 0, '[]', 2, 5, 6, 1, 0, 0)`,
  );
  const { rows } = await pool.query<{ place: string }>(
    `INSERT INTO events (execution_id, sequence, tenant_id, type, time, data)
     VALUES ('exe_1', 1, 'acme', 'execution.accepted', 5, '{"a":"b c"}'), ('exe_1', 2, 'acme', 'execution.started', 6, '{}')
     RETURNING xid::text || '.' || position AS place`,
  );
  await db.destroy();

  const opened = await openPostgres({ url, lease: 30_000, clock: new SystemClock(), signal: new CommitSignal() });
  const { executions, replicas, connection } = opened;
  const feed = (after: string) => executions.feed({ tenantId: 'acme', after, limit: 9 });
  await expect(executions.entries('acme', 'exe_1', 0)).resolves.toEqual([
    { sequence: 1, type: 'execution.accepted', time: 5, data: '{"a":"b c"}' },
    { sequence: 2, type: 'execution.started', time: 6, data: '{}' },
  ]);
  await untilFed(executions, 'acme', 'exe_1', 2);
  const [first, second] = rows.map(({ place }) => place);
  await expect(feed(first!)).resolves.toMatchObject({ entries: [{ sequence: 2, position: second }], more: false });
  await expect(feed(second!)).resolves.toEqual({ entries: [], position: second, more: false });
  // What comes now is numbered anew, and follows all the same.
  await otherStoresOn(connection).sessions.create(session('ses_1'));
  await executions.accept(acceptance(execution('exe_2')));
  await untilFed(executions, 'acme', 'exe_2', 1);
  await expect(feed(second!)).resolves.toMatchObject({ entries: [{ executionId: 'exe_2', sequence: 1 }], more: false });
  await replicas.leave();
  await connection.close();
  await drop();
});

it('tables are brought up to date however long that takes', async () => {
  const { url, drop } = await freshDatabase();
  await migrate({ connectionString: url, statement_timeout: 1, query_timeout: 1 });
  await drop();
});
